"""Pages of ours: how an account stands, its assessments, rating as one of us, and driver sets."""

from collections.abc import Iterator
from typing import Final

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_http_methods

from covalue.accounts import queries as accounts
from covalue.accounts.row_pages import RowPages
from covalue.action_items import actions as action_items
from covalue.action_items import queries as action_queries
from covalue.action_items.inputs import ActionInput
from covalue.core import errors, events, money
from covalue.standing import api, forms
from covalue.standing.actions import answering, drivers
from covalue.standing.inputs import AssessmentAskInput, AssessmentChange, AssessmentInput
from covalue.standing.models import DriverRating, RungEvidence
from covalue.standing.queries import page as pages
from covalue.standing.queries import results, rounds
from covalue.standing.queries.results import DriverRow, Person, Results
from covalue.standing.rules import CRITERIA_BY_KEY, RUNG_NAMES, RUNG_WORDS, SIDE_NAMES, STRUCTURE_NAMES, RaterSide
from covalue.web import requests, tables
from covalue.web.inputs import form_of
from covalue.web.tables import Column, Kind, Table, ordered

OpenForm: Final = form_of(AssessmentInput)
AskForm: Final = form_of(AssessmentAskInput)
ChangeForm: Final = form_of(AssessmentChange)
ActionForm: Final = form_of(ActionInput)
writing = require_http_methods(["GET", "HEAD", "POST"])

RATINGS: Final = Table[tuple[DriverRow, Person, RaterSide]](
    "ratings",
    (
        Column("driver", lambda row: row[0].driver.name),
        Column("whose view", lambda row: row[2].value),
        Column("name", lambda row: row[1].name),
        Column("day", lambda row: row[1].answered_at.date(), kind=Kind.DAY),
        Column("score", lambda row: _rating(row).score, kind=Kind.NUMBER),
        Column("remark", lambda row: _rating(row).remark),
        Column("their mean", lambda row: row[0].gap.theirs, kind=Kind.NUMBER),
        Column("our mean", lambda row: row[0].gap.ours, kind=Kind.NUMBER),
        Column("gap", lambda row: row[0].gap.value, kind=Kind.NUMBER),
    ),
)
EVIDENCE_TABLE: Final[Table[RungEvidence]] = Table(
    "evidence of the relationship",
    (
        ordered("words", lambda row: row.words, gettext_lazy("What shows it")),
        Column("rung", lambda row: RUNG_NAMES[row.rung], gettext_lazy("Rung")),
        Column("criterion", lambda row: row.rule.words, gettext_lazy("Criterion")),
        Column(
            "side",
            lambda row: SIDE_NAMES[RaterSide(row.side)],
            gettext_lazy("Whose view"),
            chip=lambda row: "customer" if row.is_theirs else "",
        ),
        Column("contact", lambda row: row.contact, gettext_lazy("Who said or showed it")),
        ordered("on", lambda row: row.on, gettext_lazy("Day"), Kind.DAY),
    ),
)
EVIDENCE_PAGES: Final = RowPages(
    "standing",
    api.EVIDENCE_OPERATIONS,
    EVIDENCE_TABLE,
    title=gettext_lazy("Evidence of the relationship"),
    empty=gettext_lazy("Nothing shows yet where the relationship stands."),
)


@require_GET
def account(request: HttpRequest, account_id: int) -> HttpResponse:
    """How the relationship stands: through their eyes and ours, the ladder, the structure, and their scorecards."""
    page = pages.standing_of(requests.user_of(request), account_id)
    return render(request, "standing/account.html", {"page": page, "account": page.account})


@writing
def open_round(request: HttpRequest, account_id: int) -> HttpResponse:
    """A new assessment: by which drivers, until when, who is asked."""
    user = requests.user_of(request)
    account = accounts.get(user, account_id)
    offered = {**rounds.offered(account), "driver_set": rounds.driver_sets()}
    form = OpenForm(request.POST or None, rows=offered, initial={"due_on": pages.usual_due(account)})
    opened = []
    if form.submit(lambda body: opened.append(api.open_assessment(request, account_id, body))):
        return redirect("standing:assessment", opened[0].value.pk)
    context = {"account": account, "form": form}
    return render(request, "standing/open.html", context, status=422 if form.errors else 200)


@require_GET
def assessment(request: HttpRequest, assessment_id: int) -> HttpResponse:
    """Results, as far as they may be shown, and who has answered."""
    page = pages.assessment_of(requests.user_of(request), assessment_id)
    round_ = page.assessment
    context = {
        "page": page,
        "account": round_.account,
        "ask_form": AskForm(rows=rounds.still_to_ask(round_)),
        "change_form": ChangeForm(initial={"name": round_.name, "due_on": round_.due_on, "words": round_.words}),
    }
    return render(request, "standing/assessment.html", context)


@require_GET
def export(request: HttpRequest, assessment_id: int) -> HttpResponseBase:
    """Every rating as a row, with both means and the gap; nothing while the round is blind."""
    found = rounds.get(requests.user_of(request), assessment_id)
    rows = _ratings_of(results.results_of(found, found.account.today()))
    return tables.download(request, RATINGS, list(rows), file_name="assessment", stream=found.account, subject=found)


