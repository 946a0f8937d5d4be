"""What imports of master data add to the shared parts."""

from django.utils.translation import gettext_lazy as _

from covalue.accounts import forgetting
from covalue.masterdata import my_day
from covalue.masterdata.forgetting import forget
from covalue.masterdata.models import FileImport, Touched
from covalue.web import my_day as days
from covalue.web import navigation, palette
from covalue.web.navigation import MenuEntry
from covalue.web.palette import Command

navigation.add_entry(MenuEntry("accounts", _("Imports"), "masterdata:imports", order=40))
palette.add_command(Command(_("Import a file"), "masterdata:imports", order=20, visible=lambda user: not user.is_guest))
days.add_items(80, my_day.rejected, of_accounts=False)
forgetting.when_erased(forget)
forgetting.leave(Touched, "label", "before", "after")
forgetting.leave(FileImport, "path", "reject_file", "run", "source", "mapping", "reading")
