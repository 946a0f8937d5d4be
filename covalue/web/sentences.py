"""What happened, in sentences: each package says in its `sentences.py` how its verbs read and what their fields are called.

The audit log stores verbs, keys and values as they are; this is how a person reads them.
"""

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal, InvalidOperation
from functools import cache
from html import unescape
from string import Formatter
from typing import Any, Final

from django.apps import apps
from django.db import models
from django.utils.functional import Promise, lazy
from django.utils.html import format_html, strip_tags
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from covalue.core import money
from covalue.core.models import Event
from covalue.core.shared import AddedByName
from covalue.web import moments

Label = str | Promise
Writer = Callable[[str], str]
Called = Label | Callable[[str], str]  # of a field: its label, or what makes one of the stored name
LONGEST: Final = 80  # characters of a name or a value
SHORT: Final = 40  # characters of a value that stands in the sentence
NAMED: Final = 3  # fields a sentence names; with more it gives their number
ONLY_NAMED: Final = frozenset({"what", "name", "n", "fields", "rest"})
AMOUNT: Final = re.compile(r"(?:([A-Z]{3}) )?(-?\d+(?:\.\d+)?)")


@dataclass(frozen=True)
class Field:
    """How one field of a change is called, and how its stored text is written. Without a label it is not shown."""

    label: Called
    write: Writer
    typed: bool = False  # somebody's own words, which may be anything

    def called(self, name: str) -> str:
        """The label of the field that is stored under this name."""
        return self.label(name) if callable(self.label) else str(self.label)


@dataclass(frozen=True)
class Sentence:
    """How events of one verb read after the name of whoever acted.

    Slots: `{what}` the row in quotes, `{name}` the row without (people, accounts), `{fields}` what changed, `{rest}` what
    follows the beginning of a verb that ends in `*`, and any field by its name for its new value. Of several texts the
    first is taken whose slots are all known. With `many`, a day's events of one person are one line, with `{n}` of them.
    """

    verb: str
    text: Label | tuple[Label, ...]
    many: Label = ""
    fields: Mapping[str, Field] = field(default_factory=dict)
    others: Field | None = None  # fields whose names somebody typed, such as assumptions
    counted: str = ""  # the field of which `many` counts the different values, in place of rows
    slots: Callable[[Sequence[Event]], Mapping[str, str]] | None = None  # more of them, from all events of the line


@dataclass(frozen=True)
class Detail:
    """One field as it changed, in words."""

    label: str
    before: str
    after: str


def text(label: Called) -> Field:
    """A field with somebody's own words, or a name."""
    return Field(label, _clipped, typed=True)


def day(label: Called) -> Field:
    """A stored day or moment."""
    return Field(label, _day)


def amount(label: Label, currency: str = "") -> Field:
    """Money, stored as “EUR 24100.00”, or as a plain number."""
    return Field(label, lambda raw: _amount(raw, currency))


def number(label: Called, unit: Label = "") -> Field:
    """A number, with what it counts."""
    return Field(label, lambda raw: _number(raw, unit))


def choice(label: Label, names: Mapping[Any, Label] | type[models.TextChoices] | type[models.IntegerChoices]) -> Field:
    """One of several stored values, by its name."""
    pairs = names.choices if isinstance(names, type) else names.items()
    called = {str(getattr(value, "value", value)): name for value, name in pairs}
    return Field(label, lambda raw: str(called.get(raw, _("something else"))))


HIDDEN: Final = Field("", _("changed").format)

_exact: AddedByName[str, Sentence] = AddedByName()
_beginnings: AddedByName[str, Sentence] = AddedByName()


def add(*sentences: Sentence) -> None:
    """Say how these verbs read."""
    for sentence in sentences:
        if sentence.verb.endswith("*"):
            _beginnings.add(sentence.verb[:-1], sentence)
        else:
            _exact.add(sentence.verb, sentence)


def with_names(pattern: Label, **values: Label) -> Any:
    """A pattern with some of its slots filled, once it is read; the others stay open."""

    def filled() -> str:
        read = str(pattern)
        for name, value in values.items():
            read = read.replace(f"{{{name}}}", str(value))
        return read

    return lazy(filled, str)()


