"""How far an account's plan is evidenced, factor by factor, read from the rows of the workspace."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from functools import cached_property
from typing import Final

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from covalue.accounts.models import Account, TeamRole
from covalue.conversations import queries as conversations
from covalue.conversations.queries import Heard
from covalue.core import days, money
from covalue.growth.rules import StrategyState
from covalue.objectives.models import Objective
from covalue.opportunities import balance
from covalue.opportunities.balance import BalanceRow
from covalue.people.models import User
from covalue.plans import factors, queries
from covalue.plans.factors import Criterion, Factor, FactorFact, FactorView, PlanQuality
from covalue.plans.queries import PlanPage
from covalue.portal import queries as portal
from covalue.portal.queries import Together
from covalue.positioning import queries as positions
from covalue.positioning.rules import CheckState
from covalue.profiles import queries as profiles
from covalue.sponsors import queries as sponsors
from covalue.standing.queries import ladder, results, rounds
from covalue.standing.queries.results import Results
from covalue.standing.rules import RUNG_NAMES
from covalue.value import queries as value
from covalue.value.rules import ValueStanding

ROUNDS: Final = 4  # assessments looked at, the latest first
FEW: Final = 3  # facts told of each criterion


@dataclass
class Held:
    """What the workspace holds of one account, fetched once for all factors."""

    user: User
    account: Account
    today: date
    now: datetime

    @cached_property
    def page(self) -> PlanPage:
        return queries.plan_page(self.user, self.account, self.today)

    @cached_property
    def standing(self) -> ValueStanding:
        return value.standing_of(self.account)

    @cached_property
    def heard(self) -> Heard:
        return conversations.heard_on(self.account, self.today)

    @cached_property
    def balance(self) -> BalanceRow:
        return balance.balance_of(self.account, self.today)

    @cached_property
    def table(self) -> Together:
        """The customer at the table."""
        return portal.together(self.account, self.today, self.now)

    @cached_property
    def rated(self) -> Results | None:
        """The latest round that is shown and that a contact answered."""
        for assessment in rounds.of_account(self.account)[:ROUNDS]:
            found = results.results_of(assessment, self.today)
            if found.theirs:
                return found
        return None

    def at(self, name: str) -> str:
        """The address of one of the account's pages."""
        return reverse(name, args=[self.account.pk])


def quality_of(user: User, account: Account, now: datetime) -> PlanQuality:
    """All ten factors, of an account this user may open."""
    held = Held(user, account, account.today(), now)
    criteria = {
        Factor.ACCOUNT: _assessed(held),
        Factor.VALUE: _discovered(held),
        Factor.RELATIONSHIPS: _seen(held),
        Factor.POSITION: _positioned(held),
        Factor.BALANCE: _balanced(held),
        Factor.OBJECTIVES: _aligned(held),
        Factor.GROWTH: _grows(held),
        Factor.CUSTOMER: _plans_with_us(held),
        Factor.MEASURES: _measured(held),
        Factor.SPONSORSHIP: _sponsored(held),
    }
    return PlanQuality(tuple(FactorView(factor, tuple(criteria[factor])) for factor in Factor))


def _assessed(held: Held) -> Iterable[Criterion]:
    account, known = held.account, profiles.standing_of(held.account, held.today)
    topics = known.topics if known else 0
    counted = known.known if known else 0
    old = known.stale if known else 0
    told = _("{n} of {all} topics known").format(n=counted, all=topics)
    stale = ngettext("{n} fact is out of date", "{n} facts are out of date", old).format(n=old)
    yield Criterion(
        _("Their business is known from dated sources, none out of date"),
        counted > 0 and not old,
        _facts((told, counted), (stale, old), href=held.at("profiles:profile")),
        _("Write down what is known of their business, with its source, and refresh what is old."),
        held.at("profiles:profile"),
    )
    signals, waiting = profiles.signals_of(account).count(), profiles.open_signals(account).count()
    judged = ngettext("{n} signal, {waiting} not judged", "{n} signals, {waiting} not judged", signals)
    yield Criterion(
        _("What happened at the customer is judged"),
        signals > 0 and not waiting,
        _facts((judged.format(n=signals, waiting=waiting), signals), href=held.at("profiles:signals")),
        _("Say of each signal what it changes in the plan."),
        held.at("profiles:signals"),
    )
    both = bool(account.relationship_now and account.relationship_wanted)
    stated = f"{account.relationship_now} → {account.relationship_wanted}"
    yield Criterion(
        _("The relationship is stated, as it is and as it should be"),
        both,
        _facts((stated, both), href=held.at("standing:account")),
        _("State what we are to them today, and what we want to be."),
        held.at("accounts:facts"),
    )


