"""Reading agreements and checking what is typed of them; queries of accounts decide whose."""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any, Final

from django.db.models import Exists, OuterRef, QuerySet
from django.utils.translation import gettext as _

from covalue.accounts import queries as accounts
from covalue.accounts.models import Account
from covalue.accounts.rows import AccountRows
from covalue.action_items import queries as action_items
from covalue.action_items.models import Action
from covalue.agreements import notice, rules, workdays
from covalue.agreements.models import Agreement
from covalue.agreements.notice import Notice, NoticeState
from covalue.agreements.obligations import queries as obligations
from covalue.agreements.obligations.queries import ObligationView
from covalue.agreements.rules import Attention
from covalue.conversations import queries as conversations
from covalue.core import errors, events, money
from covalue.organisation import queries as organisation
from covalue.people import queries as people
from covalue.people.models import User
from covalue.relationships.rules import BuyingRole, role_of
from covalue.value.targets import queries as targets

MID_TERM: Final = timedelta(days=30)  # for so long before and after it the middle of a term is said
LARGE_DAYS: Final = 360  # a shorter term has no middle worth a review


@dataclass(frozen=True)
class AgreementPage:
    """An agreement with how its clause was read and the attention over its term."""

    agreement: Agreement
    notice: Notice | None
    state: NoticeState
    attention: tuple[Attention, ...]
    obligations: tuple[ObligationView, ...]
    may_edit: bool
    may_renew: bool
    review: Action | None = None

    @property
    def new_targets(self) -> tuple[Attention, ...]:
        """The months in which value targets were first written down."""
        return tuple(one for one in self.attention if one.ideas)

    @property
    def in_trough(self) -> bool:
        """Whether the last whole month is part of the mid-term trough."""
        return len(self.attention) > 1 and self.attention[-2].trough


def _guard(row: Agreement) -> None:
    """Refuse what does not go together; keeps the day of notice with the row."""
    row.currency = row.currency.upper() or row.account.currency
    if not money.is_currency(row.currency):
        raise errors.BadInput(_("A currency has three letters, such as EUR."), field="currency")
    if row.ends_on is not None and row.ends_on < row.starts_on:
        raise errors.BadInput(_("The agreement cannot end before it starts."), field="ends_on")
    if row.country:
        workdays.split(row.country)
    _guard_predecessor(row)
    row.notice_by = row.notice_typed or _read(row)
    if row.notice_by and row.ends_on and row.notice_by > row.ends_on:
        raise errors.BadInput(_("The day of notice lies after the end."), field="notice_typed")


def _read(row: Agreement) -> date | None:
    if not row.notice_clause:
        return None
    try:
        found = read_clause(row)
        notice.guard_has_day(found)
        return found.notice_by
    except errors.BadInput as unread:
        fields = {"end": "ends_on", "clause": "notice_clause", "start": "starts_on"}
        raise errors.BadInput(unread.sentence, field=fields.get(unread.field, unread.field)) from None


def read_clause(row: Agreement) -> Notice:
    """How the clause of an agreement is read; BadInput where it is not."""
    return notice.notice_by(row.ends_on, row.notice_clause, row.country, start=row.starts_on)


def _guard_predecessor(row: Agreement) -> None:
    seen, before = {row.pk}, row.predecessor
    while before is not None:
        if before.account_id != row.account_id:
            raise errors.BadInput(_("What it follows is an agreement of another account."), field="predecessor")
        if before.pk in seen:
            raise errors.BadInput(_("It would follow itself in the end."), field="predecessor")
        seen.add(before.pk)
        before = before.predecessor


def _choices(account: Account) -> dict[str, QuerySet[Any]]:
    return {
        "owner": people.colleagues(),
        "contact": accounts.current_contacts(account),
        "offering": organisation.offerings(),
        "predecessor": Agreement.objects.filter(account=account, removed_at=None),
    }


