"""Driver sets: a change writes a new version, so that nothing that was rated is ever reworded."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from covalue.core import errors, events, removal
from covalue.core.events import Actor
from covalue.people.rules import Right
from covalue.standing import starters
from covalue.standing.models import Driver, DriverSet
from covalue.standing.rules import MOST_DRIVERS


@dataclass(frozen=True)
class DriverText:
    """A driver as it is typed; `others` by language: name and what contacts read."""

    name: str
    theirs: str
    ours: str
    others: dict[str, dict[str, str]] = field(default_factory=dict)


@transaction.atomic
def standard(actor: Actor, *, now: datetime) -> DriverSet:
    """The first set in use; where there is none, the one a workspace begins with."""
    current = DriverSet.objects.filter(removed_at=None, after=None).order_by("pk").first()
    if current is not None:
        return current
    driver_set = DriverSet.objects.create(name=starters.NAME, kept_by=actor.user, kept_at=now)
    Driver.objects.bulk_create(
        Driver(
            driver_set=driver_set,
            position=position,
            key=one.key,
            name=one.name,
            theirs=one.theirs,
            ours=one.ours,
            others={"de": {"name": one.german, "theirs": one.german_theirs}},
        )
        for position, one in enumerate(starters.DRIVERS)
    )
    events.write(actor, "began driver set", subject=driver_set, stream=driver_set, now=now)
    return driver_set


@transaction.atomic
def keep(
    actor: Actor, *, name: str, drivers: Sequence[DriverText], now: datetime, before: DriverSet | None = None
) -> DriverSet:
    """A new set, or a new version of `before`; drivers worded as before keep their key, so that their trend goes on."""
    guard_keeps(actor)
    if before is not None:
        before = DriverSet.objects.select_for_update().get(pk=before.pk)
        removal.guard_current(before)
        if DriverSet.objects.filter(before=before).exists():
            raise errors.WrongState(_("Someone saved a newer version of these drivers. Edit that one."))
    rows = _checked(drivers)
    driver_set = DriverSet.objects.create(
        name=_line(name, 120, "name"),
        version=before.version + 1 if before else 1,
        before=before,
        kept_by=actor.user,
        kept_at=now,
    )
    keys = {(one.name, one.theirs, one.ours): one.key for one in before.drivers.all()} if before else {}
    for position, row in enumerate(rows):
        key = keys.get((row.name, row.theirs, row.ours)) or f"s{driver_set.pk}-{position}"
        Driver.objects.create(
            driver_set=driver_set, position=position, key=key, name=row.name, theirs=row.theirs, ours=row.ours,
            others=row.others,
        )  # fmt: skip
    events.write(actor, "kept driver set", subject=driver_set, stream=driver_set, now=now)
    return driver_set


def remove(actor: Actor, *, driver_set: DriverSet, now: datetime) -> None:
    """Offer a set no more; what was rated by it stays."""
    guard_keeps(actor)
    removal.remove(actor, driver_set, now=now)


def restore(actor: Actor, *, driver_set: DriverSet, now: datetime) -> None:
    """Undo a removal."""
    guard_keeps(actor)
    removal.restore(actor, driver_set, now=now)


def guard_keeps(actor: Actor) -> None:
    """Refuse whoever may not change what is the same for all accounts."""
    if actor.user is not None and not actor.user.may(Right.KEEP_PROGRAMME):
        raise errors.NotAllowed(_("Only the program director and the coaches manage drivers for everyone."))


def _checked(drivers: Sequence[DriverText]) -> list[DriverText]:
    if not drivers:
        raise errors.BadInput(_("Enter at least one driver."), field="name-0")
    if len(drivers) > MOST_DRIVERS:
        raise errors.BadInput(_("A set has {most} drivers at most.").format(most=MOST_DRIVERS), field="name-0")
    rows = [
        DriverText(
            _line(one.name, 80, f"name-{place}"),
            _line(one.theirs, 300, f"theirs-{place}"),
            _line(one.ours, 300, f"ours-{place}"),
            {
                language: {part: " ".join(text.split())[:300] for part, text in texts.items() if text.strip()}
                for language, texts in one.others.items()
            },
        )
        for place, one in enumerate(drivers)
    ]
    names = [row.name.casefold() for row in rows]
    for place, name in enumerate(names):
        if name in names[:place]:
            raise errors.BadInput(_("“{name}” is there twice.").format(name=rows[place].name), field=f"name-{place}")
    return rows


def _line(typed: str, most: int, field: str) -> str:
    cleaned = " ".join(typed.split())
    if not cleaned:
        raise errors.BadInput(_("Fill in every text of the driver."), field=field)
    if len(cleaned) > most:
        raise errors.BadInput(_("At most {n} characters.").format(n=most), field=field)
    return cleaned