def _discovered(held: Held) -> Iterable[Criterion]:
    heard, standing = held.heard, held.standing
    told = ngettext(
        "{n} contact said something within half a year",
        "{n} contacts said something within half a year",
        heard.contacts,
    )
    yield Criterion(
        _("Contacts were heard within half a year"),
        heard.contacts > 0,
        _facts((told.format(n=heard.contacts), heard.contacts), href=held.at("conversations:list"), theirs=True),
        _("Ask contacts what they want to achieve, and write down what they say."),
        held.at("conversations:log"),
    )
    targets = ngettext("{n} of {all} value target validated", "{n} of {all} value targets validated", standing.targets)
    yield Criterion(
        _("Value targets are validated by the customer"),
        standing.targets_validated > 0,
        _facts(
            (targets.format(n=standing.targets_validated, all=standing.targets), standing.targets),
            href=held.at("value:account"),
            theirs=True,
        ),
        _("Have a contact confirm what is worth something to them."),
        held.at("value:account"),
    )
    signed = _("{validated} signed for of {claimed} claimed").format(
        validated=money.short_money(standing.validated, standing.currency),
        claimed=money.short_money(standing.claimed, standing.currency),
    )
    yield Criterion(
        _("The customer signed for value we delivered"),
        standing.validated > 0,
        _facts((signed, standing.claimed), href=held.at("value:statement"), theirs=True),
        _("Claim what was delivered, and ask who benefits from it to sign."),
        held.at("value:account"),
    )


def _seen(held: Held) -> Iterable[Criterion]:
    rated, page = held.rated, held.at("standing:account")
    answered = (
        [held.account.day_of(person.answered_at) for person in rated.theirs if person.answered_at] if rated else []
    )
    told = ngettext("{n} contact rated us, last on {day}", "{n} contacts rated us, last on {day}", len(answered))
    last = days.day(max(answered)) if answered else ""
    yield Criterion(
        _("Two contacts or more rated the relationship within a year"),
        factors.enough_rated(answered, held.today),
        _facts((told.format(n=len(answered), day=last), answered), href=page, theirs=True),
        _("Ask contacts of several functions to rate the relationship."),
        page,
    )
    both = rated is not None and rated.overall.theirs is not None and rated.overall.ours is not None
    gap = (
        _("they {theirs}, we {ours}").format(
            theirs=money.number(rated.overall.theirs or 0, 1), ours=money.number(rated.overall.ours or 0, 1)
        )
        if rated is not None and both
        else ""
    )
    yield Criterion(
        _("The gap to what we think is known"),
        both,
        _facts((gap, both), href=page),
        _("Rate the relationship as one of us, before reading what they say."),
        page,
    )
    rung = ladder.ladder_of(held.account).by_theirs
    yield Criterion(
        _("Their own evidence carries a rung of the ladder"),
        rung is not None,
        _facts((str(RUNG_NAMES[rung]) if rung else "", rung), href=page, theirs=True),
        _("Add what they said or signed as evidence of what we are to them."),
        page,
    )


def _positioned(held: Held) -> Iterable[Criterion]:
    for check in positions.position_page(held.user, held.account, held.today).checks:
        facts = (FactorFact(fact.text, fact.href or check.href, fact.theirs) for fact in check.facts[:FEW])
        yield Criterion(
            check.title, check.state == CheckState.MET, tuple(facts), check.missing or check.rule, check.href
        )


