"""Reading positions; queries of accounts decide whose."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from django.db.models import QuerySet
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from covalue.accounts import addresses
from covalue.accounts import queries as accounts
from covalue.accounts.actions import guard_colleague, guard_contact, guard_past
from covalue.accounts.models import Account, Contact
from covalue.accounts.rows import AccountRows
from covalue.contact_requests.kinds import gone
from covalue.core import errors, money
from covalue.people.models import User
from covalue.positioning import rules
from covalue.positioning.kind import POSITIONS
from covalue.positioning.models import (
    Answer,
    Competitor,
    MessageVersion,
    PositionRequest,
    Preference,
    Rating,
    Reason,
)
from covalue.positioning.rules import (
    DIMENSION_NAMES,
    MEASURE_NAMES,
    RECENT,
    STATE_NAMES,
    CheckState,
    Claimed,
    Clear,
    Dimension,
    Label,
    Measure,
    Named,
)
from covalue.profiles import queries as profiles
from covalue.profiles.models import Signal
from covalue.profiles.rules import SignalKind
from covalue.search.rules import folded
from covalue.value import queries as value
from covalue.value.queries import ClaimView
from covalue.web.answered import AsRef, PageOnly

NO_ROLE: Final = ""
MOST_ASKED: Final = 50
SHOWN: Final = 5  # signatures and signals beside a check


def _guard_competitor(row: Competitor) -> None:
    others = Competitor.objects.filter(account=row.account, removed_at=None).exclude(pk=row.pk)
    if folded(row.name) in {folded(name) for name in others.values_list("name", flat=True)}:
        raise errors.BadInput(_("This competitor is there already."), field="name")


def _guard_rating(row: Rating) -> None:
    _guard_theirs(row)
    guard_contact(row.account, row.contact, "contact")
    _guard_rival(row.account, row.competitor)
    guard_past(row.account, row.rated_on, "rated_on")


def _guard_preference(row: Preference) -> None:
    _guard_theirs(row)
    guard_contact(row.account, row.contact, "contact")
    _guard_rival(row.account, row.competitor)
    guard_past(row.account, row.asked_on, "asked_on")
    if row.named == Named.COMPETITOR and row.competitor is None:
        raise errors.BadInput(_("Choose the competitor they named."), field="competitor")
    if row.named != Named.COMPETITOR and row.competitor is not None:
        raise errors.BadInput(_("They named no competitor: leave this empty."), field="competitor")
    if row.named == Named.OTHER and not row.other:
        raise errors.BadInput(_("Write whom they named."), field="other")
    if row.named != Named.OTHER and row.other:
        raise errors.BadInput(_("They named nobody else: leave this empty."), field="other")


def _guard_reason(row: Reason) -> None:
    _guard_theirs(row)
    guard_contact(row.account, row.contact, "contact")
    guard_past(row.account, row.asked_on, "asked_on")
    if (row.contact is None) == (row.colleague is None):
        raise errors.BadInput(_("Say who: either a contact or one of us."), field="contact")
    if row.pk is None:
        guard_colleague(row.account, row.colleague, "colleague")


def _guard_theirs(row: Answer) -> None:
    """What a contact wrote by their link is not ours to change; it can be removed and restored."""
    if row.pk is not None and row.request_id is not None and row.removed_at is None:
        raise errors.WrongState(_("The contact wrote this themselves. Ask them again, or note another answer."))


def _guard_rival(account: Account, competitor: Competitor | None) -> None:
    if competitor is not None and competitor.account_id != account.pk:
        raise errors.BadInput(
            _("{name} is not a competitor at {account}.").format(name=competitor, account=account), field="competitor"
        )


def _competitors_and_contacts(account: Account) -> dict[str, QuerySet[Any]]:
    return {"competitor": competitors_of(account), "contact": accounts.current_contacts_above(account)}


def _both_teams(account: Account) -> dict[str, QuerySet[Any]]:
    return {"contact": accounts.current_contacts_above(account), "colleague": accounts.who_may_open(account)}


COMPETITORS: Final = AccountRows(Competitor, order=("name", "id"), check=_guard_competitor)
RATINGS: Final = AccountRows(
    Rating,
    related=("competitor", "contact", "created_by"),
    order=("-rated_on", "-id"),
    choices=_competitors_and_contacts,
    check=_guard_rating,
)
PREFERENCES: Final = AccountRows(
    Preference,
    related=("competitor", "contact"),
    order=("-asked_on", "-id"),
    choices=_competitors_and_contacts,
    check=_guard_preference,
)
REASONS: Final = AccountRows(
    Reason, related=("contact", "colleague"), order=("-asked_on", "-id"), choices=_both_teams, check=_guard_reason
)


@dataclass(frozen=True)
class DimensionCell:
    """How one of us and the competitors stands on a dimension: the mean of what contacts said last, and our last belief.

    `behind`: contacts rate this one above us.
    """

    competitor: AsRef[Competitor] | None
    theirs: float | None
    contacts: int
    ours: int | None
    ahead_of_us: bool
    ratings: PageOnly[tuple[Rating, ...]]

    @property
    def of(self) -> int:
        """The id of who is rated, 0 for us; it stands in the address of the ratings."""
        return self.competitor.pk if self.competitor else 0

    @property
    def latest(self) -> Rating | None:
        return next((rating for rating in self.ratings if rating.contact_id), None)


@dataclass(frozen=True)
class DimensionRow:
    """What we say of a dimension, and how it is rated, us first."""

    dimension: Dimension
    words: str
    specific: bool
    cells: tuple[DimensionCell, ...]

    @property
    def title(self) -> Label:
        return DIMENSION_NAMES[self.dimension]


@dataclass(frozen=True)
class Fact:
    """One row a check was computed from."""

    text: str
    theirs: bool = False
    href: PageOnly[str] = ""


@dataclass(frozen=True)
class Check:
    """One of the three checks: its state, the rule, and the rows behind it; `missing` is what would say more."""

    key: str
    title: str
    state: CheckState
    rule: str
    facts: tuple[Fact, ...]
    missing: str = ""
    href: PageOnly[str] = ""

    @property
    def state_name(self) -> Label:
        return STATE_NAMES[self.state]

    @property
    def tone(self) -> str:
        return {CheckState.MET: "good", CheckState.PARTLY: "warn", CheckState.NOT_MET: "bad", CheckState.UNKNOWN: ""}[
            self.state
        ]


@dataclass(frozen=True)
class Count:
    """How often somebody was named; `share` is None where too few were asked."""

    name: str
    ours: bool
    n: int
    share: float | None


@dataclass(frozen=True)
class RoleCounts:
    """What contacts of one buying role answered last; an empty role stands for contacts without one."""

    role: str
    asked: int
    counts: tuple[Count, ...]

    @property
    def too_few(self) -> bool:
        return rules.too_few(self.asked)


@dataclass(frozen=True)
class MeasureView:
    """One of the two measures: all contacts asked, then by role."""

    measure: Measure
    every: RoleCounts
    roles: tuple[RoleCounts, ...]

    @property
    def title(self) -> Label:
        return MEASURE_NAMES[self.measure]


@dataclass(frozen=True)
class AskedOf:
    """A contact who was asked where we stand: how it stands with them, and what can be done about it."""

    request: PositionRequest
    gone: str
    over: bool
    may_remind: bool
    may_confirm: bool


@dataclass(frozen=True)
class PositionPage:
    """Where we stand with an account."""

    account: AsRef[Account]
    version: int
    summary: str
    dimensions: tuple[DimensionRow, ...]
    checks: tuple[Check, ...]
    measures: tuple[MeasureView, ...]
    competitors: PageOnly[tuple[Competitor, ...]]
    proven: PageOnly[tuple[ClaimView, ...]]
    sameness: PageOnly[tuple[Signal, ...]]
    asked: PageOnly[tuple[AskedOf, ...]]
    message: PageOnly[MessageVersion | None]
    may_edit: PageOnly[bool]

    @property
    def started(self) -> bool:
        """Whether anything was said of the position yet."""
        return self.message is not None or bool(self.competitors)


def competitors_of(account: Account) -> QuerySet[Competitor]:
    """The competitors at an account, by name."""
    return Competitor.objects.filter(account=account, removed_at=None).order_by("name", "id")


def message_of(account: Account) -> MessageVersion | None:
    """The value message as it is now; None where nobody has written one."""
    return messages_of(account).first()


def messages_of(account: Account) -> QuerySet[MessageVersion]:
    """All versions of the message, the latest first."""
    rows = MessageVersion.objects.filter(message__account=account)
    return rows.select_related("written_by").order_by("-number")


def position_page(user: User | None, account: Account, today: date) -> PositionPage:
    """Where we stand with an account, and how far the three checks are met; on paper for nobody, who was asked is left out."""
    competitors, message = tuple(competitors_of(account)), message_of(account)
    claims = value.claims_of(account)
    parts = parts_of(message)
    names = names_of(account, competitors, claims)
    may_edit = user is not None and accounts.may_edit(user, account)
    asked = requests_of(account)[:MOST_ASKED] if user else ()
    return PositionPage(
        account=account,
        version=message.number if message else 0,
        summary=message.summary if message else "",
        dimensions=_dimensions(account, parts, names, competitors),
        checks=_checks(account, parts, names, claims, today),
        measures=measures_of(account, competitors),
        competitors=competitors,
        proven=tuple(view for view in claims if view.signature is not None),
        sameness=tuple(profiles.signals_of(account, kind=SignalKind.SAMENESS)[:SHOWN]),
        asked=tuple(_asked(user, request, may_edit=may_edit) for request in asked),
        message=message,
        may_edit=may_edit,
    )


def requests_of(account: Account) -> QuerySet[PositionRequest]:
    """Whom we asked by a link where we stand, the latest first; without those taken back."""
    return POSITIONS.rows().filter(account=account, revoked_at=None).order_by("-asked_at", "-pk")


def possible_contacts(account: Account) -> QuerySet[Contact]:
    """Who can be asked: contacts who are there and have an address."""
    return accounts.current_contacts_above(account).exclude(email="")


def offered(account: Account) -> dict[str, Iterable[Any]]:
    """Whom to ask, and beside whom, as a form shows them."""
    return {"contacts": addresses.Choices(possible_contacts(account)), "competitors": competitors_of(account)}


def _asked(user: User | None, request: PositionRequest, *, may_edit: bool) -> AskedOf:
    now = timezone.now()
    waits = may_edit and request.answered_at is None
    return AskedOf(
        request,
        gone=gone(request),
        over=request.answered_at is None and POSITIONS.ends_at(request) < now,
        may_remind=waits and POSITIONS.may_be_answered(request, now),
        may_confirm=user is not None and may_edit and POSITIONS.may_confirm(user, request),
    )


def checks_of(
    account: Account, today: date, claims_of: Callable[[Account], tuple[ClaimView, ...]] = value.claims_of
) -> tuple[Check, ...] | None:
    """The three checks; None where nobody has begun on the position.

    `claims_of` is asked for the account's claims, by a page that has them already.
    """
    message, competitors = message_of(account), tuple(competitors_of(account))
    if message is None and not competitors:
        return None
    claims = claims_of(account)
    return _checks(account, parts_of(message), names_of(account, competitors, claims), claims, today)


def parts_of(message: MessageVersion | None) -> dict[Dimension, str]:
    """What a message says by dimension, in their order; empty where it says nothing."""
    said = message.parts if message else {}
    return {dimension: str(said.get(dimension.value, "")) for dimension in Dimension}


def names_of(account: Account, competitors: Iterable[Competitor], claims: Iterable[ClaimView]) -> frozenset[str]:
    """Whom and what a specific message would name: competitors, contacts, initiatives."""
    people = accounts.current_contacts_above(account).values_list("name", flat=True)
    titles = {view.claim.initiative.title for view in claims}
    return frozenset({*(competitor.name for competitor in competitors), *people, *titles})


def ratings_of(account: Account, dimension: str = "", of: str = "") -> QuerySet[Rating]:
    """The account's ratings, the latest first; of one dimension, and of us (`0`) or the competitor with this id."""
    rows = RATINGS.of(account)
    if dimension in set(Dimension):
        rows = rows.filter(dimension=dimension)
    if of.isdecimal():
        rows = rows.filter(competitor=int(of) or None) if int(of) else rows.filter(competitor=None)
    return rows