@writing
def rate(request: HttpRequest, assessment_id: int) -> HttpResponse:
    """One's own ratings; a refused form keeps what was typed."""
    user = requests.user_of(request)
    rater = rounds.own_rater(user, rounds.get(user, assessment_id))
    typed, refused = None, None
    if request.method == "POST":
        typed = request.POST.dict()
        try:
            answers = forms.answers_in(rater.assessment, typed)
            answering.rate(requests.actor(request), rater=rater, answers=answers, now=timezone.now())
            return redirect("standing:assessment", assessment_id)
        except errors.BadInput as wrong:
            refused = wrong
    context = {
        "assessment": rater.assessment,
        "account": rater.assessment.account,
        "form": forms.form_for(rater, "", typed, refused),
        "rungs": [(rung, name, RUNG_WORDS[rung]) for rung, name in RUNG_NAMES.items()],
        "structures": STRUCTURE_NAMES.items(),
    }
    return render(request, "standing/rate.html", context, status=422 if refused else 200)


@writing
def plan(request: HttpRequest, assessment_id: int, driver_id: int) -> HttpResponse:
    """An action about a driver, filled in from what both sides rated."""
    user = requests.user_of(request)
    found = rounds.get(user, assessment_id)
    account = found.account
    row = next((one for one in results.results_of(found, account.today()).rows if one.driver.pk == driver_id), None)
    if row is None:
        raise errors.NotFound()
    owner = action_queries.possible_owners(account)
    form = ActionForm(request.POST or None, initial={"title": _about(row), "owner": user}, rows=owner)

    def add(body: ActionInput) -> None:
        values = body.with_rows(action_queries.colleagues_and_contacts(account))
        action_items.add(
            requests.actor(request), account=account, arose_from=events.key(found), now=timezone.now(), **values
        )

    if form.submit(add):
        return redirect("standing:assessment", assessment_id)
    context = {
        "account": account,
        "title": found.name,
        "form": form,
        "back": reverse("standing:assessment", args=[found.pk]),
    }
    return render(request, "standing/plan.html", context, status=422 if form.errors else 200)


@writing
def plan_rung(request: HttpRequest, account_id: int, criterion: str) -> HttpResponse:
    """An action towards what the next rung still lacks in the customer's view."""
    user = requests.user_of(request)
    account = accounts.get(user, account_id)
    if criterion not in CRITERIA_BY_KEY:
        raise errors.NotFound()
    title = _("So that the customer sees it: {criterion}").format(criterion=CRITERIA_BY_KEY[criterion].words)
    rows = action_queries.possible_owners(account)
    form = ActionForm(request.POST or None, initial={"title": title, "owner": user}, rows=rows)

    def add(body: ActionInput) -> None:
        values = body.with_rows(action_queries.colleagues_and_contacts(account))
        action_items.add(requests.actor(request), account=account, now=timezone.now(), **values)

    if form.submit(add):
        return redirect("standing:account", account_id)
    back = reverse("standing:account", args=[account_id])
    context = {"account": account, "title": _("Ladder"), "form": form, "back": back}
    return render(request, "standing/plan.html", context, status=422 if form.errors else 200)


@require_GET
def driver_sets(request: HttpRequest) -> HttpResponse:
    """The sets in use, for whoever keeps them."""
    user = requests.user_of(request)
    drivers.guard_keeps(requests.actor(request))
    context = {"sets": rounds.driver_sets().prefetch_related("drivers"), "may_keep": rounds.may_keep_drivers(user)}
    return render(request, "standing/driver_sets.html", context)


@writing
def edit_drivers(request: HttpRequest, driver_set_id: int = 0) -> HttpResponse:
    """A set as a form of rows; saving writes a new version."""
    actor = requests.actor(request)
    drivers.guard_keeps(actor)
    before = rounds.get_driver_set(driver_set_id) if driver_set_id else None
    lines = forms.lines_of(before, request.POST.dict() if request.method == "POST" else None)
    name, refused = request.POST.get("title", before.name if before else ""), None
    if request.method == "POST":
        try:
            drivers.keep(actor, name=name, drivers=forms.drivers_in(lines), before=before, now=timezone.now())
            return redirect("standing:driver-sets")
        except (errors.BadInput, errors.WrongState) as wrong:
            refused = wrong
    context = {"driver_set": before, "lines": lines, "name": name, "refused": refused}
    return render(request, "standing/edit_drivers.html", context, status=refused.status if refused else 200)


def _about(row: DriverRow) -> str:
    """The driver with both means, as the title of what is to be done about it."""
    if row.gap.theirs is None or row.gap.ours is None:
        return _("Talk about “{driver}”").format(driver=row.driver.name)
    return _("Talk about “{driver}”: the customer says {theirs}, we thought {ours}").format(
        driver=row.driver.name, theirs=money.number(row.gap.theirs, 1), ours=money.number(row.gap.ours, 1)
    )


def _ratings_of(found: Results) -> Iterator[tuple[DriverRow, Person, RaterSide]]:
    for row in found.rows:
        for side, cells in ((RaterSide.THEIRS, row.theirs), (RaterSide.OURS, row.ours)):
            yield from ((row, cell.person, side) for cell in cells if cell.rating)


def _rating(row: tuple[DriverRow, Person, RaterSide]) -> DriverRating:
    return row[1].ratings[row[0].driver.pk]
