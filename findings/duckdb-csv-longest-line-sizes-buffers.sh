#!/usr/bin/env bash
# DuckDB 1.5.6: read_csv told that a line may be 24 MiB long (max_line_size) reads the file in pieces of sixteen times that,
# 384 MiB, unless buffer_size says otherwise. The first thousand rows of a large file then take half a gigabyte, where 32 MiB
# pieces do with a third of it, and a small limit of memory is overrun although no line is long.
# Expected: max_line_size is a limit of lines, as its documentation has it, and costs nothing until a line is as long.
set -eu
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet --disable-pip-version-check duckdb==1.5.6
cat > "$folder/look.py" <<'PY'
import re
import subprocess
import sys
from pathlib import Path

import duckdb

file, setting = sys.argv[1:]
if setting == "write":
    duckdb.sql(f"COPY (SELECT i AS document, repeat('x', 90) AS offering FROM range(6000000) t(i)) TO '{file}'")
else:
    columns = "{'document': 'VARCHAR', 'offering': 'VARCHAR'}"
    duckdb.sql(
        f"CREATE TABLE head AS SELECT * FROM read_csv('{file}', auto_detect = false, header = true, columns = {columns}, "
        f"max_line_size = 25165824{setting}) LIMIT 1000"
    )
    print(re.search(r"VmHWM:\s+(\d+)", Path("/proc/self/status").read_text())[1])
PY
"$folder/venv/bin/python" "$folder/look.py" "$folder/lines.csv" write
told=$("$folder/venv/bin/python" "$folder/look.py" "$folder/lines.csv" "")
pieces=$("$folder/venv/bin/python" "$folder/look.py" "$folder/lines.csv" ", buffer_size = 33554432")
echo "peak with max_line_size alone: $((told / 1024)) MB; with buffer_size of 32 MiB beside it: $((pieces / 1024)) MB"
[ "$told" -gt $((pieces * 2)) ]
