"""What can be done with opportunities: add, change, move to a stage, undo a change; and the list of stages."""

import re
from collections.abc import Iterable, Mapping
from datetime import date, datetime
from decimal import Decimal
from typing import Any, Final

from django.db import transaction
from django.utils.translation import gettext as _

from covalue.accounts.actions import guard_colleague, guard_edits, guard_fields
from covalue.accounts.models import Account
from covalue.core import errors, events, money, removal
from covalue.core.events import Actor
from covalue.opportunities import queries, rules
from covalue.opportunities.models import TRACKED, Opportunity, OpportunityChange, Stage
from covalue.opportunities.queries import OPPORTUNITIES
from covalue.opportunities.rules import StageOutcome
from covalue.people.rules import Right

MANY: Final = ("offerings", "conversations")
FIELDS: Final = frozenset(
    [
        *(
            "title",
            "stage",
            "amount",
            "currency",
            "margin",
            "close_on",
            "probability",
            "probability_why",
            "unit",
            "owner",
        ),
        *("target", "initiative", "objective", "next_step", "next_owner", "next_on", "competitors", "reason"),
        *("reason_words", "source", "external_id", "closed_on", *MANY),
    ]
)
LINKS: Final = ("target", "initiative", "objective")
TOUCHING: Final = frozenset([*TRACKED, "next_step", "next_owner", "next_on"])
MOST_STAGES: Final = 30
CENT: Final = Decimal("0.01")


@transaction.atomic
def add(actor: Actor, account: Account, values: Mapping[str, Any], *, now: datetime) -> Opportunity:
    """A new sale in progress; without a stage it stands in the first, without a currency in the account's."""
    guard_edits(actor, account)
    guard_fields(values, FIELDS)
    today = account.day_of(now)
    opportunity = Opportunity(
        account=account,
        stage=queries.first_stage().key,
        currency=account.currency or queries.currency(),
        touched_on=today,
        created_by=actor.user,
        created_at=now,
    )
    own = {name: value for name, value in values.items() if name not in MANY}
    _set(opportunity, own, today)
    _guard(opportunity, own)
    opportunity.save()
    _link(opportunity, values)
    made = {name: (None, getattr(opportunity, name)) for name in TRACKED}
    OpportunityChange.objects.bulk_create(history_of(actor, opportunity, made, now))
    events.write(actor, "added opportunity", subject=opportunity, stream=account, now=now)
    return opportunity


@transaction.atomic
def edit(actor: Actor, opportunity: Opportunity, values: Mapping[str, Any], *, now: datetime) -> Opportunity:
    """Change these values; stage, amount, currency, date and probability keep their history."""
    guard_edits(actor, opportunity.account)
    removal.guard_current(opportunity)
    guard_fields(values, FIELDS)
    before = {name: getattr(opportunity, name) for name in FIELDS if name not in MANY}
    linked = {name: queries.ids_of(getattr(opportunity, name)) for name in MANY if name in values}
    today = opportunity.account.day_of(now)
    _set(opportunity, {name: value for name, value in values.items() if name not in MANY}, today)
    changes: dict[str, tuple[object, object]] = {
        name: (value, getattr(opportunity, name))
        for name, value in before.items()
        if getattr(opportunity, name) != value
    }
    for name, ids in linked.items():
        if {row.pk for row in values[name]} != ids:
            changes[name] = (len(ids), len(values[name]))
    if not changes:
        return opportunity
    _guard(opportunity, changes)
    if TOUCHING & changes.keys():
        opportunity.touched_on = today
    opportunity.save()
    _link(opportunity, values)
    OpportunityChange.objects.bulk_create(history_of(actor, opportunity, changes, now))
    verb = (
        "moved opportunity"
        if "stage" in changes and not changes.keys() - {"stage", "reason", "closed_on"}
        else "edited opportunity"
    )
    events.write(
        actor, verb, subject=opportunity, stream=opportunity.account, changes=_told(opportunity, changes), now=now
    )
    return opportunity


def move(
    actor: Actor, opportunity: Opportunity, *, stage: str, now: datetime, reason: str | None = None
) -> Opportunity:
    """To another stage; where that ends it, `reason` can say why."""
    values = {"stage": stage} if reason is None else {"stage": stage, "reason": reason}
    return edit(actor, opportunity, values, now=now)


remove, restore = OPPORTUNITIES.remove, OPPORTUNITIES.restore


