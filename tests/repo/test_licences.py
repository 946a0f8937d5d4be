"""Ours is told, and so is that of everything we bring along: `make sbom` writes the list."""

import re
import tomllib
from pathlib import Path

import pytest

from tests.bill import licence

ROOT = Path(__file__).resolve().parents[2]
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
LOCKED = {  # some are locked in more than one version, by the version of Python
    (name.lower(), version)
    for name, version in re.findall(r"^([\w.-]+)==([^ ;\\]+)", (ROOT / "requirements.lock").read_text(), re.MULTILINE)
}
ROWS = (ROOT / "docs/third-party.md").read_text(encoding="utf-8").partition("|---|---|---|\n")[2]
LISTED = {
    name.lower().replace("_", "-"): (version, told)
    for name, version, told in re.findall(r"^\| (\S+) \| (\S+) \| (.*) \|$", ROWS, re.MULTILINE)
}


def test_covalue_is_under_the_apache_license() -> None:
    text = (ROOT / "LICENSE").read_text(encoding="utf-8")
    assert "Apache License" in text and "Version 2.0, January 2004" in text and "END OF TERMS AND CONDITIONS" in text
    assert PROJECT["license"] == "Apache-2.0" and PROJECT["license-files"] == ["LICENSE"]


def test_what_covalue_needs_is_listed_as_it_is_locked() -> None:
    needed = {re.split(r"[\[<>=;, ]", one)[0].lower() for one in PROJECT["dependencies"]}
    assert sorted(needed - set(LISTED)) == []
    stale = {(name, version) for name, (version, _told) in LISTED.items()} - LOCKED
    assert stale == set(), "make sbom"


def test_each_listed_has_a_licence() -> None:
    assert [name for name, (_version, told) in LISTED.items() if not told.strip()] == []


@pytest.mark.parametrize(
    ("told", "read"),
    [
        ([{"license": {"id": "MIT"}}], "MIT"),
        ([{"expression": "MIT OR Apache-2.0"}], "MIT OR Apache-2.0"),
        ([{"license": {"name": "License :: OSI Approved :: BSD License"}}], "BSD License"),
        ([], ""),
    ],
)
def test_a_licence_is_read_however_it_is_declared(told: list[dict[str, object]], read: str) -> None:
    assert licence({"name": "part", "licenses": told}) == read
