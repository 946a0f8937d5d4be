"""How what happens to value targets, cases, claims and signatures reads."""

from collections.abc import Sequence
from typing import Final

from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from covalue.core.models import Event
from covalue.value.cases.differences import NAMES
from covalue.value.cases.readiness import GAP_NAMES, CaseGap
from covalue.value.cases.sheet import AssumptionRow
from covalue.value.rules import Settled
from covalue.web import sentences
from covalue.web.sentences import Field, Label, Sentence, amount, day, number, text

TARGET = {
    "title": text(_("title")),
    "success": text(_("what success looks like")),
    "holder": text(_("owner at the customer")),
    "statement": text(_("what was said")),
    "impact": number(_("impact"), _("of 5")),
    "fit": number(_("fit"), _("of 5")),
    "discussed_on": day(_("date discussed")),
    "validated_by": text(_("confirmed by")),
    "validated_on": day(_("date confirmed")),
    "validated_words": text(_("their words")),
    "parked_at": day(_("date set aside")),
    "parked_reason": text(_("reason")),
}
CASE = {
    "title": text(_("title")),
    "target": text(_("value target")),
    "owner": text(_("owner")),
    "begins_on": day(_("start")),
}
CLAIM = {
    "amount": amount(_("amount")),
    "from": day(_("start of the period")),
    "until": day(_("end of the period")),
    "remark": text(_("remark")),
    "let go": amount(_("waived")),
    "how": text(_("reason")),
}
SIGNATURE = {
    "amount": amount(_("amount")),
    "contact": text(_("contact")),
    "email": text(_("email")),
    "name": text(_("name")),
    "words": text(_("their words")),
    "reason": text(_("reason")),
    "without": Field(
        _("knowingly without"), lambda raw: ", ".join(str(GAP_NAMES[CaseGap(gap)]) for gap in raw.split(", "))
    ),
}
OF_ASSUMPTIONS = {name.replace("_", " ") for name in AssumptionRow.model_fields} - {"name"}


def entry(name: str) -> str:
    """What the audit log calls “written off: low”, as a person says it."""
    of, colon, part = name.rpartition(": ")
    called = NAMES.get(part.replace(" ", "_"))
    if called is None:
        return f"“{name}”"
    return _now("{part} of “{row}”").format(part=called, row=of) if colon else str(called)


def assumptions(events: Sequence[Event]) -> dict[str, str]:
    """How many assumptions changed, where nothing else of the sheet did."""
    names = [name.rpartition(": ") for event in events for name in event.changes]
    if not names or not all(of and part in OF_ASSUMPTIONS for of, _colon, part in names):
        return {}
    changed = list(dict.fromkeys(of for of, _colon, _part in names))
    if len(changed) == 1:
        return {"assumptions": _now("the assumption “{name}”").format(name=changed[0])}
    return {"assumptions": ngettext("{n} assumption", "{n} assumptions", len(changed)).format(n=len(changed))}


def confirmed(events: Sequence[Event]) -> dict[str, str]:
    """Which assumption, and who confirmed it when."""
    names = list(dict.fromkeys(name for event in events for name in event.changes))
    return {"assumption": f"“{names[0]}”" if len(names) == 1 else _now("{n} assumptions").format(n=len(names))}


def _confirmation(raw: str) -> str:
    contact, _comma, on = raw.rpartition(", ")
    return f"{contact}, {day('').write(on)}" if contact else raw


CONFIRMATION = Field(lambda name: name, _confirmation)
SIGNED: Final[dict[str, Label | tuple[Label, ...]]] = {
    "agree": (_("signed {amount} for {what}"), _("agreed to {what}")),
    "partly": (_("agreed in part to {what}: {amount}"), _("agreed in part to {what}")),
    "disagree": _("did not agree to {what}"),
}
SETTLED: Final[dict[str, Label]] = {
    Settled.TAKEN.value: _("took the customer's number for {assumption} of {what}"),
    Settled.KEPT.value: _("kept our number for {assumption} of {what}, with a reason"),
    Settled.ASKED.value: _("asks the customer again about {assumption} of {what}"),
}

