"""Every form chooses what must be chosen and is the only choice, whoever wrote its select."""

import importlib
import re
from collections.abc import Iterator
from pathlib import Path
from types import SimpleNamespace

from django import forms

from covalue.web.inputs import Input, Select, form_of

ROOT = Path(__file__).parents[2] / "covalue"
WRITTEN = re.compile(r"<select [^>]*\brequired\b.*?</select>", re.DOTALL)


def inputs() -> Iterator[type[Input]]:
    """Every input of every package."""
    for path in ROOT.rglob("inputs.py"):
        importlib.import_module(".".join(path.relative_to(ROOT.parent).with_suffix("").parts))
    waiting = [Input]
    while waiting:
        kinds = waiting.pop().__subclasses__()
        waiting += kinds
        yield from (
            kind for kind in kinds if kind.__module__.startswith("covalue.") and ".tests." not in kind.__module__
        )


def test_every_select_of_a_form_that_must_be_chosen_from_chooses_the_only_choice() -> None:
    checked = 0
    for kind in inputs():
        try:
            form = form_of(kind)()
        except (KeyError, AttributeError, TypeError):
            continue  # a body of programs alone
        for name, field in form.fields.items():
            if not (field.required and isinstance(field.widget, forms.Select)):
                continue
            assert isinstance(field.widget, Select), f"{kind.__name__}.{name} is another select"
            field.widget.choices = [("", ""), (7, "the only one")]
            assert 'value="7" selected' in field.widget.render(name, None), f"{kind.__name__}.{name}"
            if hasattr(field.widget, "offer"):
                field.widget.offer([SimpleNamespace(pk=9)], required=True)
                assert 'value="9" selected' in field.widget.render(name, ""), f"{kind.__name__}.{name}"
            checked += 1
    assert checked > 15


def test_so_does_every_select_a_template_writes() -> None:
    written = [found[0] for path in ROOT.rglob("*.html") for found in WRITTEN.finditer(path.read_text("utf-8"))]
    assert written
    assert [text for text in written if "{% if forloop.first and forloop.last %} selected{% endif %}" not in text] == []
