# see the folder's name
