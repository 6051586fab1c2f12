#!/usr/bin/env bash
# GNU parallel: aligns every file of records in a folder, a process for each core. `parallel.sh IN OUT`, once more after it was
# killed: files that are done are not touched, one that was begun goes on where it stopped.
set -euo pipefail
mkdir -p "$2"
parallel --halt soon,fail=1 mizan align --records {} -o "$2"/{/} --threads 1 ::: "$1"/*.jsonl
