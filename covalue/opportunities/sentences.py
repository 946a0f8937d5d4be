"""How what happens to opportunities reads."""

from django.utils.translation import gettext_lazy as _

from covalue.opportunities.rules import JOURNEY_NAMES, REASON_NAMES
from covalue.web import sentences
from covalue.web.sentences import Sentence, amount, choice, day, number, text

OPPORTUNITY = {
    "title": text(_("title")),
    "stage": text(_("stage")),
    "amount": amount(_("amount")),
    "margin": amount(_("expected margin")),
    "currency": text(_("currency")),
    "close_on": day(_("close date")),
    "probability": number(_("probability"), "%"),
    "probability_why": text(_("why another one")),
    "unit": text(_("the customer's unit")),
    "owner": text(_("owner")),
    "target": text(_("value target")),
    "initiative": text(_("value case")),
    "objective": text(_("objective")),
    "next_step": text(_("next step")),
    "next_owner": text(_("who does it")),
    "next_on": day(_("by when")),
    "competitors": text(_("competitors")),
    "reason": choice(_("why won or lost"), REASON_NAMES),
    "reason_words": text(_("in words")),
    "source": text(_("source")),
    "external_id": text(_("ID")),
    "offerings": number(_("offerings")),
    "conversations": number(_("conversations")),
}
JOURNEY = {
    "unit": text(_("the customer's unit")),
    "step": choice(_("how far they are"), JOURNEY_NAMES),
    "seen_on": day(_("date")),
    "evidence": text(_("what shows it")),
}
STAGE = {"name": text(_("name")), "probability": number(_("probability"), "%")}
sentences.add(
    *sentences.of_rows("opportunity", _("opportunity"), _("opportunities"), OPPORTUNITY),
    *sentences.of_rows("buying journey", _("buying journey"), _("buying journeys"), JOURNEY),
    *sentences.of_rows("stage", _("stage"), _("stages"), STAGE),
    Sentence("moved opportunity", _("moved the opportunity {what} to {stage}"), fields=OPPORTUNITY),
    Sentence(
        "imported opportunities",
        _("imported {rows} opportunities from {what}"),
        fields={"rows": number(_("opportunities"))},
    ),
    Sentence("undid import of opportunities", _("undid the import of opportunities from {what}")),
    Sentence("exported opportunities", _("exported opportunities")),
    Sentence("exported balance", _("exported the balance of short and long term")),
    Sentence("exported forecast", _("exported the forecast")),
)
