"""Reading joint solutions; queries of accounts decide whose."""

from dataclasses import dataclass
from typing import Any, Final

from django.db.models import Prefetch, QuerySet
from django.utils.translation import gettext as _

from covalue.accounts import queries as accounts
from covalue.accounts.actions import guard_colleague, guard_contact
from covalue.accounts.models import Account
from covalue.accounts.rows import AccountRows
from covalue.core import errors
from covalue.people.models import User
from covalue.solutions import rules
from covalue.solutions.models import Designer, Option, Result, Solution, Terms
from covalue.solutions.rules import STAGE_NAMES, STAGE_TONES, Progress, Stage, Written
from covalue.value import queries as value


@dataclass(frozen=True)
class Judged:
    """An acceptance criterion with the last result entered, if there is one."""

    place: int
    words: str
    result: Result | None


@dataclass(frozen=True)
class SolutionView:
    """A solution with all that hangs on it."""

    solution: Solution
    options: tuple[Option, ...]
    designers: tuple[Designer, ...]
    terms: tuple[Terms, ...]
    criteria: tuple[Judged, ...]
    progress: Progress

    @property
    def stage(self) -> Stage:
        return rules.stage(self.progress)

    @property
    def stage_name(self) -> str:
        return str(STAGE_NAMES[self.stage])

    @property
    def tone(self) -> str:
        return STAGE_TONES.get(self.stage, "")

    @property
    def latest(self) -> Terms | None:
        return self.terms[0] if self.terms else None

    @property
    def in_force(self) -> Terms | None:
        """The terms agreed last."""
        return next((row for row in self.terms if row.agreed), None)

    @property
    def pending(self) -> Terms | None:
        """Terms that were written after those in force and are not agreed."""
        latest = self.latest
        return latest if latest is not None and not latest.agreed else None

    @property
    def may_start(self) -> bool:
        return rules.may_start(self.progress)

    @property
    def may_write(self) -> bool:
        return rules.may_write(self.progress)

    @property
    def open_criteria(self) -> int:
        """Criteria in force without a result."""
        return sum(row.result is None for row in self.criteria)

    @property
    def met(self) -> int:
        return sum(bool(row.result and row.result.met) for row in self.criteria)


def _guard_option(row: Option) -> None:
    if row.account_id != row.solution.account_id:
        raise errors.BadInput(_("This solution is of another account."), field="title")


def _guard_designer(row: Designer) -> None:
    guard_contact(row.account, row.contact, "contact")
    if (row.contact is None) == (row.colleague is None):
        raise errors.BadInput(_("Say who: either a contact or one of us."), field="contact")
    if row.pk is None:
        guard_colleague(row.account, row.colleague, "colleague")


def _guard_solution(row: Solution) -> None:
    if row.initiative is not None and row.initiative.account_id != row.account_id:
        raise errors.BadInput(_("This value case is of another account."), field="initiative")


def _cases(account: Account) -> dict[str, QuerySet[Any]]:
    return {"initiative": value.initiatives_of(account)}


def both_sides(account: Account) -> dict[str, QuerySet[Any]]:
    """Who may design on an account."""
    return {"contact": accounts.current_contacts_above(account), "colleague": accounts.who_may_open(account)}


RELATED: Final = ("account", "initiative", "decided_by")
SOLUTIONS: Final = AccountRows(
    Solution, related=("initiative", "decided_by"), order=("-id",), choices=_cases, check=_guard_solution
)
OPTIONS: Final = AccountRows(Option, related=("solution",), order=("id",), check=_guard_option, parents=("solution",))
DESIGNERS: Final = AccountRows(
    Designer,
    related=("solution", "contact", "colleague"),
    order=("id",),
    choices=both_sides,
    check=_guard_designer,
    parents=("solution",),
)


def views_of(account: Account) -> tuple[SolutionView, ...]:
    """All solutions of an account, the latest first."""
    return tuple(view_of(row) for row in _whole(SOLUTIONS.of(account)))


def get_view(user: User, solution_id: int) -> SolutionView:
    """One solution of an account this user may open."""
    solution = SOLUTIONS.get(user, solution_id)
    return next(view_of(row) for row in _whole(Solution.objects.filter(pk=solution.pk).select_related(*RELATED)))


def view_of(solution: Solution) -> SolutionView:
    """A solution with what hangs on it."""
    options = tuple(row for row in solution.options.all() if row.removed_at is None)
    designers = tuple(row for row in solution.designers.all() if row.removed_at is None)
    terms = tuple(sorted(solution.terms.all(), key=lambda row: -row.number))
    progress = Progress(
        tuple(Written(row.number, row.agreed) for row in terms),
        started=solution.started_on is not None,
        ended=solution.ended_on is not None,
        decided=bool(solution.outcome),
    )
    agreed = next((row for row in terms if row.agreed), None)
    return SolutionView(solution, options, designers, terms, _judged(agreed), progress)


def waiting(account_ids: Any) -> tuple[SolutionView, ...]:
    """Solutions of these accounts of which a step of ours is due: an answer to read, a pilot to start or to decide."""
    rows = Solution.objects.filter(account__in=account_ids, removed_at=None, outcome="").select_related("account")
    due = (Stage.AGREED, Stage.DECLINED, Stage.ENDED)
    return tuple(view for view in map(view_of, _whole(rows)) if view.stage in due or _is_over(view))


def _is_over(view: SolutionView) -> bool:
    agreed = view.in_force
    return view.stage is Stage.RUNNING and agreed is not None and agreed.ends_on < view.solution.account.today()


def _whole(rows: QuerySet[Solution]) -> QuerySet[Solution]:
    designers = Designer.objects.select_related("contact", "colleague")
    terms = Terms.objects.select_related("contact", "written_by").prefetch_related("results")
    return rows.prefetch_related("options", Prefetch("designers", designers), Prefetch("terms", terms))


def _judged(agreed: Terms | None) -> tuple[Judged, ...]:
    if agreed is None:
        return ()
    results = {row.place: row for row in sorted(agreed.results.all(), key=lambda row: row.pk)}
    return tuple(Judged(place, words, results.get(place)) for place, words in enumerate(agreed.criteria))


def locked(solution_id: int) -> Solution:
    """A solution as it is now, for a change."""
    return Solution.objects.select_for_update(of=("self",)).select_related("account").get(pk=solution_id)