def _balanced(held: Held) -> Iterable[Criterion]:
    row, page = held.balance, held.at("opportunities:account-balance")
    serve = ngettext(
        "{n} of {all} open opportunity serves an objective",
        "{n} of {all} open opportunities serve an objective",
        row.open,
    )
    yield Criterion(
        _("At least half of the open opportunities serve an objective"),
        factors.enough_serve(row.linked, row.open),
        _facts((serve.format(n=row.linked, all=row.open), row.open), href=page),
        _("Link opportunities to the objectives they serve."),
        held.at("opportunities:account"),
    )
    crowding = (
        _("“{title}” crowds out the rest").format(title=row.crowded_by)
        if row.crowded_by
        else ngettext("{n} open opportunity", "{n} open opportunities", row.open).format(n=row.open)
    )
    yield Criterion(
        _("No single deal crowds out the rest"),
        row.open > 0 and row.crowded_by is None,
        _facts((crowding, row.open), href=page),
        _("Give time to what comes after the largest deal.") if row.open else _("Write down what may come, and when."),
        page,
    )
    growth = held.page.growth
    later = [move for move in growth.moves if move.last_year > held.today.year] if growth else []
    reach = ngettext("{n} move reaches beyond this year", "{n} moves reach beyond this year", len(later))
    yield Criterion(
        _("Something is planned beyond this year"),
        bool(later),
        _facts((reach.format(n=len(later)), later), href=held.at("growth:strategy")),
        _("Write down moves over several years."),
        held.at("growth:strategy"),
    )


def _aligned(held: Held) -> Iterable[Criterion]:
    page, goals, address = held.page, held.page.alignment, held.at("objectives:list")
    sourced = sum(bool(goal.contact_id or goal.source) for goal in page.theirs)
    told = ngettext("{n} of {all} of theirs says who said so", "{n} of {all} of theirs say who said so", goals.theirs)
    yield Criterion(
        _("All of their objectives say who said so"),
        factors.all_of(sourced, len(page.theirs)),
        _facts((told.format(n=sourced, all=len(page.theirs)), page.theirs), href=address, theirs=True),
        _("Write down their objectives with the contact or source they come from."),
        address,
    )
    answered = _("{n} of {all} of theirs supported by ours").format(n=goals.answered, all=goals.theirs)
    yield Criterion(
        _("Ours support all of theirs"),
        factors.all_of(goals.answered, goals.theirs),
        _facts((answered, goals.theirs), href=f"{address}#alignment"),
        _("Say which of our objectives supports each of theirs."),
        address,
    )
    grounded = _("{n} of {all} of ours support one of theirs").format(n=goals.grounded, all=goals.ours)
    yield Criterion(
        _("Each of ours supports one of theirs"),
        factors.all_of(goals.grounded, goals.ours),
        _facts((grounded, goals.ours), href=f"{address}#alignment"),
        _("Link each of our objectives to one of theirs, or give it up."),
        address,
    )


def _grows(held: Held) -> Iterable[Criterion]:
    growth, address = held.page.growth, held.at("growth:strategy")
    moves = growth.moves if growth else ()
    begun = growth is not None and growth.state == StrategyState.PARTLY
    resting, comparable = (growth.resting, len(growth.comparable)) if growth else (0, 0)
    yield Criterion(
        _("There is a strategy, not only a list of deals"),
        growth is not None and growth.state == StrategyState.STRATEGY,
        _facts((growth.state_name if growth else "", growth), href=address),
        _("Give each move what it lacks.") if begun else _("Write the vision and the moves that lead there."),
        address,
    )
    told = ngettext("{n} of {all} move builds on all it needs", "{n} of {all} moves build on all they need", len(moves))
    yield Criterion(
        _("Each move builds on proven value, an objective and people"),
        factors.all_of(resting, len(moves)),
        _facts((told.format(n=resting, all=len(moves)), moves), href=address),
        _("Say of each move which proven value, which objective and whose success it builds on."),
        address,
    )
    years = ngettext("{n} year of revenue with its range", "{n} years of revenue with their range", comparable)
    yield Criterion(
        _("The path of revenue has its range, year by year"),
        comparable > 1,
        _facts((years.format(n=comparable), comparable), href=address),
        _("Enter low, base and high for two years or more."),
        address,
    )


