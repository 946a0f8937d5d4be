"""How sharing with the customer, and what guests do, reads."""

from collections.abc import Sequence

from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from covalue.core.models import Event
from covalue.portal import queries
from covalue.portal.rules import ItemKind
from covalue.web import sentences
from covalue.web.sentences import Sentence, choice, text

ONE = {
    ItemKind.OBJECTIVE: _("objective"),
    ItemKind.TARGET: _("value target"),
    ItemKind.CASE: _("value case"),
    ItemKind.ACTION: _("action"),
    ItemKind.WORK: _("work package"),
    ItemKind.PROMISE: _("promise"),
    ItemKind.CRITERION: _("success criterion"),
    ItemKind.PILOT: _("pilot"),
    ItemKind.AGREEMENT: _("agreement"),
    ItemKind.RECEIPT: _("term receipt"),
    ItemKind.SERVICE: _("service level"),
    ItemKind.INCIDENT: _("incident"),
    ItemKind.STATEMENT: _("value statement"),
}
MANY = {
    ItemKind.OBJECTIVE: _("objectives"),
    ItemKind.TARGET: _("value targets"),
    ItemKind.CASE: _("value cases"),
    ItemKind.ACTION: _("actions"),
    ItemKind.WORK: _("work packages"),
    ItemKind.PROMISE: _("promises"),
    ItemKind.CRITERION: _("success criteria"),
    ItemKind.PILOT: _("pilots"),
    ItemKind.AGREEMENT: _("agreements"),
    ItemKind.RECEIPT: _("term receipts"),
    ItemKind.SERVICE: _("service levels"),
    ItemKind.INCIDENT: _("incidents"),
    ItemKind.STATEMENT: _("value statements"),
}
GUEST = {"contact": text(_("guest")), "anyway": text(_("conditions not met"))}
LOOK = {
    "colour": text(_("colour")),
    "welcome": text(_("welcome text")),
    "no_tender": choice(_("no tender open"), {"True": _("yes"), "False": _("no")}),
    "no_burning_issue": choice(_("no urgent issue"), {"True": _("yes"), "False": _("no")}),
}


def against(events: Sequence[Event]) -> dict[str, str]:
    """That a guest was invited although something spoke against it; the details say what."""
    return {"anyway": _now("although not all conditions were met")} if "anyway" in events[0].changes else {}


def about(kind: ItemKind) -> tuple[Sentence, ...]:
    """What can happen to items of one kind."""
    named, names = sentences.with_names, {"one": ONE[kind], "many": MANY[kind]}
    what = "" if kind == ItemKind.STATEMENT else " {what}"  # there is one, and it is called like that
    return (
        Sentence(
            f"shared {kind} with the customer",
            named(_("shared the {one}{what} with the customer"), what=what, **names),
            named(_("shared {n} {many} with the customer"), **names),
        ),
        Sentence(
            f"stopped sharing {kind}",
            named(_("stopped sharing the {one}{what}"), what=what, **names),
            named(_("stopped sharing {n} {many}"), **names),
        ),
        Sentence(f"confirmed {kind}", named(_("confirmed the {one}{what}"), what=what, **names)),
        Sentence(f"accepted {kind}", named(_("accepted the {one}{what}"), what=what, **names)),
        Sentence(f"proposed {kind}", named(_("proposed the {one}{what}"), what=what, **names)),
    )


sentences.add(
    *(sentence for kind in ItemKind for sentence in about(kind)),
    Sentence(
        "invited guest",
        (_("invited {name} to the shared workspace {anyway}"), _("invited {name} to the shared workspace")),
        fields=GUEST,
        slots=against,
    ),
    Sentence("let invitation go", _("confirmed the address of {name} and sent the invitation")),
    Sentence(
        "ended invitation in no name", _("did not invite {name}: whoever asked for it no longer leads the account")
    ),
    Sentence("ended invitation of colleague", _("did not invite {name}: the address is a colleague's")),
    Sentence("revoked guest", _("ended {name}'s access to the shared workspace")),
    Sentence("took up proposal", _("accepted the customer's proposal {what}")),
    Sentence("declined proposal", _("declined the customer's proposal {what}")),
    Sentence("commented", _("commented on {what}"), _("wrote {n} comments")),
    Sentence("removed comment", _("removed a comment"), _("removed {n} comments")),
    Sentence(
        queries.LOOKED,
        _("visited the shared workspace"),
        _("visited the shared workspace · {n} pages"),
        {"page": text("")},
        counted="page",
    ),
    Sentence("viewed as the customer", _("viewed the workspace as the customer sees it")),
    Sentence("answered readiness", _("answered whether the customer can be invited"), fields=LOOK),
    Sentence("changed portal", _("changed {fields} of the shared workspace"), fields=LOOK),
)