def measures_of(account: Account, competitors: Iterable[Competitor]) -> tuple[MeasureView, ...]:
    """Mindshare and preference: the last answer of each contact for each need, for all and by buying role."""
    known = {competitor.pk for competitor in competitors}
    latest: dict[tuple[str, int, str], Preference] = {}
    for row in PREFERENCES.of(account):
        if row.competitor_id is None or row.competitor_id in known:
            latest.setdefault((row.measure, row.contact_id, folded(row.need)), row)
    by_measure: dict[str, list[Preference]] = defaultdict(list)
    for row in latest.values():
        by_measure[row.measure].append(row)
    return tuple(_measure(measure, by_measure[measure]) for measure in Measure)


def _measure(measure: Measure, rows: list[Preference]) -> MeasureView:
    by_role: dict[str, list[Preference]] = defaultdict(list)
    for row in rows:
        by_role[row.contact.buying_role].append(row)
    roles = sorted(by_role, key=lambda role: (role == NO_ROLE, role))
    return MeasureView(measure, _counts("", rows), tuple(_counts(role, by_role[role]) for role in roles))


def _counts(role: str, rows: list[Preference]) -> RoleCounts:
    """Who was named how often; the contacts asked decide whether a share is said, not their answers."""
    asked, answers = len({row.contact_id for row in rows}), len(rows)
    named: dict[tuple[bool, str], int] = defaultdict(int)
    for row in rows:
        ours = row.named == Named.US
        named[ours, row.whom] += 1
    ordered = sorted(named.items(), key=lambda pair: (-pair[1], not pair[0][0], pair[0][1]))
    counts = (Count(name, ours, n, rules.share(n, answers, asked)) for (ours, name), n in ordered)
    return RoleCounts(role, asked, tuple(counts))


