# ./quickstart demo runs it.
EXTRA_DIST += %D%/demo.py %D%/report.py
