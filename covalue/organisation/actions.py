"""Changing our organisation."""

from collections.abc import Collection, Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import replace
from datetime import date, datetime
from decimal import Decimal

from django.db import transaction
from django.utils.translation import gettext as _

from covalue.core import errors, events, money
from covalue.core.events import Actor
from covalue.organisation import queries, rates
from covalue.organisation.models import LONGEST_CODE, LONGEST_NAME, Company, ExchangeRate, Offering, Unit, UnitKind
from covalue.organisation.rates import Quoted, Rate
from covalue.people.models import User
from covalue.people.rules import Right


@transaction.atomic
def set_company(actor: Actor, *, name: str, currency: str, now: datetime) -> Company:
    """Say who we are and in which currency we count. What accounts and lines have already stays as it is."""
    guard(actor)
    try:
        values = {"name": name, "currency": money.currency_code(currency)}
    except ValueError as problem:
        raise errors.BadInput(str(problem), field="currency") from None
    company = Company.objects.select_for_update().first()
    changes = events.changed(company or queries.company(), values)
    if company is not None and not changes:
        return company
    company, _created = Company.objects.update_or_create(pk=1, defaults=values)
    events.write(actor, "changed company", subject=company, now=now, changes=changes)
    return company


@transaction.atomic
def create_unit(
    actor: Actor,
    *,
    kind: UnitKind,
    code: str,
    name: str,
    now: datetime,
    parent: Unit | None = None,
    lead: User | None = None,
) -> Unit:
    """A new business unit, region or function."""
    guard(actor)
    if parent is not None and parent.kind != kind:
        raise errors.BadInput(_("A unit's parent must be of the same type."), field="parent")
    if Unit.objects.filter(kind=kind, code=code).exists():
        raise errors.BadInput(_("There is already a unit with the code {code}.").format(code=code), field="code")
    unit = Unit.objects.create(kind=kind, code=code, name=name, parent=parent, lead=lead)
    events.write(actor, "created unit", subject=unit, now=now)
    return unit


@transaction.atomic
def set_lead(actor: Actor, *, unit: Unit, lead: User | None, now: datetime) -> Unit:
    """Say who leads a unit; None where nobody does. The same lead again changes nothing."""
    guard(actor)
    unit = Unit.objects.select_for_update(of=("self",)).select_related("lead").get(pk=unit.pk)
    changes = events.changed(unit, {"lead": lead})
    if changes:
        unit.save(update_fields=["lead"])
        events.write(actor, "edited unit", subject=unit, now=now, changes=changes)
    return unit


@transaction.atomic
def create_offering(
    actor: Actor,
    *,
    code: str,
    name: str,
    now: datetime,
    parent: Offering | None = None,
    unit: Unit | None = None,
) -> Offering:
    """A new offering or family of offerings."""
    guard(actor)
    if Offering.objects.filter(code=code).exists():
        raise errors.BadInput(_("There is already an offering with the code {code}.").format(code=code), field="code")
    offering = Offering.objects.create(code=code, name=name, parent=parent, unit=unit)
    events.write(actor, "created offering", subject=offering, now=now)
    return offering


@transaction.atomic
def name_offerings(actor: Actor, *, names: Mapping[str, str], now: datetime, stream: str) -> list[Offering]:
    """New offerings by code and name, as an import of sales met them, in the name of whoever may import; codes that are there
    keep their name, and what no code can be is left out.
    """
    there = set(Offering.objects.filter(code__in=list(names)).values_list("code", flat=True)) if names else set()
    new = {code: name for code, name in names.items() if code not in there and len(code) <= LONGEST_CODE}
    Offering.objects.bulk_create(
        (Offering(code=code, name=name[:LONGEST_NAME]) for code, name in new.items()), batch_size=1000
    )
    made = list(Offering.objects.filter(code__in=list(new)))
    if made:
        events.write(
            actor, "named offerings", stream=stream, name=stream, changes={"offerings": ("", len(made))}, now=now
        )
    return made


@transaction.atomic
def remove_named(
    actor: Actor, *, names: Mapping[int, str], codes_in_use: Collection[str], stream: str, now: datetime
) -> list[str]:
    """Undo of that: offerings nobody uses or renamed go. Returns a sentence for each that stays."""
    gone, stays = [], []
    for offering in Offering.objects.filter(pk__in=list(names)).prefetch_related("children"):
        reason = _stays(offering, names[offering.pk], codes_in_use)
        if reason:
            stays.append(_("The offering {name} stays: {reason}.").format(name=offering.name, reason=reason))
        else:
            gone.append(offering.pk)
    if gone:
        Offering.objects.filter(pk__in=gone).delete()
        changes = {"offerings": (len(gone), 0)}
        events.write(actor, "removed named offerings", stream=stream, name=stream, changes=changes, now=now)
    return stays


