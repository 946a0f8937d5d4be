"""How what happens to accounts, contacts, teams and files reads."""

from typing import Final

from django.utils.translation import gettext_lazy as _

from covalue.accounts import rules
from covalue.accounts.models import AccountClass
from covalue.web import sentences
from covalue.web.sentences import Field, Sentence, choice, day, number, text

YES_OR_NO: Final = {"True": _("yes"), "False": _("no")}
ACCOUNT: Final = {
    "account_class": choice(_("class"), AccountClass),
    "class_since": day(_("start of the class")),
    "critical": choice(_("critical flag"), YES_OR_NO),
    "relationship_now": text(_("relationship today")),
    "relationship_wanted": text(_("relationship wanted")),
    "countries": Field(_("countries"), lambda raw: ", ".join(rules.country_name(code) for code in raw.split())),
    "employees": number(_("employees")),
    "parent": text(_("parent account")),
    "owner": text(_("owner")),
    "archived_at": day(_("archived on")),
}
CONTACT: Final = {
    "reports_to": text(_("manager")),
    "departed_on": day(_("last day")),
    "buying_role": text(_("buying role")),
    "email": text(_("email")),
}
sentences.add(
    Sentence("created account", _("created the account {name}"), _("created {n} accounts")),
    Sentence(
        "created accounts", _("created {accounts} from the ledger"), fields={"accounts": number("", _("accounts"))}
    ),
    Sentence(
        "removed accounts",
        _("removed {accounts_before} that an import had created"),
        fields={"accounts": number("", _("accounts"))},
    ),
    Sentence("edited account", (_("changed {fields} of {name}"), _("edited {name}")), fields=ACCOUNT),
    Sentence("removed account", _("removed the account {name}"), _("removed {n} accounts")),
    Sentence(
        "moved account", (_("moved {name} under {parent}"), _("made {name} an account of its own")), fields=ACCOUNT
    ),
    Sentence("added identifier", _("added an ID to {name}: {identifier}"), fields={"identifier": text(_("ID"))}),
    Sentence(
        "withdrew identifier",
        _("took an ID from {name}: {identifier_before}"),
        fields={"identifier": text(_("ID"))},
    ),
    Sentence("merged accounts", _("merged {account_before} into {account}"), fields={"account": text(_("account"))}),
    Sentence(
        "took a merge back",
        _("undid the merge of {account} into {account_before}"),
        fields={"account": text(_("account"))},
    ),
    Sentence(
        "kept accounts apart",
        _("decided that {account_before} and {account} are different customers"),
        fields={"account": text(_("account"))},
    ),
    Sentence(
        "exported accounts",
        (_("exported {accounts}"), _("exported the list of accounts")),
        fields={"accounts": number(_("rows"), _("accounts")), "filter": text("")},
    ),
    Sentence(
        "put on the team",
        _("added {name} to the team as {role}"),
        _("added {n} people to the team"),
        fields={"role": text(_("role"))},
    ),
    Sentence("took off the team", _("removed {name} from the team"), fields={"role": text(_("role"))}),
    Sentence("added contact", _("added the contact {name}"), _("added {n} contacts")),
    Sentence("edited contact", (_("changed {fields} of {name}"), _("edited {name}")), fields=CONTACT),
    Sentence("confirmed address", _("confirmed the address of {name}: {email}"), fields=CONTACT),
    Sentence("removed contact", _("removed the contact {name}"), _("removed {n} contacts")),
    Sentence("imported contacts", _("imported {contacts}"), fields={"contacts": number(_("contacts"), _("contacts"))}),
    Sentence(
        "erased personal data", _("erased a contact's personal data"), _("erased the personal data of {n} contacts")
    ),
    Sentence("merged contacts", _("merged {contact_before} into {contact}"), fields={"contact": text(_("contact"))}),
    Sentence(
        "took a merge of contacts back",
        _("undid the merge of {contact_before} into {contact}"),
        fields={"contact": text(_("contact"))},
    ),
    Sentence(
        "kept contacts apart",
        _("decided that {contact_before} and {contact} are different people"),
        fields={"contact": text(_("contact"))},
    ),
    Sentence("added file", _("added the file {what}"), _("added {n} files")),
    Sentence("removed file", _("removed the file {what}"), _("removed {n} files")),
    Sentence("restored file", _("restored the file {what}"), _("restored {n} files")),
    Sentence(
        "kept file away",
        _("quarantined the file {what}: the virus scanner found something"),
        fields={"found": text(_("finding"))},
    ),
)
