"""Installing Covalue, and building its wheel, makes the file of the editor's libraries first: editor/build.py."""

import importlib.util
from pathlib import Path
from typing import Any

from setuptools import setup
from setuptools.command.build_py import build_py

EDITOR = Path(__file__).resolve().parent / "editor" / "build.py"


class BuildWithEditor(build_py):
    """Python's files, and the one of the editor."""

    def __init__(self, *told: Any, **named: Any) -> None:
        spec = importlib.util.spec_from_file_location("editor_build", EDITOR)
        assert spec is not None and spec.loader is not None
        module = importlib.util.module_from_spec(spec)
        spec.loader.exec_module(module)
        module.build()
        super().__init__(*told, **named)


setup(cmdclass={"build_py": BuildWithEditor})
