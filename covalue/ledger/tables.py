"""Tables of imports, whatever a file holds: file and who sent it, when, how many rows, and how the import stands."""

from collections.abc import Callable
from typing import Any, Final

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from covalue.ledger.models import Import
from covalue.web.tables import Column, Kind, Table

CHIPS: Final = {"done": "good", "failed": "bad"}


def imports_table(
    address: str, content: Column[Any], *counts: Column[Any], amount: Column[Any] | None = None
) -> Table[Any]:
    """Imports that each lead to the page `address`; `counts` are the columns of rows written."""
    return Table(
        "imports",
        (
            Column(
                "file",
                lambda record: record.file_name,
                _("File"),
                strong=True,
                href=lambda record: reverse(address, args=[record.pk]),
                note=lambda record: record.asked_by.name if record.asked_by else "",
            ),
            content,
            Column("when", lambda record: record.asked_at, _("When"), Kind.WHEN),
            count("read", _("Read")),
            *counts,
            Column(
                "rejected",
                lambda record: None if record.undone else record.rejected,
                _("Rejected"),
                Kind.COUNT,
                unknown="",
                tone=lambda record: "warn" if record.rejected else None,
            ),
            *((amount,) if amount else ()),
            Column(
                "state",
                lambda record: record.undone or record.get_state_display(),
                " ",
                chip=lambda record: None if record.undone else CHIPS.get(record.state, ""),
                tone=lambda record: "muted" if record.undone else None,
            ),
        ),
    )


def count(name: str, label: Any) -> Column[Any]:
    """A column of rows counted under `name`; of an import that was undone nothing is there any longer."""
    value: Callable[[Any], int | None] = lambda record: None if record.undone else getattr(record, name)  # noqa: E731
    return Column(name, value, label, Kind.COUNT, unknown="")


LEDGER_IMPORTS: Final[Table[Import]] = imports_table(
    "ledger:import",
    Column("source", lambda record: record.source, _("Source"), unknown=""),
    count("added", _("Added")),
    count("changed", _("Changed")),
    Column(
        "held",
        lambda record: None if record.undone else record.held,
        _("Held back"),
        Kind.COUNT,
        unknown="",
        tone=lambda record: "warn" if record.held else None,
    ),
    amount=Column(
        "amount",
        lambda record: None if record.undone else record.amount_total,
        _("Amount"),
        Kind.AMOUNT,
        unknown="",
    ),
)