def _plans_with_us(held: Held) -> Iterable[Criterion]:
    table, address = held.table, held.at("portal:together")
    here = [view for view in table.guests if view.last_look is not None]
    told = ngettext("{n} of {all} guest looked", "{n} of {all} guests looked", len(table.guests))
    yield Criterion(
        _("Guests of the customer look at what is shared"),
        bool(here),
        _facts((told.format(n=len(here), all=len(table.guests)), table.guests), href=address, theirs=True),
        _("Share what both should see, and invite a contact."),
        address,
    )
    confirmed = [switch for group in table.groups for switch in group.switches if switch.said]
    agreed = ngettext("{n} item confirmed or accepted", "{n} items confirmed or accepted", len(confirmed))
    yield Criterion(
        _("They confirmed an objective or accepted an action"),
        bool(confirmed),
        _facts((agreed.format(n=len(confirmed)), confirmed), href=address, theirs=True),
        _("Ask guests to confirm the objectives they see."),
        address,
    )
    said = len(table.proposals) + sum(comment.contact_id is not None for comment, _item in table.comments)
    words = ngettext("{n} proposal or comment of theirs", "{n} proposals and comments of theirs", said)
    yield Criterion(
        _("They propose or comment"),
        said > 0,
        _facts((words.format(n=said), said), href=address, theirs=True),
        _("Ask them what is missing in what they see."),
        address,
    )


def _measured(held: Held) -> Iterable[Criterion]:
    address = held.at("objectives:list")
    for title, goals, theirs in (
        (_("Their objectives have a measure, a target and a day"), held.page.theirs, True),
        (_("Our objectives have a measure, a target and a day"), held.page.ours, False),
    ):
        whole = sum(_is_measured(goal) for goal in goals)
        told = ngettext("{n} of {all} objective can be measured", "{n} of {all} objectives can be measured", len(goals))
        yield Criterion(
            title,
            factors.all_of(whole, len(goals)),
            _facts((told.format(n=whole, all=len(goals)), goals), href=address, theirs=theirs),
            _("Say how each objective is measured, how much it should be, and by when."),
            address,
        )
    standing = held.standing
    agreed = ngettext("{n} of {all} value case agreed", "{n} of {all} value cases agreed", standing.cases)
    yield Criterion(
        _("How value is measured is agreed in a value case"),
        standing.cases_agreed > 0,
        _facts(
            (agreed.format(n=standing.cases_agreed, all=standing.cases), standing.cases),
            href=held.at("value:account"),
            theirs=True,
        ),
        _("Have the customer agree to a value case, with its measures."),
        held.at("value:account"),
    )


def _sponsored(held: Held) -> Iterable[Criterion]:
    page, address = held.page, held.at("sponsors:account")
    named = [member.user.name for member in page.team if member.acts_as == TeamRole.SPONSOR]
    yield Criterion(
        _("An executive of ours is sponsor"),
        bool(named),
        _facts((", ".join(dict.fromkeys(named)), named), href=address),
        _("Find a sponsor for the account."),
        address,
    )
    glances = sponsors.glances(held.account, held.today)
    kept = bool(glances) and all(not glance.lapsed and glance.last is not None for glance in glances)
    met = max((glance.last for glance in glances if glance.last is not None), default=None)
    yield Criterion(
        _("Sponsors meet their counterparts as often as agreed"),
        kept,
        _facts((_("last met on {day}").format(day=days.day(met)) if met else "", met), href=address),
        _("Agree how often the sponsor meets whom, and plan the next meeting."),
        address,
    )
    approval, plan = page.approval, held.at("plans:plan")
    version = (
        _("version {n} approved by {who}").format(n=approval.version, who=approval.approved_by) if approval else ""
    )
    yield Criterion(
        _("The plan is approved as it reads"),
        approval is not None and not page.changed_since_approval,
        _facts((version, approval), href=plan),
        _("Have the sponsor or the program director approve it."),
        plan,
    )


def _is_measured(goal: Objective) -> bool:
    return bool(goal.measure and goal.target and goal.due_on)


def _facts(*told: tuple[str, object], href: str, theirs: bool = False) -> tuple[FactorFact, ...]:
    """Those of which there is something."""
    return tuple(FactorFact(text, href, theirs) for text, there in told if there)
