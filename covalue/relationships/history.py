"""What changed on the map between two days."""

from collections.abc import Iterator
from dataclasses import dataclass

from django.utils.translation import gettext as _

from covalue.relationships import rules
from covalue.relationships.queries import Card, Tie, Whole


@dataclass(frozen=True)
class Difference:
    """One thing that changed about somebody, in words."""

    who: str
    name: str
    words: str


@dataclass(frozen=True)
class Changed:
    """All that changed about one person."""

    who: str
    name: str
    all: tuple[str, ...]


def by_person(differences: list[Difference]) -> list[Changed]:
    """The same, one row for each person, in the order of their names."""
    said: dict[tuple[str, str], list[str]] = {}
    for one in differences:
        said.setdefault((one.name, one.who), []).append(one.words)
    return [Changed(who, name, tuple(words)) for (name, who), words in sorted(said.items())]


def between(before: Whole, after: Whole) -> list[Difference]:
    """What is different on the later of two maps of one account."""
    return [*_people(before, after), *_lines(before, after)]


def _people(before: Whole, after: Whole) -> Iterator[Difference]:
    for key, card in after.cards.items():
        was = before.cards.get(key)
        if was is None:
            yield Difference(key, card.name, _("is new on the map"))
            continue
        for words in _changes(was, card, before, after):
            yield Difference(key, card.name, words)
    for key, card in before.cards.items():
        if key not in after.cards:
            yield Difference(key, card.name, _("is no longer on the map"))


def _changes(was: Card, card: Card, before: Whole, after: Whole) -> Iterator[str]:
    if was.left_on is None and card.left_on is not None:
        yield _("left")
    if was.manager != card.manager:
        yield _to(_("reports to"), _name(before, was.manager), _name(after, card.manager))
    if was.attitude != card.attitude:
        yield _to(_("attitude"), was.attitude_name, card.attitude_name)
    if was.influence != card.influence:
        yield _to(_("influence"), was.influence_name, card.influence_name)
    if was.role_name != card.role_name:
        yield _to(_("buying role"), was.role_name, card.role_name)
    if was.stage != card.stage:
        yield _to(_("stage"), was.stage_name, card.stage_name)
    if was.known_by != card.known_by:
        yield _to(_("known by so many of us"), str(was.known_by), str(card.known_by))


def _lines(before: Whole, after: Whole) -> Iterator[Difference]:
    standing = {(tie.kind, tie.start, tie.end): tie for tie in before.ties}
    drawn = {(tie.kind, tie.start, tie.end): tie for tie in after.ties}
    for key, tie in drawn.items():
        if key not in standing:
            yield Difference(
                tie.start, after.cards[tie.start].name, _("new line: {line}").format(line=_said(after, tie))
            )
        elif standing[key].strength != tie.strength:
            strengths = (str(rules.STRENGTH_NAMES[one.strength]) for one in (standing[key], tie))
            yield Difference(tie.start, after.cards[tie.start].name, _to(_said(after, tie), *strengths))
    for key, tie in standing.items():
        if key not in drawn:
            line = _said(before, tie)
            yield Difference(tie.start, before.cards[tie.start].name, _("line gone: {line}").format(line=line))


def _said(whole: Whole, tie: Tie) -> str:
    return f"{rules.LINE_NAMES[tie.kind]} {whole.cards[tie.end].name}"


def _name(whole: Whole, key: str | None) -> str:
    card = whole.cards.get(key or "")
    return card.name if card else ""


def _to(label: str, was: str, now: str) -> str:
    return f"{label}: {was or '–'} → {now or '–'}"
