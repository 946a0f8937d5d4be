"""Reading plans; queries of accounts decide whose."""

from collections.abc import Hashable
from dataclasses import dataclass
from datetime import date
from typing import Final

from django.db.models import Count, Max, Q, QuerySet
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from covalue.accounts import queries as accounts
from covalue.accounts.models import Account, Membership, TeamRole
from covalue.action_items import queries as action_items
from covalue.action_items.models import Action
from covalue.conversations import queries as conversations
from covalue.conversations.models import Statement
from covalue.core import errors
from covalue.growth import queries as growth
from covalue.growth.queries import GrowthPage
from covalue.objectives import queries as objectives
from covalue.objectives.models import Link, Objective, Side
from covalue.objectives.rules import Alignment
from covalue.people.models import User
from covalue.plans.models import Approval, Plan, Revision, Section, SectionKey
from covalue.plans.rules import Piece, differences
from covalue.portfolio import revenue
from covalue.portfolio.revenue import AccountRevenue
from covalue.value import records
from covalue.value.models import Target
from covalue.value.queries import ClaimView, StatementPage
from covalue.value.records import CaseRow
from covalue.value.statement.queries import stated
from covalue.value.statement.rules import Row
from covalue.value.targets import queries as value_targets
from covalue.web import versions

QUOTES: Final = 6
QUESTIONS: Final = {
    SectionKey.CUSTOMER_STRATEGY: _(
        "Where is this customer heading, what pressures are they under, and what do they want to achieve? Say who "
        "told you."
    ),
    SectionKey.GROWTH_STRATEGY: _(
        "Where will growth come from over the next years, based on which proven value and whose goals? A list of "
        "opportunities is not a strategy."
    ),
}


@dataclass(frozen=True)
class SectionView:
    """A section with the question it answers."""

    section: Section
    question: str

    @property
    def title(self) -> str:
        return self.section.title


@dataclass(frozen=True)
class PlanPage:
    """Everything on the page of a plan, and in its PDF."""

    account: Account
    ancestors: tuple[Account, ...]
    plan: Plan | None
    sections: tuple[SectionView, ...]
    theirs: tuple[Objective, ...]
    ours: tuple[Objective, ...]
    links: tuple[Link, ...]
    actions: tuple[Action, ...]
    quotes: tuple[Statement, ...]
    team: tuple[Membership, ...]
    revenue: AccountRevenue
    approval: Approval | None
    changed_since_approval: bool
    may_approve: bool
    growth: GrowthPage | None
    today: date

    @property
    def lead(self) -> User | None:
        return next((m.user for m in self.team if m.acts_as == TeamRole.LEAD), self.account.owner)

    @property
    def sponsor(self) -> User | None:
        return next((m.user for m in self.team if m.acts_as == TeamRole.SPONSOR), None)

    @property
    def alignment(self) -> Alignment:
        """How far both sides' objectives rest on each other."""
        return objectives.aligned((*self.theirs, *self.ours), objectives.pairs_of(self.links))

    def section(self, key: SectionKey) -> SectionView | None:
        return next((view for view in self.sections if view.section.key == key), None)


@dataclass(frozen=True)
class PlanValue:
    """What the plan hands over of the account's value: targets, cases with what was signed, and the money of the whole time."""

    targets: tuple[Target, ...]
    cases: tuple[CaseRow, ...]
    statement: StatementPage

    @property
    def money_of(self) -> dict[Hashable, Row]:
        """The statement's row of each case."""
        return {row.key: row for row in self.statement.statement.by_initiative}

    @property
    def disputed(self) -> tuple[ClaimView, ...]:
        return tuple(view for view in self.statement.claims if view.money.disputed)


@dataclass(frozen=True)
class Progress:
    """How many sections a plan has, how many are written, and the version last approved."""

    sections: int = 0
    written: int = 0
    approved_version: int | None = None


@dataclass(frozen=True)
class RevisionView:
    """One version of a section and what it changed in the one before."""

    revision: Revision
    pieces: tuple[Piece, ...]
    current: bool


@dataclass(frozen=True)
class HistoryPage:
    """A section's versions, the latest first."""

    account: Account
    section: Section
    revisions: tuple[RevisionView, ...]