def of_rows(noun: str, one: Label, many: Label, fields: Mapping[str, Field] | None = None) -> tuple[Sentence, ...]:
    """The four sentences of rows that are added, edited, removed and restored; `noun` as the verbs have it."""

    def about(pattern: Promise, many_pattern: Promise) -> tuple[Any, Any]:
        return with_names(pattern, one=one), with_names(many_pattern, many=many)

    added, all_added = about(gettext_lazy("added the {one} {what}"), gettext_lazy("added {n} {many}"))
    removed, all_removed = about(gettext_lazy("removed the {one} {what}"), gettext_lazy("removed {n} {many}"))
    restored, all_restored = about(gettext_lazy("restored the {one} {what}"), gettext_lazy("restored {n} {many}"))
    edited = with_names(gettext_lazy("changed {fields} of the {one} {what}"), one=one)
    corrected = with_names(gettext_lazy("edited the {one} {what}"), one=one)
    return (
        Sentence(f"added {noun}", added, all_added, fields or {}),
        Sentence(f"edited {noun}", (edited, corrected), fields=fields or {}),
        Sentence(f"removed {noun}", removed, all_removed, fields or {}),
        Sentence(f"restored {noun}", restored, all_restored, fields or {}),
    )


def of(verb: str) -> Sentence | None:
    """How a verb reads; None where no package says so."""
    if verb in _exact:
        return _exact[verb]
    begins = [beginning for beginning in _beginnings if verb.startswith(beginning)]
    return _beginnings[max(begins, key=len)] if begins else None


def verbs() -> list[str]:
    """Every verb that has a sentence, or the beginning of some."""
    return [*_exact, *_beginnings]


def told_together() -> list[str]:
    """Verbs of which a day's events of one person are one line, whatever rows they are about."""
    return [verb for verb, sentence in _exact.items() if sentence.many]


def sentence(events: Sequence[Event], total: int = 0) -> SafeString:
    """What these events of one verb and one person say, after the name; `total` where there are more than are given."""
    latest, spoken = events[0], of(events[0].verb)
    if spoken is None:
        return format_html("{} {}", latest.verb, _bold(latest.subject_name))
    slots, n = _slots(events, spoken), _counted(events, spoken)
    if spoken.many and n > 1:
        cut = total > len(events)
        shown = f"{n}+" if cut and spoken.counted else str(total if cut else n)
        return format_html(str(spoken.many), **slots | {"n": shown})
    texts = spoken.text if isinstance(spoken.text, tuple) else (spoken.text,)
    chosen = next((one for one in map(str, texts) if _names_of(one) <= slots.keys()), str(texts[-1]))
    said = format_html(chosen, **dict.fromkeys(_names_of(chosen), "–") | slots)
    return _with_value(said, details(events)) if "{fields}" in chosen else said


def plain(events: Sequence[Event]) -> str:
    """The same as text alone, for programs."""
    return unescape(strip_tags(sentence(events)))


def details(events: Iterable[Event]) -> tuple[Detail, ...]:
    """What changed in these events, field by field, the first value and the last one of each."""
    found: dict[str, Detail] = {}
    for event in events:  # the latest first
        for name, sides in event.changes.items():
            written = field_of(event, name)
            label = written.called(name)
            if label:
                before, after = (written.write(side) if side else "" for side in sides)
                found[label] = Detail(label, before, found[label].after if label in found else after)
    return tuple(found.values())


def field_of(event: Event, name: str) -> Field:
    """How a field of an event's change is called and written."""
    spoken = of(event.verb)
    if spoken is not None and name in spoken.fields:
        return spoken.fields[name]
    known = field_of_model(event.subject.partition(":")[0], name)
    if known is not None:
        return known
    return spoken.others if spoken is not None and spoken.others is not None else text(name.replace("_", " "))


