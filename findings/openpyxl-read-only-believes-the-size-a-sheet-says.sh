#!/usr/bin/env bash
# openpyxl 3.1.5, load_workbook(read_only=True): rows and columns outside of the size a sheet says it has are left out without
# a word. Some programs write <dimension ref="A1"/> above a whole table. ReadOnlyWorksheet.reset_dimensions() is the way round.
# A sheet that says no size (openpyxl's own write_only=True writes none) is parsed to its end while the workbook is opened.
# Expected: all rows, or an error.
set -eu
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet --disable-pip-version-check openpyxl==3.1.5
cat > "$folder/show.py" <<'PY'
import re
import sys
import zipfile

import openpyxl

folder = sys.argv[1]
book = openpyxl.Workbook()
for row in (["customer", "amount"], ["Halden", 120], ["Orsa", 80]):
    book.active.append(row)
book.save(f"{folder}/whole.xlsx")
with zipfile.ZipFile(f"{folder}/whole.xlsx") as before, zipfile.ZipFile(f"{folder}/small.xlsx", "w") as after:
    for name in before.namelist():
        part = before.read(name)
        if name == "xl/worksheets/sheet1.xml":
            part = re.sub(rb"<dimension[^>]*/>", b'<dimension ref="A1"/>', part)
        after.writestr(name, part)
for name in ("whole", "small"):
    sheet = openpyxl.load_workbook(f"{folder}/{name}.xlsx", read_only=True).active
    print(name, list(sheet.iter_rows(values_only=True)))
    sheet.reset_dimensions()
    print(name, "after reset_dimensions", list(sheet.iter_rows(values_only=True)))
PY
output=$("$folder/venv/bin/python" "$folder/show.py" "$folder" 2>&1)
echo "$output"
rows="[('customer', 'amount'), ('Halden', 120), ('Orsa', 80)]"
expected="whole $rows
whole after reset_dimensions $rows
small [('customer',)]
small after reset_dimensions $rows"
[ "$output" = "$expected" ]
