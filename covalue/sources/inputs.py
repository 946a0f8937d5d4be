"""What can be typed about calendars and mail."""

from django.utils.translation import gettext_lazy as _

from covalue.relationships.rules import DRAWN_NAMES
from covalue.sources.rules import CHOICE_NAMES, SERVER_NAMES, SHARING_NAMES, ServerKind, Sharing, SharingChoice
from covalue.web.inputs import Input, field, optional_text, row
from covalue.web.shapes import RowId, Trimmed


class ConnectionInput(Input):
    """A calendar or mail folder on a server."""

    kind: ServerKind = field(_("What it is"), labels=SERVER_NAMES)
    name: Trimmed = optional_text(_("Name"), 120, help=_("How it is called here, such as “work”."))
    address: Trimmed = field(
        _("Server"),
        max_length=500,
        missing=_("Enter the server's address."),
        help=_("Of a calendar its address (https://…), of mail the name of the server (imap.example.com)."),
    )
    username: Trimmed = field(_("User name"), max_length=254, missing=_("Enter the user name."))
    password: str = field(
        _("Password"),
        max_length=500,
        html_type="password",
        missing=_("Enter the password."),
        help=_("Best a password made for this only. It is kept encrypted and shown to nobody."),
    )
    folder: Trimmed = optional_text(
        _("Mail folder"), 254, help=_("Only this folder is read, such as “Customers”. Empty: the inbox.")
    )


class PasswordInput(Input):
    """The password of today."""

    password: str = field(_("Password"), max_length=500, html_type="password", missing=_("Enter the password."))


class SharingInput(Input):
    """What the teams of accounts see of a source."""

    sharing: Sharing = field(_("What the teams of my accounts see"), labels=SHARING_NAMES)


class ChoiceInput(Input):
    """What becomes of one meeting or message."""

    choice: SharingChoice = field(_("Who sees it"), SharingChoice.AS_SOURCE, labels=CHOICE_NAMES)


class SeenPersonInput(Input):
    """Somebody seen who becomes a contact."""

    email: Trimmed = field(_("Email"), max_length=254)
    name: Trimmed = optional_text(_("Name"), 200)
    account: RowId = row(_("Account"))


class AddressInput(Input):
    """Somebody seen, by address."""

    email: Trimmed = field(_("Email"), min_length=1, max_length=254, missing=_("Enter an address."))


class SeenLineInput(Input):
    """Two contacts seen together, and what is between them; `backwards` from the second to the first."""

    pair: Trimmed = field(_("Who"), min_length=3, max_length=60)
    kind: str = field(_("Line"), labels=DRAWN_NAMES)
    backwards: bool = field(_("The other way round"), False)


class SeenPairInput(Input):
    """Two contacts seen together."""

    pair: Trimmed = field(_("Who"), min_length=3, max_length=60)
