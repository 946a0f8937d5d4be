"""Reading obligations; queries of accounts decide whose."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any, Final

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from covalue.accounts import queries as accounts
from covalue.accounts.models import Account, Contact
from covalue.accounts.rows import AccountRows
from covalue.agreements.models import Agreement, Obligation, ObligationMet
from covalue.agreements.obligations import rules
from covalue.agreements.obligations.rules import DutySide, DutyStanding, Repeats
from covalue.core import errors
from covalue.people.models import User

SOON: Final = timedelta(days=7)


@dataclass(frozen=True)
class ObligationView:
    """An obligation and how it stands on a day."""

    obligation: Obligation
    standing: DutyStanding
    today: date

    @property
    def is_overdue(self) -> bool:
        return self.standing.next_due is not None and self.standing.next_due < self.today

    @property
    def is_near(self) -> bool:
        """Whether it falls due within a week, or did."""
        return self.standing.next_due is not None and self.standing.next_due <= self.today + SOON


def _guard(row: Obligation) -> None:
    agreement = row.agreement
    if agreement.account_id != row.account_id:
        raise errors.BadInput(_("This agreement is of another account."), field="agreement")
    if row.due_on < agreement.starts_on:
        raise errors.BadInput(_("It cannot fall due before the agreement starts."), field="due_on")
    if agreement.ends_on is not None and row.due_on > agreement.ends_on:
        raise errors.BadInput(_("It cannot fall due after the agreement ends."), field="due_on")
    if row.side == DutySide.THEIRS and row.owner is not None:
        raise errors.BadInput(_("What the customer owes is seen to by one of their people."), field="owner")
    if row.side == DutySide.OURS and row.contact is not None:
        raise errors.BadInput(_("What we owe is seen to by one of us."), field="contact")


def _choices(account: Account) -> dict[str, QuerySet[Any]]:
    return {
        "agreement": Agreement.objects.filter(account=account, removed_at=None),
        "owner": accounts.who_may_open(account),
        "contact": accounts.current_contacts(account),
    }


OBLIGATIONS: Final = AccountRows(
    Obligation,
    related=("agreement", "owner", "contact"),
    order=("agreement", "side", "due_on", "id"),
    choices=_choices,
    check=_guard,
    parents=("agreement",),
)


def of_agreement(agreement: Agreement, today: date) -> tuple[ObligationView, ...]:
    """What both sides owe by an agreement, ours first."""
    rows = agreement.obligations.filter(removed_at=None).select_related("agreement", "owner", "contact", "account")
    return views(rows.order_by("side", "due_on", "id"), today)


def views(rows: Iterable[Obligation], today: date) -> tuple[ObligationView, ...]:
    """How these stand, in two queries."""
    rows = list(rows)
    met: dict[int, dict[date, date]] = defaultdict(dict)
    for one in ObligationMet.objects.filter(obligation__in=rows):
        met[one.obligation_id][one.due_on] = one.met_on
    return tuple(
        ObligationView(
            row, rules.standing(row.due_on, Repeats(row.repeats), met[row.pk], today, row.agreement.ends_on), today
        )
        for row in rows
    )


def of_contact(user: User, contact: Contact, today: date) -> tuple[ObligationView, ...]:
    """What a contact sees to, on accounts this user may open."""
    return views(OBLIGATIONS.visible_to(user).filter(contact=contact), today)


def near_of(rows: QuerySet[Obligation], today: date) -> tuple[ObligationView, ...]:
    """Those of `rows` that fall due within a week, or did and were not met; removed agreements aside."""
    asked = rows.filter(removed_at=None, agreement__removed_at=None, due_on__lte=today + SOON)
    found = views(asked.select_related("agreement", "owner", "contact", "account").order_by("due_on", "id"), today)
    return tuple(view for view in found if view.is_near)