def field_of_model(model_name: str, name: str) -> Field | None:
    """A field of a row by its model: its own name, choices by theirs, days and yes or no in words."""
    model = _models().get(model_name)
    column = next((one for one in model._meta.get_fields() if one.name == name), None) if model else None
    if not isinstance(column, models.Field):
        return None
    label = str(column.verbose_name).replace("_", " ")
    if column.choices:
        return choice(label, dict(column.flatchoices))
    if isinstance(column, models.BooleanField):
        return choice(label, {"True": gettext_lazy("yes"), "False": gettext_lazy("no")})
    if isinstance(column, models.DateField):
        return day(label)
    if isinstance(column, models.DecimalField | models.FloatField | models.IntegerField):
        return number(label)
    return HIDDEN if isinstance(column, models.JSONField) else text(label)


def is_known(event: Event, name: str) -> bool:
    """Whether a package or a model says how this field reads."""
    spoken = of(event.verb)
    if spoken is not None and (name in spoken.fields or spoken.others is not None):
        return True
    return field_of_model(event.subject.partition(":")[0], name) is not None


def _slots(events: Sequence[Event], spoken: Sentence) -> dict[str, Any]:
    latest = events[0]
    slots: dict[str, Any] = {}
    if latest.subject_name:
        slots["what"] = format_html("“{}”", _bold(latest.subject_name))
        slots["name"] = _bold(latest.subject_name)
    if spoken.verb.endswith("*"):
        slots["rest"] = latest.verb[len(spoken.verb) - 1 :]
    changed = details(events)
    if changed:
        labels = [one.label for one in changed]
        few = len(labels) <= NAMED
        slots["fields"] = (
            _("the {names}").format(names=_listed(labels)) if few else _("{n} details").format(n=len(labels))
        )
    for name, sides in latest.changes.items():
        written = field_of(latest, name)
        slot = name.replace(" ", "_")
        if slot not in ONLY_NAMED and sides[1]:
            slots[slot] = written.write(sides[1])
        if slot not in ONLY_NAMED and sides[0]:
            slots[f"{slot}_before"] = written.write(sides[0])
    return slots | dict(spoken.slots(events) if spoken.slots else {})


def _with_value(said: SafeString, changed: Sequence[Detail]) -> SafeString:
    """With the new value, where one field changed and its value is short."""
    if len(changed) != 1 or not 0 < len(changed[0].after) <= SHORT:
        return said
    return format_html(_("{sentence} to {value}"), sentence=said, value=changed[0].after)


def _counted(events: Sequence[Event], spoken: Sentence) -> int:
    if spoken.counted:
        return len({tuple(event.changes.get(spoken.counted, ())) for event in events})
    return len({event.subject or event.pk for event in events})


def _names_of(pattern: str) -> set[str]:
    return {name for _text, name, _spec, _way in Formatter().parse(pattern) if name}


def _listed(labels: Sequence[str]) -> str:
    if len(labels) == 1:
        return labels[0]
    return _("{first} and {last}").format(first=", ".join(labels[:-1]), last=labels[-1])


def _bold(name: str) -> SafeString:
    return format_html("<b>{}</b>", _clipped(name))


def _clipped(raw: str) -> str:
    return raw if len(raw) <= LONGEST else f"{raw[: LONGEST - 1].rstrip()}…"


def _day(raw: str) -> str:
    try:
        stored = date.fromisoformat(raw) if len(raw) == len("2026-11-21") else datetime.fromisoformat(raw)
    except ValueError:
        return raw
    return moments.in_full(moments.day_of(stored))


def _amount(raw: str, currency: str) -> str:
    found = AMOUNT.fullmatch(raw)
    return money.short_money(Decimal(found[2]), found[1] or currency) if found else raw


def _number(raw: str, unit: Label) -> str:
    try:
        value = Decimal(raw)
    except InvalidOperation:
        return raw
    written = money.number(value, -6)
    return f"{written} {unit}" if unit else written


@cache
def _models() -> dict[str, type[models.Model]]:
    """How the audit log names rows, and their models."""
    return {str(model._meta.model_name): model for model in apps.get_models()}


add(Sentence("exported *", gettext_lazy("downloaded the table “{rest}”"), others=text(lambda name: name)))
