"""What the papers say is there is there."""

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
UNBREAKABLE = re.compile(r"{% blocktranslate.*?{% endblocktranslate %}|{%.*?%}|{{.*?}}|\"[^\"]*\"")
PAPERS = sorted(p for p in ROOT.rglob("*.md") if ".venv" not in p.parts)


@pytest.mark.parametrize("paper", PAPERS, ids=lambda p: str(p.relative_to(ROOT)))
def test_every_link_leads_somewhere(paper: Path) -> None:
    links = re.findall(r"\]\((?!https?:|#)([^)#]+)", paper.read_text(encoding="utf-8"))
    assert [link for link in links if not (paper.parent / link).exists()] == []


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
