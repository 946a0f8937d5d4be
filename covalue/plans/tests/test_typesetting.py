"""PDFs asked for by many at once: none fails, and each holds its own."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import asdict
from pathlib import Path

import pytest

from covalue.plans import document
from covalue.web import typesetting

PLAIN = "#let data = json(bytes(sys.inputs.data))\n#set document(title: data.title)\n= #data.title"


@pytest.fixture
def plain(tmp_path: Path) -> Path:
    template = tmp_path / "plain.typ"
    template.write_text(PLAIN)
    return template


def test_a_hundred_plans_at_once_and_none_fails() -> None:
    with ThreadPoolExecutor(8) as many:
        made = list(many.map(lambda n: document.render(document.PlanDocument(f"Account {n}", "2026")), range(100)))
    assert len(made) == 100 and all(pdf.startswith(b"%PDF") for pdf in made)


def test_at_once_each_holds_its_own(plain: Path) -> None:
    def title_of(number: int) -> bool:
        pdf = typesetting.made(plain, {"title": f"Paper {number}"})
        return f"Paper {number}".encode() in pdf

    with ThreadPoolExecutor(8) as many:
        assert all(many.map(title_of, range(1000, 1050)))


def test_different_papers_at_once(plain: Path) -> None:
    plan = {**asdict(document.PlanDocument("Account", "2026")), "words": document._words()}
    asked = [(plain, {"title": "A"}), (document.TEMPLATE, plan)] * 15
    with ThreadPoolExecutor(8) as many:
        made = list(many.map(lambda one: typesetting.made(*one), asked))
    assert all(pdf.startswith(b"%PDF") for pdf in made)


def test_after_one_that_cannot_be_set_the_next_is() -> None:
    private = chr(0xE000)  # no shipped font can draw it
    assert document.render(document.PlanDocument(private, "2026")).startswith(b"%PDF-1.7")
    assert document.render(document.PlanDocument("Account", "2026")).startswith(b"%PDF-1.7")
