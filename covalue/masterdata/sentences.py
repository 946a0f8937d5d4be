"""How imports of master data read."""

from django.utils.translation import gettext_lazy as _

from covalue.masterdata.rules import Noun
from covalue.web import sentences
from covalue.web.sentences import Sentence, number, text

NAMES = {
    Noun.UNITS: _("units"),
    Noun.OFFERINGS: _("offerings"),
    Noun.USERS: _("users"),
    Noun.ACCOUNTS: _("accounts"),
    Noun.CONTACTS: _("contacts"),
    Noun.INSTALLED_BASE: _("installed base"),
    Noun.USAGE: _("use"),
    Noun.TICKETS: _("tickets"),
    Noun.OPPORTUNITIES: _("opportunities"),
    Noun.AGREEMENTS: _("agreements"),
    Noun.SERVICE_LEVELS: _("service levels"),
    Noun.SERVICE_RESULTS: _("results of service levels"),
    Noun.INCIDENTS: _("incidents"),
    Noun.WORK: _("work"),
}
COUNTS = {
    "created": number(_("added")),
    "changed": number(_("changed")),
    "rejected": number(_("rejected rows")),
    "assumed": text(_("how the file was read")),
    "records": number(_("added")),
    "left": number(_("left as changed since")),
    "contacts": number(_("contacts"), _("contacts")),
}


def about(noun: Noun) -> tuple[Sentence, ...]:
    """What can happen to a file of one noun."""
    named, name = sentences.with_names, {"noun": NAMES[noun]}
    return (
        Sentence(f"uploaded a file of {noun}", named(_("uploaded a file of {noun}: {what}"), **name)),
        Sentence(f"named a file of {noun}", named(_("said that the file {what} is about {noun}"), **name)),
        Sentence(f"cancelled an import of {noun}", named(_("cancelled an import of {noun}: {what}"), **name)),
        Sentence(f"gave up an import of {noun}", named(_("could not finish an import of {noun}: {what}"), **name)),
        Sentence(f"undid an import of {noun}", named(_("undid an import of {noun}: {what}"), **name), fields=COUNTS),
        Sentence(
            f"imported {noun}",
            (named(_("imported {noun} from {what}"), **name), named(_("imported {noun}"), **name)),
            fields=COUNTS,
        ),
    )


sentences.add(
    Sentence("uploaded a file", _("uploaded the file {what}")),
    Sentence("discarded a file", _("discarded the file {what}")),
    *(sentence for noun in Noun for sentence in about(noun)),
)
