#!/bin/sh
echo "python3 is not installed"
exit 77
