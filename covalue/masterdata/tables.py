"""The list of imports of master data."""

from typing import Final

from django.utils.translation import gettext_lazy as _

from covalue.ledger.tables import count, imports_table
from covalue.masterdata.models import FileImport
from covalue.web.tables import Column, Table

MASTER_IMPORTS: Final[Table[FileImport]] = imports_table(
    "masterdata:import",
    Column("content", lambda record: record.get_noun_display(), _("Content")),
    count("created", _("Created")),
    count("changed", _("Changed")),
)