def _dimensions(
    account: Account, parts: Mapping[Dimension, str], names: frozenset[str], competitors: tuple[Competitor, ...]
) -> tuple[DimensionRow, ...]:
    given: dict[tuple[str, int | None], list[Rating]] = defaultdict(list)
    for rating in RATINGS.of(account):
        given[rating.dimension, rating.competitor_id].append(rating)
    rows = []
    for dimension in Dimension:
        ours = _cell(None, given[dimension, None], None)
        others = (_cell(one, given[dimension, one.pk], ours.theirs) for one in competitors)
        words = parts[dimension]
        rows.append(DimensionRow(dimension, words, rules.is_specific(words, names), (ours, *others)))
    return tuple(rows)


def _cell(competitor: Competitor | None, ratings: list[Rating], us: float | None) -> DimensionCell:
    """The last rating of each contact counts, and the last of ours; older ones stay in the list."""
    latest: dict[int | None, Rating] = {}
    for rating in ratings:
        latest.setdefault(rating.contact_id, rating)
    belief = latest.pop(None, None)
    theirs = rules.average(rating.score for rating in latest.values())
    ahead = competitor is not None and theirs is not None and us is not None and theirs > us
    return DimensionCell(competitor, theirs, len(latest), belief.score if belief else None, ahead, tuple(ratings))


