"""Forgetting a person: every noun that names contacts says how it forgets one, and all are asked when one is erased.

A noun hands its function to `when_erased` in its `hooks.py`. Foreign keys point down, so this lies below
them all; a test walks every key to a contact and every text, and fails when a noun keeps a name.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.db.models import Q

from covalue.accounts.models import Account, Contact


@dataclass(frozen=True)
class Forgotten:
    """Who is forgotten: the row as it is left, and what it said before. `keep_words`: what they said may stay, unsigned."""

    contact: Contact
    account: Account
    name: str
    email: str
    by: str
    keep_words: bool

    def in_text(self, text: str) -> str:
        """The text with the full name replaced, whatever its capitals."""
        return re.sub(re.escape(self.name), lambda _found: self.by, text, flags=re.IGNORECASE)

    def in_data(self, value: Any) -> Any:
        """The same through lists and mappings."""
        if isinstance(value, str):
            return self.in_text(value)
        if isinstance(value, list):
            return [self.in_data(part) for part in value]
        return {key: self.in_data(part) for key, part in value.items()} if isinstance(value, dict) else value


_nouns: list[Callable[[Forgotten], None]] = []


def when_erased(forget: Callable[[Forgotten], None]) -> None:
    """`forget` is called, in the transaction of the erasure, for every contact that is erased."""
    _nouns.append(forget)


def everywhere(gone: Forgotten) -> None:
    """Ask every noun."""
    for forget in _nouns:
        forget(gone)


def replace_name(gone: Forgotten, rows: Any, *fields: str) -> None:
    """Take the full name out of texts of these rows."""
    anywhere = Q()
    for field in fields:
        anywhere |= Q(**{f"{field}__icontains": gone.name})
    for row in rows.filter(anywhere):
        for field in fields:
            setattr(row, field, gone.in_text(getattr(row, field)))
        row.save(update_fields=list(fields))
