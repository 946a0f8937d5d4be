#!/usr/bin/env bash
# python-calamine 0.9.1: of an .xlsb workbook that SheetJS (npm xlsx) 0.18.5 wrote, only the first cell of each row is read,
# without an error. SheetJS writes the cells after the first in the format's short records ([MS-XLSB], BrtShort…),
# which leave out the column's number. The same table written by xlsx 0.16.9, which has no short records, is read whole.
# Expected: all columns, or a refusal. A table of one column from a binary workbook is to be doubted.
set -eu
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet --disable-pip-version-check python-calamine==0.9.1
for version in 0.16.9 0.18.5; do
  mkdir "$folder/$version"
  (cd "$folder/$version" && npm install --silent --no-audit --no-fund "xlsx@$version" >/dev/null)
  cat > "$folder/$version/write.js" <<'JS'
const xlsx = require("xlsx");
const book = xlsx.utils.book_new();
xlsx.utils.book_append_sheet(book, xlsx.utils.aoa_to_sheet([["customer", "item", "amount"], ["Halden", "oven", "120"]]), "sales");
xlsx.writeFile(book, "sales.xlsb", { bookType: "xlsb" });
JS
  (cd "$folder/$version" && node write.js)
done
cat > "$folder/show.py" <<'PY'
import sys

from python_calamine import CalamineWorkbook

for version in ("0.16.9", "0.18.5"):
    rows = CalamineWorkbook.from_path(f"{sys.argv[1]}/{version}/sales.xlsb").get_sheet_by_index(0).to_python()
    print(f"written by {version}:", rows)
PY
output=$("$folder/venv/bin/python" "$folder/show.py" "$folder" 2>&1)
echo "$output"
expected="written by 0.16.9: [['customer', 'item', 'amount'], ['Halden', 'oven', '120']]
written by 0.18.5: [['customer'], ['Halden']]"
[ "$output" = "$expected" ]