def _checks(
    account: Account,
    parts: Mapping[Dimension, str],
    names: frozenset[str],
    claims: tuple[ClaimView, ...],
    today: date,
) -> tuple[Check, ...]:
    return (_recognised(account, claims, today), _message(account, parts, names), _clear(account, today))


def _recognised(account: Account, claims: tuple[ClaimView, ...], today: date) -> Check:
    sums: dict[str, Claimed] = {}
    for view in claims:
        before = sums.get(view.claim.currency)
        claimed, validated = view.money.claimed, view.money.validated
        sums[view.claim.currency] = (
            Claimed(before.claimed + claimed, before.validated + validated) if before else Claimed(claimed, validated)
        )
    signed = [(view, view.signature) for view in claims if view.signature is not None]
    last = max((account.day_of(signature.signed_at) for _view, signature in signed), default=None)
    facts = [
        Fact(
            _("{validated} signed for of {claimed} claimed").format(
                validated=money.short_money(one.validated, currency), claimed=money.short_money(one.claimed, currency)
            ),
            href=reverse("value:statement", args=[account.pk]),
        )
        for currency, one in sums.items()
    ]
    facts += [
        Fact(
            f"{view.claim.initiative.title}, {view.claim.label} · {signature.signer_name or _('a former contact')}",
            theirs=True,
            href=reverse("value:claim", args=[view.claim.pk]),
        )
        for view, signature in signed[:SHOWN]
    ]
    return Check(
        "recognised",
        _("Is past value recognised?"),
        rules.recognised(list(sums.values()), last, today),
        _("Yes when at least half of what we claimed is signed for, and something within the last 12 months."),
        tuple(facts),
        "" if sums else _("Nothing has been claimed yet."),
        reverse("value:account", args=[account.pk]),
    )


