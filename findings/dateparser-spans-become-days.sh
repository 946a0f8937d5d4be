#!/usr/bin/env bash
# dateparser 1.5.0: a quarter, a week of ISO 8601 and a year and a half are read as single days nobody meant: seen from
# 20 November 2026 “Q3 2027” is 20 August 2027, “2027-W12” 20 December 2027, “1.5 years” 5 January 2027; “in 1.5 years” is nothing.
# Expected: 1 July to 30 September 2027, 22 to 28 March 2027, 18 months ahead, or no answer. Promises have a grammar of their own.
set -eu
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet --disable-pip-version-check dateparser==1.5.0
"$folder/venv/bin/python" - <<'PY'
from datetime import datetime

import dateparser

SETTINGS = {"RELATIVE_BASE": datetime(2026, 11, 20), "PREFER_DATES_FROM": "future"}
SEEN = {
    "Q3 2027": datetime(2027, 8, 20),
    "2027-W12": datetime(2027, 12, 20),
    "1.5 years": datetime(2027, 1, 5),
    "in 1.5 years": None,
}
print("dateparser", dateparser.__version__)
for text, seen in SEEN.items():
    read = dateparser.parse(text, settings=SETTINGS)
    print(f"{text!r}: {read}")
    assert read == seen, f"it has changed: {text!r} was {seen}"
PY
