"""Pages of the value statement: on screen, on one page for the customer or for our management, as a slide and a workbook."""

from datetime import date

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone, translation
from django.utils.text import slugify
from django.views.decorators.http import require_GET

from covalue.accounts import queries as accounts
from covalue.accounts.models import Account
from covalue.core import errors, exports
from covalue.value.statement import actions, charts, handout, queries
from covalue.web import languages, requests

TYPES = {
    "customer": ("application/pdf", "pdf"),
    "management": ("application/pdf", "pdf"),
    "slide": ("application/vnd.openxmlformats-officedocument.presentationml.presentation", "pptx"),
    "excel": (exports.EXCEL_TYPE, "xlsx"),
}
OURS = ("management", "excel")  # what is ours alone is in them; their names say so wherever they are sent


@require_GET
def statement(request: HttpRequest, account_id: int) -> HttpResponse:
    """Promised, delivered, validated; of one year or of the whole relationship."""
    account = accounts.get(requests.user_of(request), account_id)
    page = queries.statement_of(account, year_of(request, account.today()), account.today())
    context = {
        "page": page,
        "chart": charts.over_time(page.statement),
        "account": account,
        "today": account.today(),
        "languages": _languages(account),
    }
    return render(request, "value/statement/statement.html", context)


@require_GET
def export(request: HttpRequest, account_id: int, form: str) -> HttpResponse:
    """The statement to take along. The customer's page and slide hold nothing that is ours alone, and are in the language
    asked for, without it in the one most of their contacts read.
    """
    account = accounts.get(requests.user_of(request), account_id)
    if form not in TYPES:
        raise errors.NotFound()
    today = account.today()
    page = queries.statement_of(account, year_of(request, today), today)
    actions.exported(requests.actor(request), account=account, form=form, now=timezone.now())
    media_type, suffix = TYPES[form]
    ours = form in OURS
    language = settings.LANGUAGE_CODE if ours else _language(request, account)
    with translation.override(language):
        content = handout.made(page, form, today)
    response = HttpResponse(content, content_type=media_type)
    name = slugify(account.name) or f"account-{account.pk}"
    name = f"internal-{name}" if ours else name
    response.headers["Content-Disposition"] = f'attachment; filename="{name}-value-{page.year or "all"}.{suffix}"'
    return response


def _languages(account: Account) -> list[tuple[str, str]]:
    """What the customer's page can be in, first what most of their contacts read: code and name."""
    theirs = languages.known(accounts.language_of(account))
    return [(code, languages.name_of(code)) for code in sorted(languages.KNOWN, key=lambda code: code != theirs)]


def _language(request: HttpRequest, account: Account) -> str:
    asked = request.GET.get("language", "")
    return asked if asked in languages.KNOWN else languages.known(accounts.language_of(account))


def year_of(request: HttpRequest, today: date) -> int | None:
    """The year asked for, this year if none; None for the whole relationship."""
    year = request.GET.get("year", "")
    if year == "all":
        return None
    if not year:
        return today.year
    if not (year.isascii() and year.isdecimal() and 1990 <= int(year[:5]) <= 2199):
        raise errors.BadInput("“year” must be a year, or all.", field="year")
    return int(year)
