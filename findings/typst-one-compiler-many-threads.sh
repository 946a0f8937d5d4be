#!/usr/bin/env bash
# typst 0.15.2 (the Python binding): one `Compiler` used by several threads at a time does not compile one after the other;
# some calls raise RuntimeError "Already borrowed", however small the document. One after the other every call succeeds.
# Expected: a lock inside, or a word in its documentation. Give each thread a Compiler of its own, or take a lock.
set -eu
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet --disable-pip-version-check typst==0.15.2
printf '= Value\n#lorem(4000)\n' > "$folder/document.typ"
cat > "$folder/show.py" <<'PY'
import sys
from concurrent.futures import ThreadPoolExecutor

import typst

compiler = typst.Compiler(sys.argv[1])


def compiled(_turn):
    try:
        return compiler.compile(format="pdf")[:4].decode()
    except RuntimeError as problem:
        return str(problem)


print("one thread:", sorted({compiled(turn) for turn in range(8)}))
with ThreadPoolExecutor(8) as threads:
    print("eight threads:", sorted(set(threads.map(compiled, range(64)))))
PY
output=$("$folder/venv/bin/python" "$folder/show.py" "$folder/document.typ" 2>&1)
echo "$output"
expected="one thread: ['%PDF']
eight threads: ['%PDF', 'Already borrowed']"
[ "$output" = "$expected" ]
