"""The plan of one account: read it, write it in place, look back."""

from functools import partial

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from covalue.accounts import home
from covalue.accounts import queries as accounts
from covalue.accounts.home import AccountView
from covalue.accounts.models import Account
from covalue.core import written
from covalue.ledger import queries as ledger
from covalue.plans import actions, handover, quality, queries
from covalue.plans.document import Figure
from covalue.web import requests


@require_GET
def plan(request: HttpRequest, account_id: int) -> HttpResponse:
    """The plan as it stands, to be read; whoever may edit it writes where they read. `?edit=` opens a section without scripts."""
    account = accounts.get(requests.user_of(request), account_id)
    return render(request, "plans/plan.html", {"account": account, "build": partial(_plan, request, account)})


@require_GET
def live(request: HttpRequest, account_id: int) -> HttpResponse:
    """The connection of a plan that is open in a browser."""
    from covalue.plans.live import PlanTalk  # with what only a server needs
    from covalue.web import sockets

    user = requests.user_of(request)
    account = accounts.get(user, account_id)
    with written.reading() as reading:
        plan(request, account_id)
    talk = PlanTalk(
        user_id=user.pk,
        account_id=account_id,
        session=str(request.session.session_key),
        signed=user.get_session_auth_hash(),
        origin=requests.origin(request),
        request=requests.request_id(request),
        language=get_language() or "en",
        tables=frozenset(reading.tables) | ledger.WRITTEN_WITH,
        sections=queries.section_ids(account),
    )
    return sockets.accept(request, talk)


def _plan(request: HttpRequest, account: Account) -> dict[str, object]:
    user, today = requests.user_of(request), account.today()
    value = queries.value_of(account, today)
    return {
        "page": queries.plan_page(user, account, today),
        "value": value,
        "value_figures": _opened(account, handover.value_figures(value)),
        "value_finding": handover.value_finding(value),
        "targets": [(target, handover.target_row(target)) for target in value.targets],
        "cases": [(row.case.initiative, handover.case_row(row, value)) for row in value.cases],
        "disputed": [(view.claim, handover.disputed_row(view)) for view in value.disputed],
        "aside": home.parts(home.PLAN_ASIDE, AccountView(user, account, today)),
        "may_edit": accounts.may_edit(user, account),
        "edited": _number(request.GET.get("edit", "")),
    }


def _opened(account: Account, figures: tuple[Figure, ...]) -> list[tuple[Figure, str]]:
    """Each figure of the value with the rows behind it in the statement: what is promised by case, the rest by period."""
    statement = f"{reverse('value:statement', args=[account.pk])}?year=all"
    return [(one, f"{statement}#{'by-period' if place else 'by-initiative'}") for place, one in enumerate(figures)]


@require_GET
def plan_quality(request: HttpRequest, account_id: int) -> HttpResponse:
    """The ten factors with what evidences each, and what would raise it."""
    account = accounts.get(requests.user_of(request), account_id)
    return render(request, "plans/quality.html", {"account": account, "build": partial(_quality, request, account)})


def _quality(request: HttpRequest, account: Account) -> dict[str, object]:
    return {"quality": quality.quality_of(requests.user_of(request), account, timezone.now())}


@require_POST
def write(request: HttpRequest, section_id: int) -> HttpResponse:
    """Save a section: JSON for the page that saves as one types, a redirect for a browser without scripts."""
    section = queries.get_section(requests.user_of(request), section_id)
    saved = actions.write(
        requests.actor(request),
        section=section,
        text=request.POST.get("text", ""),
        seen_revision=_number(request.POST.get("seen_revision", "")),
        now=timezone.now(),
    )
    if not requests.wants_json(request):
        return redirect("plans:plan", section.plan.account_id)
    html = render_to_string("plans/_text.html", {"text": saved.text})
    return JsonResponse({"revision": saved.revision, "saved": _("Saved"), "html": html})


@require_GET
def history(request: HttpRequest, section_id: int) -> HttpResponse:
    """Every version of a section, with what changed in each."""
    section = queries.get_section(requests.user_of(request), section_id)
    return render(request, "plans/history.html", {"page": queries.history_page(section)})


def _number(text: str) -> int:
    """The number typed; anything unreadable is one that never was."""
    return int(text) if text.isdecimal() and len(text) < 10 else -1