def _message(account: Account, parts: Mapping[Dimension, str], names: frozenset[str]) -> Check:
    written = {dimension: words for dimension, words in parts.items() if words.strip()}
    specific = [dimension for dimension, words in written.items() if rules.is_specific(words, names)]
    vague = [str(DIMENSION_NAMES[dimension]) for dimension in written if dimension not in specific]
    facts = [
        Fact(_("{n} of {all} dimensions written").format(n=len(written), all=len(Dimension))),
        Fact(_("{n} of {all} say a number or a name").format(n=len(specific), all=len(written))),
    ]
    if vague:
        facts.append(Fact(_("neither a number nor a name: {names}").format(names=", ".join(vague))))
    return Check(
        "message",
        _("Is the message specific and broad?"),
        rules.specific_and_broad(parts, names),
        _(
            "Yes when five of the eight dimensions are written and three of four of them say a number, or name a "
            "competitor, a contact or a value case of this account."
        ),
        tuple(facts) if written else (),
        "" if written else _("No message is written yet."),
        reverse("positioning:position", args=[account.pk]) + "#message",
    )


def _clear(account: Account, today: date) -> Check:
    latest: dict[tuple[int | None, int | None], Reason] = {}
    for row in REASONS.of(account).filter(asked_on__gte=today - RECENT):
        latest.setdefault((row.contact_id, row.colleague_id), row)
    theirs = [row for row in latest.values() if row.contact_id]
    ours = [row for row in latest.values() if row.colleague_id]
    address = reverse("positioning:reasons:list", args=[account.pk])
    facts = [
        Fact(f"“{row.words}” {row.contact or row.colleague} · {row.get_clear_display()}", bool(row.contact_id), address)
        for row in (*theirs, *ours)
    ]
    lacks = [
        text
        for rows, text in (
            (theirs, _("Ask two people of the customer.")),
            (ours, _("Ask two people of our team.")),
        )
        if rules.side_is_clear([Clear(row.clear) for row in rows]) is None
    ]
    return Check(
        "clear",
        _("Are both teams clear on why we are needed?"),
        rules.both_clear([Clear(row.clear) for row in theirs], [Clear(row.clear) for row in ours]),
        _("Yes when of each side two people or more answered within 12 months, and two of three say that it is clear."),
        tuple(facts),
        " ".join(lacks),
        address,
    )


def said_by_contact(user: User, contact: Any) -> tuple[list[Rating], list[Preference], list[Reason]]:
    """What a contact said of us and of competitors, on accounts this user may open, the latest first."""
    return (
        list(RATINGS.visible_to(user).filter(contact=contact).order_by("-rated_on", "-id")),
        list(PREFERENCES.visible_to(user).filter(contact=contact).order_by("-asked_on", "-id")),
        list(REASONS.visible_to(user).filter(contact=contact).order_by("-asked_on", "-id")),
    )


def asked_of_contact(user: User, contact: Contact) -> list[PositionRequest]:
    """Questions by a link that a contact has not answered, or not wanted to, on accounts this user may open."""
    rows = POSITIONS.rows().filter(contact=contact, answered_at=None, revoked_at=None)
    return list(accounts.within(user, rows).order_by("-asked_at", "-pk"))
