"""What the papers say is there is there."""

import re
from pathlib import Path

import pytest

from covalue.people.rules import Role
from tests.pictures import PICTURES

ROOT = Path(__file__).resolve().parents[2]
UNBREAKABLE = re.compile(r"{% blocktranslate.*?{% endblocktranslate %}|{%.*?%}|{{.*?}}|\"[^\"]*\"")
GUIDE = ROOT / "docs" / "guide"
PAPERS = sorted(p for p in ROOT.rglob("*.md") if ".venv" not in p.parts)


@pytest.mark.parametrize("paper", PAPERS, ids=lambda p: str(p.relative_to(ROOT)))
def test_every_link_leads_somewhere(paper: Path) -> None:
    links = re.findall(r"\]\((?!https?:|#)([^)#]+)", paper.read_text(encoding="utf-8"))
    assert [link for link in links if not (paper.parent / link).exists()] == []


def test_every_picture_is_taken_by_one_command_and_shown() -> None:
    shown = {
        name
        for paper in (ROOT / "README.md", *GUIDE.rglob("*.md"))
        for name in re.findall(r"pictures/([a-z-]+\.\w+)\)", paper.read_text(encoding="utf-8"))
    }
    files = list((ROOT / "docs" / "pictures").iterdir())
    assert shown == {f"{picture.name}.webp" for picture in PICTURES} == {file.name for file in files}
    assert sum(file.stat().st_size for file in files) < 2_000_000


def test_the_guide_has_a_page_for_each_role_and_links_them_all() -> None:
    linked = set(re.findall(r"\]\(([\w/]+\.md)\)", (GUIDE / "README.md").read_text(encoding="utf-8")))
    assert linked == {str(page.relative_to(GUIDE)) for page in GUIDE.rglob("*.md")} - {"README.md"}
    assert {page.stem for page in (GUIDE / "roles").iterdir()} == set(Role)
    assert "docs/guide/README.md" in (ROOT / "README.md").read_text(encoding="utf-8")


def test_every_package_says_what_it_is() -> None:
    packages = {p.parent for p in (ROOT / "covalue").glob("*/__init__.py")}
    assert [p.name for p in sorted(packages) if not (p / "README.md").exists()] == []


def test_the_readme_lists_the_variables_the_code_reads() -> None:
    code = (ROOT / "covalue" / "config" / "environment.py").read_text(encoding="utf-8")
    read = set(re.findall(r'"(COVALUE_[A-Z_]+)"', code))
    told = set(re.findall(r"\| `(COVALUE_[A-Z_]+)` \|", (ROOT / "README.md").read_text(encoding="utf-8")))
    assert told == read


def test_templates_keep_within_120_columns() -> None:
    """A line may be longer only where it cannot be broken: one template tag, or one attribute."""
    wrong = [
        f"{path.relative_to(ROOT)}:{number} has {len(line)} columns"
        for path in (ROOT / "covalue").rglob("*.html")
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1)
        if len(line) > 120 and re.search(r">\s+\S", UNBREAKABLE.sub("", line.strip()))
    ]
    assert wrong == []


def test_no_text_handed_to_a_tag_has_a_percent_sign() -> None:
    """Django doubles it there: `{% translate "80 %" as share %}` says it as it is."""
    handed = re.compile(r"""_\((["'])(?:(?!\1).)*%(?:(?!\1).)*\1\)""")
    wrong = [
        path.name for path in (ROOT / "covalue").rglob("*.html") if handed.search(path.read_text(encoding="utf-8"))
    ]
    assert wrong == []