def undo_change(actor: Actor, change: OpportunityChange, *, now: datetime) -> Opportunity:
    """Bring a field back to what it was before a change; WrongState where somebody changed it since. The history grows by one."""
    opportunity, field = change.opportunity, change.field
    if queries.as_text(getattr(opportunity, field)) != change.after:
        raise errors.WrongState(_("This was changed again since."))
    values: dict[str, Any] = {field: _read(field, change.before)}
    if field == "probability" and change.before:
        values["probability_why"] = opportunity.probability_why or _("undone")
    return edit(actor, opportunity, values, now=now)


@transaction.atomic
def add_stage(actor: Actor, *, name: str, probability: int, now: datetime) -> Stage:
    """One more open stage, before those that end."""
    guard_stages(actor)
    own = _own_stages()
    if len(own) >= MOST_STAGES:
        raise errors.WrongState(_("There are {n} stages. Remove one before you add another.").format(n=len(own)))
    name = _stage_name(name, own)
    place = sum(stage.outcome == StageOutcome.OPEN for stage in own)
    stage = Stage(key=_key(name, own), name=name, probability=probability, outcome=StageOutcome.OPEN)
    stage.save()
    _ordered([*own[:place], stage, *own[place:]])
    events.write(actor, "added stage", subject=stage, stream="stages", now=now)
    return stage


@transaction.atomic
def edit_stage(actor: Actor, *, key: str, now: datetime, **values: Any) -> Stage:
    """Another name, default probability or place; those that end have 100 and 0 per cent, and come last."""
    guard_stages(actor)
    own = _own_stages()
    stage = _stage(own, key)
    position = values.pop("position", None)
    if "name" in values:
        values["name"] = _stage_name(values["name"], [other for other in own if other is not stage])
    if stage.outcome != StageOutcome.OPEN and values.get("probability", stage.probability) != stage.probability:
        raise errors.BadInput(_("What is won or lost has no other probability."), field="probability")
    changes = events.changed(stage, values)
    stage.save()
    if position is not None and stage.outcome == StageOutcome.OPEN:
        others = [other for other in own if other is not stage]
        place = min(position, sum(other.outcome == StageOutcome.OPEN for other in others))
        _ordered([*others[:place], stage, *others[place:]])
    if changes:
        events.write(actor, "edited stage", subject=stage, stream="stages", changes=changes, now=now)
    return stage


@transaction.atomic
def remove_stage(actor: Actor, *, key: str, now: datetime) -> None:
    """Take a stage away; WrongState while an opportunity stands in it, or stood in it before it was removed."""
    guard_stages(actor)
    own = _own_stages()
    stage = _stage(own, key)
    if stage.outcome != StageOutcome.OPEN:
        raise errors.WrongState(_("“Won” and “lost” can be renamed, and not removed."))
    if sum(other.outcome == StageOutcome.OPEN for other in own) < 2:
        raise errors.WrongState(_("One open stage has to stay."))
    if Opportunity.objects.filter(stage=key).exists():
        raise errors.WrongState(_("Opportunities are in this stage. Move them first."))
    events.write(actor, "removed stage", subject=stage, stream="stages", now=now)
    stage.delete()


def guard_stages(actor: Actor) -> None:
    """Refuse whoever does not keep the programme: stages are the same for all accounts."""
    if actor.user is not None and not actor.user.may(Right.CLASSIFY_ACCOUNTS):
        raise errors.NotAllowed(_("Only the program director can change the stages."))


def _set(opportunity: Opportunity, values: Mapping[str, Any], today: date) -> None:
    tidied = dict(values)
    for name in ("title", "unit", "competitors", "next_step", "probability_why", "reason_words"):
        if name in tidied:
            tidied[name] = " ".join(str(tidied[name] or "").split())
    for name in ("amount", "margin"):
        if tidied.get(name) is not None:
            tidied[name] = Decimal(tidied[name]).quantize(CENT)
    if "reason" in tidied:
        tidied["reason"] = tidied["reason"] or ""
    if not tidied.get("stage", "?"):
        del tidied["stage"]
    if "currency" in tidied:
        tidied["currency"] = _currency(tidied["currency"], opportunity)
    if tidied.get("probability", 0) is None:
        tidied["probability_why"] = ""
    for name, value in tidied.items():
        setattr(opportunity, name, value)
    stage = queries.stages_by_key().get(opportunity.stage)
    if stage is None:
        raise errors.BadInput(_("There is no such stage."), field="stage")
    if stage.is_open:
        opportunity.closed_on = None
    elif opportunity.outcome != stage.outcome and "closed_on" not in tidied:
        opportunity.closed_on = today
    opportunity.outcome = stage.outcome
    if stage.is_open:
        opportunity.reason = ""


