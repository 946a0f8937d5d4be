"""The Python package `lifetimes` as the peer of lifetime value, in an environment of its own."""

import subprocess
import sys
from pathlib import Path
from typing import Final

VERSION: Final = "0.11.3"


def install(folder: Path) -> Path:
    """Its Python, in an environment of its own under `folder`."""
    home = folder / "lifetimes"
    uv = Path(sys.executable).with_name("uv")
    subprocess.run([uv, "venv", "--quiet", "--python", sys.executable, home], check=True)
    python = home / "bin" / "python"
    subprocess.run(
        [uv, "pip", "install", "--quiet", "--python", python, f"lifetimes=={VERSION}", "pyarrow"], check=True
    )
    return python


def run(python: Path, script: Path, *arguments: str) -> None:
    """A script of ours in its environment."""
    subprocess.run([python, "-P", script, *arguments], check=True)
