"""The receipt of a term: as it stands today, as it was sealed, and as one page to take along."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_GET

from covalue.agreements.queries import AGREEMENTS
from covalue.agreements.receipts import actions, handout, queries
from covalue.web import requests


@require_GET
def receipt(request: HttpRequest, agreement_id: int) -> HttpResponse:
    """What was promised, delivered, signed and disputed since the agreement began, and what of it was sealed."""
    user = requests.user_of(request)
    row = AGREEMENTS.get(user, agreement_id)
    page = queries.page_of(user, row, row.account.today())
    return render(request, "agreements/receipt.html", {"page": page, "row": row, "content": page.content})


@require_GET
def sealed(request: HttpRequest, receipt_id: int) -> HttpResponse:
    """One receipt as it was sealed, and whether the seal holds."""
    row = queries.get(requests.user_of(request), receipt_id)
    page = queries.sealed_page(row)
    context = {"page": page, "row": row.agreement, "content": page.content, "receipt": row}
    return render(request, "agreements/sealed.html", context)


@require_GET
def file(request: HttpRequest, receipt_id: int) -> HttpResponse:
    """The same as one page (PDF)."""
    row = queries.get(requests.user_of(request), receipt_id)
    content = handout.made(queries.sealed_page(row))
    actions.exported(requests.actor(request), receipt=row, now=timezone.now())
    response = HttpResponse(content, content_type="application/pdf")
    response.headers["Content-Disposition"] = f'attachment; filename="{handout.file_name(row)}"'
    return response
