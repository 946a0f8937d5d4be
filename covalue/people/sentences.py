"""How what happens to users, roles, sign-ins and keys reads."""

from django.utils.translation import gettext_lazy as _

from covalue.people.rules import ROLE_NAMES, Role
from covalue.web import languages, sentences
from covalue.web.sentences import Field, Sentence, number, text

WAYS = {
    "password": _("password"),
    "passkey": _("passkey"),
    "sign-on": _("single sign-on"),
    "code": _("code"),
    "totp": _("authenticator app"),
}


def _way(raw: str) -> str:
    return ", ".join(str(WAYS.get(part, part)) for part in raw.split(", "))


def _roles(raw: str) -> str:
    known = {role.value: str(ROLE_NAMES[role]) for role in Role}
    return ", ".join(known.get(part, part) for part in raw.split(", "))


def _language(raw: str) -> str:
    return languages.name_of(raw) if raw in languages.KNOWN else raw


ROLES = {
    "roles": Field(_("roles"), _roles),
    "sessions": number(_("sessions ended")),
    "keys": number(_("API keys revoked")),
}
WAY = {"by": Field(_("with"), _way)}
FACTOR = {"factor": text(_("factor"))}
sentences.add(
    Sentence("created user", _("added the user {name}"), _("added {n} users"), ROLES),
    Sentence("edited user", (_("changed {fields} of {name}"), _("edited {name}")), fields=ROLES),
    Sentence("removed user", _("removed the user {name}"), _("removed {n} users")),
    Sentence("changed roles", (_("gave {name} the roles {roles}"), _("took all roles from {name}")), fields=ROLES),
    Sentence("changed user", (_("changed {fields} of {name}"), _("edited {name}"))),
    Sentence("deactivated user", _("deactivated {name}"), fields=ROLES),
    Sentence("reactivated user", _("reactivated {name}")),
    Sentence("accepted invitation", _("accepted the invitation")),
    Sentence("invited", _("invited {name}"), _("invited {n} people"), ROLES),
    Sentence("withdrew invitation", _("withdrew the invitation of {name}")),
    Sentence("failed to sign in", (_("refused a sign-in as {name}: wrong {by}"), _("refused a sign-in")), fields=WAY),
    Sentence("was refused at sign-in", _("refused the sign-in of {name}")),
    Sentence("was refused at sign-on", _("refused the single sign-on of {name}"), fields={"reason": text(_("reason"))}),
    Sentence("signed in", _("signed in"), fields=WAY),
    Sentence("signed out", _("signed out")),
    Sentence("signed out elsewhere", _("signed out on all other devices"), fields={"sessions": number(_("sessions"))}),
    Sentence("ended a session", _("signed out on another device"), fields={"session": text(_("address"))}),
    Sentence("created token", _("created the API key {what}"), fields={"user": text(_("for"))}),
    Sentence("revoked token", _("revoked the API key {what}")),
    Sentence(
        "chose a language", _("chose the language {language}"), fields={"language": Field(_("language"), _language)}
    ),
    Sentence("changed password", _("changed the password")),
    Sentence("reset password", _("reset the password by email")),
    Sentence("added a second factor", _("added a second factor"), fields=FACTOR),
    Sentence("removed a second factor", _("removed a second factor"), fields=FACTOR),
    Sentence("removed second factors", _("removed the second factors of {name}"), fields=FACTOR),
    Sentence("made new recovery codes", _("created new recovery codes")),
    Sentence("used a recovery code", _("signed in with a recovery code")),
)