def _guard(opportunity: Opportunity, changed: Iterable[str]) -> None:
    if not opportunity.title:
        raise errors.BadInput(_("Enter a title."), field="title")
    own = opportunity.probability
    if "probability" in changed and own is not None and not opportunity.probability_why:
        raise errors.BadInput(_("Say why the probability is another than that of the stage."), field="probability_why")
    for name in LINKS:
        row = getattr(opportunity, name)
        if name in changed and row is not None and row.account_id != opportunity.account_id:
            raise errors.BadInput(_("This is of another account."), field=name)
    for name in ("owner", "next_owner"):
        if name in changed:
            guard_colleague(opportunity.account, getattr(opportunity, name), name)
    if opportunity.amount is not None and opportunity.amount < 0:
        raise errors.BadInput(_("An amount is not below zero."), field="amount")


def _link(opportunity: Opportunity, values: Mapping[str, Any]) -> None:
    for name in MANY:
        if name in values:
            getattr(opportunity, name).set(values[name])


def history_of(
    actor: Actor, opportunity: Opportunity, changes: Mapping[str, tuple[object, object]], now: datetime
) -> list[OpportunityChange]:
    """What the history keeps of these changes, not saved: each field from what to what."""
    return [
        OpportunityChange(
            opportunity=opportunity,
            field=name,
            before=queries.as_text(changes[name][0]),
            after=queries.as_text(changes[name][1]),
            changed_by=actor.user,
            changed_at=now,
        )
        for name in TRACKED
        if name in changes and changes[name][0] != changes[name][1]
    ]


def _told(opportunity: Opportunity, changes: Mapping[str, tuple[object, object]]) -> dict[str, tuple[object, object]]:
    """The changes as the audit log keeps them: stages by their names."""
    names = queries.stages_by_key()

    def called(key: object) -> object:
        return str(names[str(key)].name) if str(key) in names else key

    told = dict(changes)
    if "stage" in told:
        told["stage"] = (called(told["stage"][0]), called(told["stage"][1]))
    return told


def _currency(text: str, opportunity: Opportunity) -> str:
    if not str(text).strip():
        return opportunity.currency
    try:
        return money.currency_code(str(text))
    except ValueError as problem:
        raise errors.BadInput(str(problem), field="currency") from None


def _read(field: str, text: str) -> Any:
    if not text:
        return "" if field in ("stage", "currency") else None
    kinds: dict[str, Any] = {"amount": Decimal, "close_on": date.fromisoformat, "probability": int}
    return kinds.get(field, str)(text)


def _own_stages() -> list[Stage]:
    """The rows of the stages, in order: the usual ones are written down first where nobody changed any yet."""
    if not Stage.objects.exists():
        Stage.objects.bulk_create(
            Stage(key=step.key, name=str(step.name), probability=step.probability, outcome=step.outcome, position=place)
            for place, step in enumerate(rules.USUAL)
        )
    return list(Stage.objects.order_by("position", "id"))


def _stage(own: Iterable[Stage], key: str) -> Stage:
    stage = next((stage for stage in own if stage.key == key), None)
    if stage is None:
        raise errors.NotFound()
    return stage


def _ordered(stages: Iterable[Stage]) -> None:
    for place, stage in enumerate(stages):
        Stage.objects.filter(pk=stage.pk).update(position=place)


def _stage_name(name: str, others: Iterable[Stage]) -> str:
    cleaned = " ".join(name.split())[:80]
    if not cleaned:
        raise errors.BadInput(_("Enter a name."), field="name")
    if any(other.name.casefold() == cleaned.casefold() for other in others):
        raise errors.BadInput(_("There is a stage of this name."), field="name")
    return cleaned


def _key(name: str, own: Iterable[Stage]) -> str:
    keys = {stage.key for stage in own}
    stem = re.sub(r"[^a-z0-9]+", "-", name.casefold()).strip("-")[:30] or "stage"
    return next(key for n in range(1, 1_000) if (key := stem if n == 1 else f"{stem}-{n}") not in keys)
