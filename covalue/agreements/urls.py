from django.urls import include, path, reverse
from django.utils.translation import gettext_lazy as _

from covalue.agreements import api, views
from covalue.agreements.models import Agreement, Obligation
from covalue.agreements.obligations import api as obligation_api
from covalue.agreements.obligations import views as obligations
from covalue.agreements.receipts import api as receipt_api
from covalue.agreements.receipts import views as receipts
from covalue.web.operations import of_account, posted

app_name, prefix = "agreements", ""


def receipt(agreement_id: int) -> str:
    return reverse("agreements:receipt", args=[agreement_id])


def terms(agreement_id: int) -> str:
    return reverse("agreements:terms", args=[agreement_id])


def terms_of(obligation_id: int) -> str:
    return reverse("agreements:terms", args=[Obligation.objects.get(pk=obligation_id).agreement_id])


urlpatterns = [
    path("", include((obligations.PAGES.urls(), "obligations"))),
    path("obligations/<int:obligation_id>/meet/", posted(obligation_api.meet_obligation, terms_of), name="meet"),
    path("obligations/<int:obligation_id>/unmeet/", posted(obligation_api.reopen_obligation, terms_of), name="reopen"),
    path("agreements/<int:agreement_id>/receipt/", receipts.receipt, name="receipt"),
    path("obligations/<int:obligation_id>/<str:due_day>/tick/", obligations.tick, name="tick"),
    path(
        "agreements/<int:agreement_id>/receipt/seal/",
        posted(receipt_api.seal_term_receipt, receipt, _("The receipt is sealed.")),
        name="seal",
    ),
    path(
        "agreements/<int:agreement_id>/renew/",
        posted(api.renew_agreement, receipt, _("The receipt is sealed; the next term stands among the agreements.")),
        name="renew",
    ),
    path(
        "agreements/<int:agreement_id>/plan-review/",
        posted(api.plan_mid_term_review, terms, _("The review is planned.")),
        name="plan-review",
    ),
    path("term-receipts/<int:receipt_id>/", receipts.sealed, name="sealed"),
    path("term-receipts/<int:receipt_id>/pdf/", receipts.file, name="sealed-pdf"),
    path("agreements/", views.calendar, name="calendar"),
    path("agreements/export/", views.export, name="export-all"),
    path("agreements/<int:agreement_id>/terms/", views.terms, name="terms"),
    path(
        "agreements/<int:agreement_id>/confirm-notice/",
        posted(api.confirm_notice, of_account("agreements:list", Agreement)),
        name="confirm-notice",
    ),
    *views.PAGES.urls(),
]