def plan_page(user: User, account: Account, today: date) -> PlanPage:
    """The plan of an account this user may open."""
    plan = of_account(account)
    goals = list(objectives.of_account(account))
    approval = latest_approval(plan) if plan else None
    return PlanPage(
        account=account,
        ancestors=tuple(accounts.known_above(user, account)),
        plan=plan,
        sections=_sections(plan),
        theirs=tuple(goal for goal in goals if goal.side == Side.THEIRS),
        ours=tuple(goal for goal in goals if goal.side == Side.OURS),
        links=tuple(objectives.links_of(account)),
        actions=tuple(action_items.of_account(account)),
        quotes=tuple(conversations.statements_of([account])[:QUOTES]),
        team=tuple(accounts.team_of(account)),
        revenue=revenue.of_account(account, today),
        approval=approval,
        changed_since_approval=plan is not None and changed_since(plan, approval),
        may_approve=accounts.may_approve(user, account),
        growth=growth.shown_in_plan(user, account, today),
        today=today,
    )


def value_of(account: Account, today: date) -> PlanValue:
    """What the account values, what joint work is worth, and what came of it; targets that were set aside are left out."""
    targets = value_targets.of_account(account).filter(parked_at=None)
    kept = records.records_of(account)
    return PlanValue(tuple(targets), kept.rows(account), stated(account, kept, None, today))


def of_account(account: Account) -> Plan | None:
    """The account's plan with its sections, or None when nobody started it."""
    return Plan.objects.prefetch_related("sections__edited_by").filter(account=account).first()


def section_ids(account: Account) -> tuple[int, ...]:
    """The ids of the sections of the account's plan; none when nobody started it."""
    return tuple(Section.objects.filter(plan__account=account).values_list("pk", flat=True))


def progress_of(account: Account) -> Progress:
    """How far the account's plan is, in one query."""
    written = Count("sections", distinct=True, filter=~Q(sections__text=""))
    counted = Plan.objects.filter(account=account).annotate(
        all=Count("sections", distinct=True), written=written, approved=Max("approvals__version")
    )
    counts = counted.values_list("all", "written", "approved").first()
    return Progress(*counts) if counts else Progress()


def get_plan(user: User, account_id: int) -> Plan:
    """The plan of an account this user may open; not found when nobody started it."""
    plan = of_account(accounts.get(user, account_id))
    if plan is None:
        raise errors.NotFound(gettext("This account has no plan yet."))
    return plan


def version_of(plan: Plan) -> str:
    """The version of a plan: it changes with every section's text."""
    return versions.digest([(section.key, section.revision) for section in plan.sections.all()])


def approvals_of(plan: Plan) -> QuerySet[Approval]:
    """The approvals of a plan, the latest first."""
    return plan.approvals.select_related("approved_by")


def latest_approval(plan: Plan) -> Approval | None:
    """The latest approval of a plan, if there is one."""
    return approvals_of(plan).first()


def changed_since(plan: Plan, approval: Approval | None) -> bool:
    """Whether the plan reads otherwise than what was approved."""
    return approval is not None and approval.content != approved_content(plan)


def approved_content(plan: Plan) -> dict[str, object]:
    """What an approval keeps: the prose by section."""
    return {section.key: section.text for section in plan.sections.all()}


def revisions_of(section: Section) -> QuerySet[Revision]:
    """The versions of a section, the latest first."""
    return section.revisions.select_related("edited_by").prefetch_related("writers")


def history_page(section: Section) -> HistoryPage:
    """All versions of a section with their differences."""
    revisions = list(revisions_of(section))
    before = [*(revision.text for revision in revisions), ""][1:]
    views = (
        RevisionView(revision, differences(older, revision.text), current=revision.number == section.revision)
        for revision, older in zip(revisions, before, strict=True)
    )
    return HistoryPage(account=section.plan.account, section=section, revisions=tuple(views))


def get_section(user: User, section_id: int) -> Section:
    """One section by id; what one may not see is not found."""
    section = Section.objects.select_related("plan__account", "edited_by").filter(pk=section_id).first()
    if section is None or not accounts.visible_to(user).filter(pk=section.plan.account_id).exists():
        raise errors.NotFound()
    return section


def get_revision(user: User, revision_id: int) -> Revision:
    """One older text by id; what one may not see is not found."""
    revision = Revision.objects.select_related("section__plan").filter(pk=revision_id).first()
    if revision is None:
        raise errors.NotFound()
    get_section(user, revision.section_id)
    return revision


def _sections(plan: Plan | None) -> tuple[SectionView, ...]:
    if plan is None:
        return ()
    by_key = {section.key: section for section in plan.sections.all()}
    return tuple(SectionView(by_key[key], str(QUESTIONS[key])) for key in SectionKey if key in by_key)