def _stays(offering: Offering, name: str, codes_in_use: Collection[str]) -> str:
    """Why an offering an import made is kept when the import is undone."""
    if offering.code in codes_in_use:
        return _("other lines of the ledger name it")
    if offering.name != name or offering.parent_id is not None or offering.unit_id is not None:
        return _("somebody changed it since")
    if offering.children.exists() or offering.templates.exists():
        return _("it is in use")
    return ""


@transaction.atomic
def state_rate(
    actor: Actor,
    *,
    currency: str,
    day: date,
    rate: Decimal,
    source: str,
    now: datetime,
    quoted: Quoted = Quoted.OURS,
) -> ExchangeRate:
    """State what one of a currency is from a day on; a rate of the same day is replaced."""
    guard_rates(actor)
    into = queries.currency()
    with _refused("currency"):
        code = money.currency_code(currency)
    with _refused("rate"):
        stated = Rate(code, day, rates.of_ours(rate, quoted), source)
    if stated.currency == into:
        sentence = _("{currency} is the currency you count in; it needs no rate.")
        raise errors.BadInput(sentence.format(currency=into), field="currency")
    old = ExchangeRate.objects.filter(into=into, currency=stated.currency, day=day).first()
    _write([stated], into, actor, now)
    row = ExchangeRate.objects.get(into=into, currency=stated.currency, day=day)
    before = f"{old.rate.normalize():f} ({old.source})" if old else ""
    changes = {"rate": (before, f"{row.rate.normalize():f} ({row.source})")}
    events.write(actor, "stated exchange rate", subject=row, now=now, changes=changes)
    return row


@transaction.atomic
def import_rates(
    actor: Actor, *, content: bytes, source: str, now: datetime, quoted: Quoted = Quoted.OURS
) -> tuple[Rate, ...]:
    """Bring in the rates of a file; all of them or none. Rates of the same currency and day are replaced."""
    guard_rates(actor)
    into = queries.currency()
    if not content:
        raise errors.BadInput(_("Choose a file first."))
    with _refused("file"):
        read = rates.read(content, into=into, quoted=quoted)
    found = [replace(rate, source=rate.source or source) for rate in read]
    if any(not rate.source.strip() for rate in found):
        raise errors.BadInput(_("Say where these rates are from."), field="source")
    _write(found, into, actor, now)
    currencies = ", ".join(sorted({rate.currency for rate in found}))
    changes = {"rates": ("", len(found)), "currencies": ("", currencies), "source": ("", source)}
    events.write(actor, "imported exchange rates", name=into, now=now, changes=changes)
    return tuple(found)


@transaction.atomic
def remove_rate(actor: Actor, *, rate: ExchangeRate, now: datetime) -> None:
    """Take back a stated rate: amounts of its days are converted by an earlier one, or stay apart."""
    guard_rates(actor)
    changes = {"rate": (f"{rate.rate.normalize():f} ({rate.source})", "")}
    events.write(actor, "removed exchange rate", subject=rate, now=now, changes=changes)
    rate.delete()


def guard_rates(actor: Actor) -> None:
    """Refuse whoever may not say how the ledger's money is converted."""
    if actor.user is not None and not actor.user.may(Right.IMPORT_LEDGER):
        raise errors.NotAllowed(_("Only program directors and analysts can change exchange rates."))


@contextmanager
def _refused(field: str) -> Iterator[None]:
    """What cannot be read is refused at its field."""
    try:
        yield
    except ValueError as problem:
        raise errors.BadInput(str(problem), field=field) from None


def _write(found: Iterable[Rate], into: str, actor: Actor, now: datetime) -> None:
    by = actor.user if isinstance(actor.user, User) else None
    ExchangeRate.objects.bulk_create(
        [ExchangeRate(into=into, entered_at=now, entered_by=by, **vars(rate)) for rate in found],
        update_conflicts=True,
        unique_fields=["into", "currency", "day"],
        update_fields=["rate", "source", "entered_at", "entered_by"],
        batch_size=1000,
    )


def guard(actor: Actor) -> None:
    """Refuse whoever may not change our organisation."""
    if actor.user is not None and not actor.user.may(Right.MANAGE_ORGANISATION):
        raise errors.NotAllowed(_("Only the program director or an administrator can change the organisation."))