AGREEMENTS: Final = AccountRows(
    Agreement,
    related=("owner", "contact", "offering", "predecessor", "confirmed_by"),
    order=("ends_on", "id"),
    choices=_choices,
    check=_guard,
)


def everywhere(user: User) -> QuerySet[Agreement]:
    """Agreements of active accounts this user may open."""
    return AGREEMENTS.visible_to(user).filter(account__archived_at=None)


def running(account: Account, today: date) -> list[Agreement]:
    """The account's agreements whose term is not over."""
    return [row for row in AGREEMENTS.of(account) if row.ends_on is None or row.ends_on >= today]


def page_of(user: User, row: Agreement, today: date) -> AgreementPage:
    """An agreement of an account this user may open."""
    try:
        read = read_clause(row) if row.notice_clause else None
    except errors.BadInput:
        read = None
    may_edit = accounts.may_edit(user, row.account)
    return AgreementPage(
        row,
        read,
        notice.state_of(row.notice_by, today),
        _attention(row, today),
        obligations.of_agreement(row, today),
        may_edit,
        may_edit and row.ends_on is not None and not row.successors.filter(removed_at=None).exists(),
        review_of(row) if row.mid_term else None,
    )


def _attention(row: Agreement, today: date) -> tuple[Attention, ...]:
    """Conversations over the term, those with somebody who decides, and the value targets first written down in it."""
    end = row.ends_on or today
    if not row.starts_on <= today <= end:
        return ()
    held = conversations.held_on_accounts([row.account_id], since=row.starts_on, until=today)
    people = held.exclude(contacts__buying_role="").values_list("held_on", "pk", "contacts__buying_role")
    deciding = {(day, talk) for day, talk, role in people if role_of(role or "") is BuyingRole.ECONOMIC}
    noted = targets.of_account(row.account).values_list("created_at", flat=True)
    return rules.attention(
        row.starts_on,
        end,
        today,
        list(held.values_list("held_on", flat=True)),
        [day for day, _talk in deciding],
        [row.account.day_of(moment) for moment in noted],
    )


def to_give_notice(account_ids: Any, today: date) -> QuerySet[Agreement]:
    """Agreements of these accounts whose day of notice is near, or past while the term still runs and nothing follows."""
    follows = Agreement.objects.filter(predecessor=OuterRef("pk"), removed_at=None)
    rows = Agreement.objects.filter(~Exists(follows), account__in=account_ids, removed_at=None)
    near = rows.filter(notice_by__lte=today + notice.SOON, ends_on__gte=today)
    return near.select_related("account").order_by("notice_by", "id")


def at_mid_term(account_ids: Any, today: date) -> list[Agreement]:
    """Agreements of these accounts within thirty days of the middle of a term of a year or more, whose review nobody planned."""
    rows = Agreement.objects.filter(account__in=account_ids, removed_at=None, starts_on__lte=today, ends_on__gte=today)
    near = [row for row in rows.select_related("account").order_by("id") if _is_at_mid_term(row, today)]
    planned = action_items.origins_of(near)
    return [row for row in near if events.key(row) not in planned]


def _is_at_mid_term(row: Agreement, today: date) -> bool:
    middle = row.mid_term
    is_long = row.ends_on is not None and (row.ends_on - row.starts_on).days >= LARGE_DAYS
    return is_long and middle is not None and middle - MID_TERM <= today <= middle + MID_TERM


def review_of(agreement: Agreement) -> Action | None:
    """The review half-way through its term, as it was planned; None where it was not."""
    return action_items.arose_from(agreement).first()


def review_title(agreement: Agreement) -> str:
    """What the review of an agreement is called."""
    return _("Mid-term review: {agreement}").format(agreement=agreement.title)[:300]


def reviewer_of(agreement: Agreement) -> User | None:
    """Who sees to it: the agreement's owner, else whoever leads the account; of those who may open it."""
    may_open = {user.pk for user in accounts.who_may_open(agreement.account)}
    named = (agreement.owner, agreement.account.owner)
    return next((user for user in named if user is not None and user.pk in may_open), None)
