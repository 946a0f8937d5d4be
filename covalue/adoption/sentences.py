"""How what happens to use, milestones, success criteria and tickets reads."""

from django.utils.translation import gettext_lazy as _

from covalue.adoption.rules import SEVERITY_NAMES
from covalue.web import sentences
from covalue.web.sentences import choice, day, number, text

OF_PRODUCT = {
    "offering": text(_("offering")),
    "product": text(_("product")),
    "site": text(_("site")),
    "account": text(_("account")),
}
USAGE = OF_PRODUCT | {
    "measure": text(_("measured in")),
    "month": day(_("month")),
    "used": number(_("used")),
    "agreed": number(_("agreed")),
}
GO_LIVE = OF_PRODUCT | {
    "title": text(_("title")),
    "due_on": day(_("due date")),
    "reached_on": day(_("reached on")),
    "owner": text(_("owner")),
    "customer_owner": text(_("owner at the customer")),
}
CRITERION = OF_PRODUCT | {
    "words": text(_("words")),
    "contact": text(_("contact")),
    "said_on": day(_("said on")),
    "measure": text(_("measure")),
    "met_on": day(_("met on")),
}
TICKET = OF_PRODUCT | {
    "subject": text(_("subject")),
    "severity": choice(_("severity"), SEVERITY_NAMES),
    "opened_on": day(_("opened on")),
    "closed_on": day(_("closed on")),
    "external_id": text(_("number")),
}
sentences.add(
    *sentences.of_rows("usage line", _("use"), _("figures of use"), USAGE),
    *sentences.of_rows("go-live milestone", _("go-live milestone"), _("go-live milestones"), GO_LIVE),
    *sentences.of_rows("success criterion", _("success criterion"), _("success criteria"), CRITERION),
    *sentences.of_rows("ticket", _("ticket"), _("tickets"), TICKET),
)
