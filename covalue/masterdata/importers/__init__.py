"""One importer for each noun: how a row of a file finds its record, and what its cells mean."""

from typing import Final

from covalue.core.events import Actor
from covalue.core.shared import AddedByName
from covalue.masterdata.importers.accounts import AccountImporter
from covalue.masterdata.importers.base import NounImporter, RowForgottenError, RowRefusedError
from covalue.masterdata.importers.contacts import ContactImporter
from covalue.masterdata.importers.offerings import OfferingImporter
from covalue.masterdata.importers.units import UnitImporter
from covalue.masterdata.importers.users import UserImporter
from covalue.masterdata.rules import Noun, Options

__all__ = ["IMPORTERS", "NounImporter", "RowForgottenError", "RowRefusedError", "add", "importer"]

_added: AddedByName[Noun, type[NounImporter]] = AddedByName()
IMPORTERS: Final[dict[Noun, type[NounImporter]]] = {
    importer.noun: importer
    for importer in (UnitImporter, OfferingImporter, UserImporter, AccountImporter, ContactImporter)
}


def add(kind: type[NounImporter]) -> None:
    """Let a package that stands above this one bring its rows in: said in its `hooks.py`."""
    _added.add(kind.noun, kind)


def importer(noun: Noun, actor: Actor, source: str, options: Options) -> NounImporter:
    """The importer of a noun, for one file of one source."""
    kind = IMPORTERS.get(noun) or _added[noun]
    return kind(actor, source, options)
