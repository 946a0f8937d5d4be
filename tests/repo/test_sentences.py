"""Everything that is written to the audit log reads as a sentence (tests/spoken.py looks at what each test writes)."""

import ast
from collections.abc import Iterator
from pathlib import Path

from django.apps import apps

from covalue.core.models import Event
from covalue.core.removal import Removable
from covalue.web import sentences
from tests import spoken

ROOT = Path(__file__).resolve().parents[2]


def verbs() -> Iterator[tuple[str, str]]:
    """Every verb that stands in the code, with its file."""
    for path in sorted((ROOT / "covalue").rglob("*.py")):
        if {"tests", "migrations"} & set(path.parts):
            continue
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            called = ast.unparse(node.func) if isinstance(node, ast.Call) else ""
            if called in ("events.write", "events.prepare") and isinstance(node, ast.Call):
                verb = node.args[1]
                if isinstance(verb, ast.IfExp):
                    parts: list[ast.expr] = [verb.body, verb.orelse]
                else:
                    parts = [verb]
                parts = [begun_with(part) for part in parts]
                yield from (
                    (part.value, str(path.relative_to(ROOT)))
                    for part in parts
                    if isinstance(part, ast.Constant) and isinstance(part.value, str)
                )


def begun_with(verb: ast.expr) -> ast.expr:
    """A text, or of one that is filled in the beginning, if some sentence begins like that, as it is."""
    if not isinstance(verb, ast.JoinedStr) or not isinstance(verb.values[0], ast.Constant):
        return verb
    beginning = verb.values[0]
    return next(
        (ast.Constant(known) for known in sentences.verbs() if known.startswith(str(beginning.value))), beginning
    )


def test_every_verb_of_the_code_has_a_sentence() -> None:
    written = list(verbs())
    assert len(written) > 100
    assert {f"{path}: {verb}" for verb, path in written if sentences.of(verb) is None} == set()


def test_what_can_be_removed_is_removed_and_restored_in_a_sentence() -> None:
    rows = [
        model for model in apps.get_models() if issubclass(model, Removable) and model.__module__.startswith("covalue.")
    ]
    said = {str(model._meta.verbose_name) for model in rows}
    own = {"conversation": "a conversation", "initiative": "value case", "target": "value target",
           "case template": "template of value case", "needs segmentation": "needs segments"}  # fmt: skip
    nouns = {own.get(noun, noun) for noun in said - {"card"}}  # a card has verbs of its own
    missing = {
        f"{verb} {noun}" for noun in nouns for verb in ("removed", "restored") if not sentences.of(f"{verb} {noun}")
    }
    assert len(nouns) > 8 and missing == set()


def test_what_is_looked_for_can_be_found() -> None:
    raw = {"account_class": ["standard", "vip"]}
    assert spoken.faults(Event(verb="edited account", subject="account:1", subject_name="A", changes=raw))
    assert spoken.faults(
        Event(verb="edited account", subject="account:1", subject_name="A", changes={"a_key": ["", "1"]})
    )
    assert spoken.faults(Event(verb="did something", subject_name="A"))
    known = Event(
        verb="edited account", subject="account:1", subject_name="a_b", changes={"account_class": ["", "key"]}
    )
    assert spoken.faults(known) == []
