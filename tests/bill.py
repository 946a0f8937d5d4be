"""`make sbom`: what Covalue is made of. An SBOM (CycloneDX) of what a production installation holds goes to build/sbom.json,
the list of third parties with their licences to docs/third-party.md.
"""

import json
import subprocess
import sys
from pathlib import Path
from typing import Any, Final

ROOT: Final = Path(__file__).resolve().parent.parent
SHIPPED: Final = ROOT / ".venv" / "shipped" / "bin" / "python"
CYCLONEDX: Final = ROOT / ".venv" / "attack" / "bin" / "cyclonedx-py"
SBOM: Final = ROOT / "build" / "sbom.json"
LIST: Final = ROOT / "docs" / "third-party.md"
# Their packages say it in a file only; read there.
READ: Final = {"bleach": "Apache-2.0", "pysqlite3": "Zlib"}
HEAD: Final = """# Third parties

Covalue is under the Apache License 2.0 ([LICENSE](../LICENSE)). A production installation brings these packages; `make sbom`
writes this list and `build/sbom.json` (CycloneDX) from one that is made of the lock file. Beside them the wheel holds the
font Inter (SIL Open Font License 1.1) and the editor's libraries (Yjs, CodeMirror and what they need: MIT, their licences beside
them in `web/editor/licences.txt`), and django-htmx holds htmx (0BSD).

| package | version | licence |
|---|---|---|
"""


def main() -> int:
    SBOM.parent.mkdir(exist_ok=True)
    told = ["--pyproject", "pyproject.toml", "--output-reproducible", "--of", "JSON", "-o", str(SBOM), str(SHIPPED)]
    subprocess.run([str(CYCLONEDX), "environment", *told], cwd=ROOT, check=True)
    parts = [one for one in json.loads(SBOM.read_text())["components"] if one["name"] != "covalue"]
    rows = [f"| {one['name']} | {one['version']} | {licence(one)} |" for one in sorted(parts, key=_name)]
    LIST.write_text(HEAD + "\n".join(rows) + "\n", encoding="utf-8")
    unknown = [one["name"] for one in parts if not licence(one)]
    print(f"{len(parts)} packages in build/sbom.json and docs/third-party.md")
    for name in unknown:
        print(f"no licence is told by {name}")
    return 1 if unknown else 0


def licence(part: dict[str, Any]) -> str:
    """The licences a component of the SBOM declares; its classifiers without their prefix."""
    told = [
        one.get("expression") or one["license"].get("id") or one["license"].get("name", "").rpartition(":: ")[2]
        for one in part.get("licenses", [])
    ]
    return ", ".join(dict.fromkeys(one for one in told if one)) or READ.get(part["name"], "")


def _name(part: dict[str, Any]) -> str:
    return str(part["name"]).lower()


if __name__ == "__main__":
    sys.exit(main())
