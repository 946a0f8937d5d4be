"""May I, and is it well formed: what every action on accounts asks first."""

from collections.abc import Mapping
from datetime import date
from typing import Any
from zoneinfo import available_timezones

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from covalue.accounts import queries, rules
from covalue.accounts.models import Account, Contact
from covalue.core import errors, money
from covalue.core.events import Actor
from covalue.people.models import User
from covalue.people.rules import Right


def guard_edits(actor: Actor, account: Account) -> None:
    """Refuse whoever may not work in the account; to them it is not there."""
    if actor.user is not None and not queries.may_edit(actor.user, account):
        raise errors.NotFound()


def guard_steers(actor: Actor, account: Account) -> None:
    """Refuse whoever does not steer the account."""
    guard_edits(actor, account)
    if actor.user is not None and not queries.may_steer(actor.user, account):
        raise errors.NotAllowed(_("Only the account's SAM or the program director can do this."))


def guard_moves(actor: Actor, account: Account) -> None:
    """Refuse whoever may not give the account another parent, which changes who sees it."""
    guard_edits(actor, account)
    if actor.user is not None and account.pk not in queries.movable_by(actor.user, [account.pk]):
        raise errors.NotAllowed(_("Only the account's SAM or the program director can do this."))


def guard_steers_or_imports(actor: Actor, account: Account) -> None:
    """Refuse whoever neither steers the account nor imports the ledger."""
    if actor.user is not None and not actor.user.may(Right.IMPORT_LEDGER):
        guard_steers(actor, account)


def guard_contact(account: Account, contact: Contact | None, field: str) -> None:
    """Refuse a contact who is none of the account, nor of one above it."""
    if contact is None or contact.account_id == account.pk:
        return
    if not queries.ancestors_of(account).filter(pk=contact.account_id).exists():
        raise errors.BadInput(
            _("{contact} is not a contact of {account}.").format(contact=contact, account=account), field=field
        )


def guard_no_circle(contact: Contact) -> None:
    """Refuse a manager who reports, through whomever, to the contact."""
    rows = {row.pk: row for row in Contact.everybody.filter(account=contact.account_id).only("name", "reports_to")}
    way: list[Contact] = []
    above = contact.reports_to
    while above is not None and above not in way:
        way.append(above)
        if above.pk == contact.pk:
            names = " → ".join(row.name for row in way)
            sentence = _("{contact} cannot report to {manager}: that would be a circle ({way}).")
            raise errors.BadInput(
                sentence.format(contact=contact, manager=contact.reports_to, way=names), field="reports_to"
            )
        above = rows.get(rows[above.pk].reports_to_id or 0) if above.pk in rows else None


def in_circle(contact: Contact) -> bool:
    """Whether somebody would report, through others, to themselves."""
    try:
        guard_no_circle(contact)
    except errors.BadInput:
        return True
    return False


def guard_colleague(account: Account, colleague: User | None, field: str) -> None:
    """Refuse a colleague who cannot open the account: what somebody owns there has to reach them."""
    if colleague is not None and not queries.who_may_open(account).filter(pk=colleague.pk).exists():
        raise errors.BadInput(
            _("{name} cannot open this account. Add them to the team first.").format(name=colleague.name), field=field
        )


def guard_past(account: Account, day: date | None, field: str) -> None:
    """Refuse a day that has not begun with the customer; none is no day."""
    if day is not None and day > account.today():
        raise errors.BadInput(_("This date is in the future."), field=field)


def guard_fields(values: Mapping[str, Any], allowed: frozenset[str]) -> None:
    """Refuse a field that cannot be set this way."""
    for field in values:
        if field not in allowed:
            raise errors.BadInput(_("“{field}” cannot be changed here.").format(field=field), field=field)


def clean(row: Account | Contact) -> None:
    """Let the fields' own validators speak, as one sentence for the first field at fault."""
    try:
        row.clean_fields()
    except ValidationError as problem:
        field, messages = next(iter(problem.message_dict.items()))
        raise errors.BadInput(" ".join(messages), field=field) from None


def tidied(values: Mapping[str, Any]) -> dict[str, Any]:
    """Values as they are kept: countries as codes, currency in capitals, a time zone that exists."""
    cleaned = dict(values)
    try:
        if cleaned.get("countries"):
            cleaned["countries"] = " ".join(rules.country_codes(str(cleaned["countries"])))
    except ValueError as problem:
        raise errors.BadInput(str(problem), field="countries") from None
    try:
        if "currency" in cleaned:
            cleaned["currency"] = money.currency_code(str(cleaned["currency"]))
    except ValueError as problem:
        raise errors.BadInput(str(problem), field="currency") from None
    if "time_zone" in cleaned and cleaned["time_zone"] not in available_timezones():
        raise errors.BadInput(
            _("“{zone}” is not a time zone. Use a name such as Europe/Vienna.").format(zone=cleaned["time_zone"]),
            field="time_zone",
        )
    return cleaned


def named(name: str) -> str:
    """A name with its blanks tidied; one of 1 to 300 characters."""
    cleaned = " ".join(str(name).replace("\x00", "").split())
    if not cleaned:
        raise errors.BadInput(_("Enter a name."), field="name")
    if len(cleaned) > 300:
        raise errors.BadInput(_("A name has at most 300 characters."), field="name")
    return cleaned
