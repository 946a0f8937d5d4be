"""Cells that mean the same in files of several nouns."""

from collections.abc import Iterable, Mapping

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from covalue.core import mailboxes
from covalue.masterdata.importers.base import RowRefusedError
from covalue.masterdata.rules import CLEAR
from covalue.people import queries as people


def texts(cells: Mapping[str, str], names: Iterable[str]) -> dict[str, str]:
    """The cells of these fields that say something; the mark for empty is an empty text."""
    return {name: "" if cells[name] == CLEAR else cells[name] for name in names if cells.get(name)}


def mail(text: str) -> str:
    """The cell, if it is an email address."""
    try:
        mailboxes.validate(text)
    except ValidationError:
        raise RowRefusedError(_("“{text}” is not an email address").format(text=text[:60])) from None
    return text


def colleagues(addresses: Iterable[str]) -> dict[str, int]:
    """Mail address → id, for those of the addresses that are a colleague's."""
    wanted = {mailboxes.folded(address) for address in addresses if address}
    if not wanted:
        return {}
    return {address: pk for address, pk in people.colleagues().values_list("email", "pk") if address in wanted}


def colleague(address: str, known: Mapping[str, int]) -> int:
    """The id of the colleague with this email address."""
    if mailboxes.folded(address) not in known:
        raise RowRefusedError(_("“{text}” is not a colleague's email").format(text=address[:60]))
    return known[mailboxes.folded(address)]