sentences.add(
    *sentences.of_rows("value target", _("value target"), _("value targets"), TARGET),
    Sentence(
        "noted value target as validated",
        (_("noted that {validated_by} confirmed the value target {what}"), _("confirmed the value target {what}")),
        fields=TARGET,
    ),
    Sentence("parked value target", _("set the value target {what} aside: {parked_reason}"), fields=TARGET),
    Sentence("took up value target", _("took the value target {what} up again"), fields=TARGET),
    *sentences.of_rows("value case", _("value case"), _("value cases"), CASE),
    Sentence("archived value case", _("archived the value case {what}; what was signed of it stays")),
    Sentence("started value case", _("started the value case {what}"), _("started {n} value cases")),
    Sentence(
        "changed value case",
        (_("changed {assumptions} of {what}"), _("changed {fields} of {what}"), _("edited the value case {what}")),
        others=text(entry),
        slots=assumptions,
    ),
    Sentence(
        "noted assumption as confirmed",
        _("noted that the customer confirmed {assumption} of {what}"),
        others=CONFIRMATION,
        slots=confirmed,
    ),
    Sentence(
        "noted another number",
        _("noted another number of the customer's for {assumption} of {what}"),
        others=CONFIRMATION,
        slots=confirmed,
    ),
    *(
        Sentence(f"settled another number: {way}", said, others=text(lambda name: name), slots=confirmed)
        for way, said in SETTLED.items()
    ),
    Sentence(
        "withdrew confirmation",
        _("withdrew the confirmation of {assumption} of {what}"),
        others=text(lambda name: name),
        slots=confirmed,
    ),
    Sentence("exported value case", _("downloaded the value case {what}"), _("downloaded {n} value cases")),
    Sentence("kept template of value case", _("saved the template {what}")),
    Sentence("removed template of value case", _("removed the template {what}")),
    Sentence("restored template of value case", _("restored the template {what}")),
    Sentence(
        "told value cases apart",
        _("explained why {what} and another value case do not count the same money"),
        others=text(lambda name: name),
    ),
    Sentence("claimed delivered value", _("claimed {amount} delivered by {what}"), fields=CLAIM),
    Sentence("edited claim", (_("changed {fields} of the claim {what}"), _("edited the claim {what}")), fields=CLAIM),
    Sentence("replaced claim", _("replaced the claim {what}: {amount} instead of {amount_before}"), fields=CLAIM),
    Sentence("removed claim", _("removed the claim {what}")),
    Sentence("restored claim", _("restored the claim {what}")),
    Sentence("settled claim", _("settled {what}: {let_go} waived"), fields=CLAIM),
    Sentence("took settlement back", _("undid the settlement of {what}")),
    Sentence(
        "asked for signature",
        (_("asked {contact} to sign {what}, knowingly as it is: {without}"), _("asked {contact} to sign {what}")),
        fields=SIGNATURE,
    ),
    Sentence("revoked signature request", _("withdrew the request to sign {what}")),
    Sentence(
        "ended request in no name",
        _("ended the request to sign {what} unsent: whoever asked no longer works on the account"),
    ),
    Sentence(
        "left out reminder",
        _("sent no reminder to sign {what}: whoever asked no longer works on the account"),
    ),
    Sentence("let signature request go", _("confirmed the address and sent the request to sign {what}")),
    Sentence(
        "ended signature request",
        _("ended the request to sign {what}: the contact's address changed from {email_before} to {email}"),
        fields=SIGNATURE,
    ),
    Sentence(
        "ended request of another name",
        _("ended the request to sign {what}: {name_before} is now called {name}"),
        fields=SIGNATURE,
    ),
    Sentence(
        "ended request of merged contact",
        _("ended the request to sign {what}: its address was taken over from another contact"),
    ),
    Sentence(
        "ended repeated signature request",
        _("ended the request to sign {what}: two contacts who were asked are one person"),
    ),
    Sentence("reminded of signature request", _("sent a reminder to sign {what}")),
    Sentence("opened signature request", _("opened {what} to review and sign")),
    Sentence(
        "gave signature request back",
        (_("declined to sign {what}: “{words}”"), _("declined to sign {what}")),
        fields=SIGNATURE,
    ),
    *(Sentence(f"signed: {choice}", said, fields=SIGNATURE) for choice, said in SIGNED.items()),
    Sentence("withdrew signature", _("withdrew the signature for {what}: “{reason}”"), fields=SIGNATURE),
    Sentence("exported value statement: *", _("downloaded the value statement ({rest})")),
)
