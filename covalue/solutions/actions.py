"""What can be done with a joint solution beside its rows: terms of its pilot, their agreement, start, results, end, decision."""

from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from covalue.accounts.actions import guard_edits
from covalue.accounts.models import Account, Contact
from covalue.core import errors, events, removal
from covalue.core.events import Actor
from covalue.solutions import queries, rules
from covalue.solutions.models import Designer, Option, Result, Solution, Terms
from covalue.solutions.queries import DESIGNERS, OPTIONS, SolutionView
from covalue.solutions.rules import LONGEST_CRITERION, MOST_CRITERIA, PilotOutcome, Stage


def add_option(actor: Actor, *, solution: Solution, now: datetime, **values: Any) -> Option:
    """Write down a way that is considered."""
    removal.guard_current(solution)
    return OPTIONS.add(actor, solution.account, {"solution": solution, **values}, now=now)


def add_designer(actor: Actor, *, solution: Solution, now: datetime, **values: Any) -> Designer:
    """Name somebody of either side who designs it."""
    removal.guard_current(solution)
    return DESIGNERS.add(actor, solution.account, {"solution": solution, **values}, now=now)


@transaction.atomic
def write_terms(
    actor: Actor, *, solution: Solution, starts_on: date, ends_on: date, criteria: str, site: str = "", now: datetime
) -> Terms:
    """Write how the pilot is judged: a new version, which counts once the customer agrees to it."""
    view = _locked(actor, solution)
    if not view.may_write:
        raise errors.WrongState(_("The pilot has ended: its criteria stand as they were agreed."))
    if ends_on < starts_on:
        raise errors.BadInput(_("It would end before it starts."), field="ends_on")
    lines = _checked(rules.criteria_of(criteria))
    last = view.latest
    values = {"starts_on": starts_on, "ends_on": ends_on, "site": site, "criteria": lines}
    if last is not None and all(getattr(last, name) == value for name, value in values.items()):
        return last
    number = last.number + 1 if last else 1
    terms = Terms.objects.create(solution=view.solution, number=number, written_by=actor.user, written_at=now, **values)
    _tell(actor, "wrote terms of pilot", view.solution, now, number=(last.number if last else None, number))
    return terms


@transaction.atomic
def answer_terms(
    actor: Actor, *, account: Account, contact: Contact, solution_id: int, agreed: bool, words: str, now: datetime
) -> Terms:
    """A guest agrees to the latest terms, or says why not. Each version is answered once."""
    solution = queries.locked(solution_id)
    view = queries.view_of(solution)
    terms = view.latest
    if solution.account_id != account.pk or solution.removed_at is not None or terms is None:
        raise errors.NotFound()
    if terms.agreed is not None or not view.may_write:
        raise errors.WrongState(_("This was answered already."))
    if not agreed and not words.strip():
        raise errors.BadInput(_("Say what should be different."), field="words")
    terms.agreed, terms.contact, terms.answered_at, terms.words = agreed, contact, now, words.strip()[:500]
    terms.save(update_fields=["agreed", "contact", "answered_at", "words"])
    verb = "agreed to terms of pilot" if agreed else "did not agree to terms of pilot"
    _tell(actor, verb, solution, now, number=(None, terms.number), words=("", terms.words))
    return terms


@transaction.atomic
def start(actor: Actor, *, solution: Solution, now: datetime) -> Solution:
    """Begin the pilot; refused before the customer agreed to the latest terms."""
    view = _locked(actor, solution)
    if not view.may_start:
        started = view.solution.started_on is not None
        raise errors.WrongState(
            _("The pilot has started already.")
            if started
            else _("The customer has not agreed to these acceptance criteria yet. Share the pilot and ask them.")
        )
    view.solution.started_on = view.solution.account.day_of(now)
    view.solution.save(update_fields=["started_on"])
    _tell(actor, "started pilot", view.solution, now)
    return view.solution


@transaction.atomic
def enter_result(actor: Actor, *, solution: Solution, place: int, met: bool, words: str = "", now: datetime) -> Result:
    """Say what came of one criterion in force; what was said before stays on record."""
    view = _locked(actor, solution)
    if view.in_force is None or view.stage not in (Stage.RUNNING, Stage.ENDED):
        raise errors.WrongState(_("Results are entered while the pilot runs, and until it is decided."))
    if place >= len(view.criteria):
        raise errors.BadInput(_("There is no such criterion."), field="place")
    before = view.criteria[place].result
    result = Result.objects.create(
        terms=view.in_force, place=place, met=met, words=words.strip()[:500], entered_by=actor.user, entered_at=now
    )
    changes = {"met": (before.met if before else None, met), "criterion": ("", view.criteria[place].words)}
    _tell(actor, "entered result of pilot", view.solution, now, **changes)
    return result


@transaction.atomic
def end(actor: Actor, *, solution: Solution, now: datetime) -> Solution:
    """End the pilot; its criteria do not change any more."""
    view = _locked(actor, solution)
    if view.stage is not Stage.RUNNING:
        raise errors.WrongState(_("The pilot does not run."))
    view.solution.ended_on = view.solution.account.day_of(now)
    view.solution.save(update_fields=["ended_on"])
    _tell(actor, "ended pilot", view.solution, now)
    return view.solution


@transaction.atomic
def decide(actor: Actor, *, solution: Solution, outcome: PilotOutcome, reason: str, now: datetime) -> Solution:
    """Roll out or stop, with the reason. A roll-out needs a pilot that ended, with a result for every criterion."""
    view = _locked(actor, solution)
    if view.progress.decided:
        raise errors.WrongState(_("This has already been decided."))
    if not reason.strip():
        raise errors.BadInput(_("Give a reason."), field="reason")
    if outcome is PilotOutcome.ROLL_OUT and view.stage is not Stage.ENDED:
        raise errors.WrongState(_("End the pilot first."))
    if outcome is PilotOutcome.ROLL_OUT and view.open_criteria:
        raise errors.WrongState(_("Enter a result for every acceptance criterion first."))
    row = view.solution
    row.outcome, row.decided_on, row.decided_by = outcome.value, row.account.day_of(now), actor.user
    row.reason = reason.strip()
    row.save(update_fields=["outcome", "decided_on", "decided_by", "reason"])
    _tell(actor, "decided on solution", row, now, outcome=("", outcome.value), reason=("", row.reason))
    return row


def _locked(actor: Actor, solution: Solution) -> SolutionView:
    guard_edits(actor, solution.account)
    row = queries.locked(solution.pk)
    removal.guard_current(row)
    return queries.view_of(row)


def _checked(lines: list[str]) -> list[str]:
    if not lines:
        raise errors.BadInput(_("Enter at least one acceptance criterion."), field="criteria")
    if len(lines) > MOST_CRITERIA or any(len(line) > LONGEST_CRITERION for line in lines):
        raise errors.BadInput(
            _("At most {limit} criteria, each of at most {most} characters.").format(
                limit=MOST_CRITERIA, most=LONGEST_CRITERION
            ),
            field="criteria",
        )
    return lines


def _tell(actor: Actor, verb: str, solution: Solution, now: datetime, **changes: tuple[Any, Any]) -> None:
    events.write(actor, verb, subject=solution, stream=solution.account, changes=changes, now=now)
