"""Erasing a contact together with what they said, or with their words kept as a former contact's."""

import re
from datetime import datetime

from django.db import transaction
from django.db.models import Q

from covalue.accounts import actions as accounts
from covalue.accounts.models import Contact
from covalue.conversations.models import Conversation, Statement
from covalue.core.events import Actor


@transaction.atomic
def erase_contact(actor: Actor, *, contact: Contact, keep_words: bool, now: datetime) -> Contact:
    """Erase a contact's personal data. Their words stay as a former contact's, or go; their motives go either way.

    The full name is also replaced where it stands in the account's conversations. What people wrote in plans is theirs
    to look through: see docs/privacy.md.
    """
    name, account = contact.name, contact.account
    erased = accounts.erase_contact(actor, contact=contact, now=now)
    said = Statement.objects.filter(contact=contact)
    if keep_words:
        said.update(why_it_matters="")
    else:
        said.delete()
    _replace_name(name, accounts.former_contact(), Conversation.objects.filter(account=account), ("subject", "notes"))
    statements = Statement.objects.filter(conversation__account=account)
    _replace_name(name, accounts.former_contact(), statements, ("words", "why_it_matters"))
    return erased


def _replace_name(name: str, by: str, rows: object, fields: tuple[str, ...]) -> None:
    pattern, anywhere = re.compile(re.escape(name), re.IGNORECASE), Q()
    for field in fields:
        anywhere |= Q(**{f"{field}__icontains": name})
    for row in rows.filter(anywhere):  # type: ignore[attr-defined]
        for field in fields:
            setattr(row, field, pattern.sub(lambda _found: by, getattr(row, field)))
        row.save(update_fields=list(fields))
