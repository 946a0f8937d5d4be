"""Pages of executive sponsors: on an account, before a touchpoint, the role card, and the programme."""

from typing import Any, Final

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _l
from django.views.decorators.http import require_GET

from covalue.accounts import actions as account_actions
from covalue.accounts import queries as accounts
from covalue.core import errors, events
from covalue.people.rules import Right
from covalue.sponsors import actions, api, handout, matching, programme, queries, rules
from covalue.sponsors import brief as briefs
from covalue.sponsors.api import BriefAsked, ProgrammeAsked
from covalue.sponsors.brief import Brief
from covalue.sponsors.inputs import (
    AgreedInput,
    EndInput,
    EscalationAnswerInput,
    EscalationInput,
    ExecutiveInput,
    HeldInput,
    RoleCardInput,
    SponsorshipInput,
    SuccessionInput,
    TouchpointInput,
)
from covalue.sponsors.models import Sponsorship
from covalue.sponsors.programme import GAP_NAMES, ProgrammeRow
from covalue.web import lists, requests, tables
from covalue.web.inputs import form_of
from covalue.web.lists import FilterBy
from covalue.web.tables import Column, Kind, Table

BeginForm, AgreedForm, EndForm = form_of(SponsorshipInput), form_of(AgreedInput), form_of(EndInput)
SuccessionForm, PlanForm, HeldForm = form_of(SuccessionInput), form_of(TouchpointInput), form_of(HeldInput)
EscalationForm, AnswerForm = form_of(EscalationInput), form_of(EscalationAnswerInput)
CardForm, ExecutiveForm = form_of(RoleCardInput), form_of(ExecutiveInput)


def _gaps(row: ProgrammeRow) -> str:
    return ", ".join(str(GAP_NAMES[gap]) for gap in row.gaps)


def _where(row: ProgrammeRow) -> str:
    name = "sponsors:account" if row.sponsor else "sponsors:choose"
    return reverse(name, args=[row.account.pk])


TABLE: Final[Table[ProgrammeRow]] = Table(
    "sponsor programme",
    (
        Column("account", lambda row: row.account.name, _l("Account"), href=_where, strong=True),
        Column("class", lambda row: row.account.get_account_class_display()),
        Column("sponsor", lambda row: row.sponsor and row.sponsor.name, _l("Sponsor"), unknown=_l("nobody")),
        Column("counterparts", lambda row: ", ".join(row.counterparts), _l("Counterparts")),
        Column("weeks between touchpoints", lambda row: row.weeks, kind=Kind.COUNT),
        Column("last touchpoint", lambda row: row.last, _l("Last touchpoint"), Kind.WHEN),
        Column("next due", lambda row: row.due_on, _l("Next due"), Kind.WHEN),
        Column("term ends", lambda row: row.ends_on, _l("Term ends"), Kind.DAY),
        Column("successor", lambda row: row.successor and row.successor.name, _l("Successor")),
        Column("gaps", _gaps, _l("Gaps"), tone=lambda row: "warn" if row.gaps else None, unknown=_l("none")),
    ),
    stream="sponsors",
)


@require_GET
def account(request: HttpRequest, account_id: int) -> HttpResponse:
    """The sponsors of an account: whom they meet, what is planned, held, escalated, and what is missing."""
    user = requests.user_of(request)
    shown = accounts.get(user, account_id)
    page = queries.page(user, shown, shown.today())
    card = queries.current_card()
    matters = rules.lines_of(card.may_escalate) if card else ()
    context = {
        "page": page,
        "account": shown,
        "card": card,
        "gap_names": GAP_NAMES,
        "matters": matters,
        "refused_matters": rules.lines_of(card.may_not_escalate) if card else (),
        "sponsored": [(view, *_forms_of(view.standing.sponsorship)) for view in page.views],
        "answer_form": AnswerForm(),
        "end_form": EndForm(),
        "succession_form": SuccessionForm(),
    }
    return render(request, "sponsors/account.html", context)


def _forms_of(row: Sponsorship) -> tuple[Any, Any]:
    people_ = queries.participants(row.account, row)
    theirs = list(row.counterparts.filter(departed_on=None).values_list("pk", flat=True))
    plan = PlanForm(
        initial={"contacts": theirs}, rows={"contacts": people_["contacts"]}, auto_id=f"id-{row.pk}-plan-%s"
    )
    return plan, EscalationForm(auto_id=f"id-{row.pk}-escalate-%s")


@require_GET
def choose(request: HttpRequest, account_id: int) -> HttpResponse:
    """Who could sponsor the account, each with the reasons."""
    user = requests.user_of(request)
    shown = accounts.get(user, account_id)
    page, directs = matching.proposals(user, shown), user.may(Right.CLASSIFY_ACCOUNTS)
    return render(request, "sponsors/choose.html", {"page": page, "account": shown, "directs": directs})


def add(request: HttpRequest, account_id: int) -> HttpResponse:
    """Agree a new sponsorship; a refused form keeps what was typed."""
    user, actor = requests.user_of(request), requests.actor(request)
    shown = accounts.get(user, account_id)
    account_actions.guard_steers(actor, shown)
    choices = queries.choices(shown)
    initial = {"sponsor": request.GET.get("sponsor", ""), "starts_on": shown.today(), "weeks": rules.USUAL_WEEKS}
    form = BeginForm(request.POST or None, initial=initial, rows=choices)
    if form.submit(lambda body: actions.begin(actor, account=shown, **body.with_rows(choices), now=timezone.now())):
        return redirect("sponsors:account", account_id)
    context = {"form": form, "account": shown, "title": _("New sponsorship"), "button": _("Make sponsor")}
    return render(request, "sponsors/form.html", context, status=422 if form.errors else 200)


def edit(request: HttpRequest, sponsorship_id: int) -> HttpResponse:
    """Change what is agreed."""
    actor = requests.actor(request)
    row = queries.get(requests.user_of(request), sponsorship_id)
    account_actions.guard_steers(actor, row.account)
    choices = queries.choices(row.account, row)
    initial = {name: getattr(row, name) for name in ("purpose", "weeks", "starts_on", "ends_on", "not_to_promise")}
    initial |= {"successor": row.successor_id}
    initial |= {name: [one.pk for one in getattr(row, name).all()] for name in ("counterparts", "objectives")}
    rows = {name: choices[name] for name in ("counterparts", "objectives", "successor")}
    form = AgreedForm(request.POST or None, initial=initial, rows=rows)
    if form.submit(lambda body: actions.edit(actor, sponsorship=row, **body.with_rows(choices), now=timezone.now())):
        return redirect("sponsors:account", row.account_id)
    title = _("Sponsorship of {name}").format(name=row.sponsor.name)
    context = {"form": form, "account": row.account, "title": title, "button": _("Save")}
    return render(request, "sponsors/form.html", context, status=422 if form.errors else 200)


def log(request: HttpRequest, sponsorship_id: int) -> HttpResponse:
    """Log a touchpoint that was held; `?touchpoint=` names the planned one."""
    user, actor = requests.user_of(request), requests.actor(request)
    row = queries.get(user, sponsorship_id)
    account_actions.guard_edits(actor, row.account)
    asked = lists.asked(BriefAsked, request.GET)
    planned = api.planned_of(user, row, asked.touchpoint)
    rows = queries.participants(row.account, row)
    initial: dict[str, Any] = {"held_on": row.account.today(), "channel": "meeting"}
    initial["contacts"] = list(row.counterparts.filter(departed_on=None).values_list("pk", flat=True))
    if planned is not None:
        initial |= {"subject": planned.subject, "touchpoint": planned.pk}
        initial["held_on"] = min(planned.planned_on, row.account.today())
        initial["contacts"] = list(planned.contacts.values_list("pk", flat=True))
    rows["people"] = rows["people"].exclude(pk=row.sponsor_id)
    form = HeldForm(request.POST or None, initial=initial, rows=rows)
    if form.submit(lambda body: actions.log(actor, sponsorship=row, **body.with_rows(rows), now=timezone.now())):
        messages.success(request, _("Logged as a conversation. Add there what else was said."))
        return redirect("conversations:edit", form.answer.pk)
    title = _("Touchpoint of {name}").format(name=row.sponsor.name)
    context = {"form": form, "account": row.account, "title": title, "button": _("Log touchpoint")}
    return render(request, "sponsors/form.html", context, status=422 if form.errors else 200)


@require_GET
def brief(request: HttpRequest, sponsorship_id: int) -> HttpResponse:
    """The brief on screen: every line opens to its rows."""
    page = _brief(request, sponsorship_id)
    return render(request, "sponsors/brief.html", {"page": page, "account": page.account})


@require_GET
def brief_file(request: HttpRequest, sponsorship_id: int, paper: str) -> HttpResponse:
    """The brief to take along: `pdf`, or `offline`, one file that needs no connection."""
    if paper not in handout.TYPES:
        raise errors.NotFound()
    page = _brief(request, sponsorship_id)
    media_type, suffix = handout.TYPES[paper]
    content = handout.made(page, paper)
    verb, row = f"exported sponsor brief: {paper}", page.sponsorship
    events.write(requests.actor(request), verb, subject=row, stream=page.account, now=timezone.now())
    response = HttpResponse(content, content_type=media_type)
    response.headers["Content-Disposition"] = f'attachment; filename="{handout.file_name(page, suffix)}"'
    return response


def _brief(request: HttpRequest, sponsorship_id: int) -> Brief:
    user = requests.user_of(request)
    row = queries.get(user, sponsorship_id)
    asked = lists.asked(BriefAsked, request.GET)
    return briefs.brief(user, row, row.account.today(), api.planned_of(user, row, asked.touchpoint))


@require_GET
def card(request: HttpRequest) -> HttpResponse:
    """The role card of today, its training, and its versions; a sponsor acknowledges it here."""
    user = requests.user_of(request)
    current = queries.current_card()
    own = list(queries.acknowledgements_of(user))
    directs = user.may(Right.CLASSIFY_ACCOUNTS)
    context = {
        "card": current,
        "may": rules.lines_of(current.may_escalate) if current else (),
        "may_not": rules.lines_of(current.may_not_escalate) if current else (),
        "acknowledged": next((one for one in own if current and one.card_id == current.pk), None),
        "before": own,
        "sponsors": user.may_sponsor,
        "directs": directs,
        "form": CardForm(initial=_texts(current)) if directs and current else None,
        "versions": queries.cards(),
    }
    return render(request, "sponsors/card.html", context)


def _texts(current: Any) -> dict[str, str]:
    return {name: getattr(current, name) for name in ("role", "training", "may_escalate", "may_not_escalate")}


@require_GET
def home(request: HttpRequest) -> HttpResponse:
    """The programme: every sponsorship with its gaps, who has how many, what came of it."""
    user = requests.user_of(request)
    asked = lists.asked(ProgrammeAsked, request.GET)
    page = programme.programme_page(user, timezone.localdate(), gap=asked.gap, sponsor=asked.sponsor)
    context = {"page": page, "table": TABLE, "filters": _filters(page, asked), "gap_names": GAP_NAMES,
               "executive_form": ExecutiveForm()}  # fmt: skip
    return render(request, "sponsors/programme.html", context)


def _filters(page: programme.ProgrammePage, asked: ProgrammeAsked) -> list[FilterBy]:
    gaps = tuple((gap.value, f"{GAP_NAMES[gap]} ({n})") for gap, n in page.counts.items())
    sponsors = tuple((str(one.user.pk), one.user.name) for one in page.sponsors if one.accounts)
    return [
        FilterBy("gap", _("Gap"), gaps, asked.gap.value if asked.gap else ""),
        FilterBy("sponsor", _("Sponsor"), sponsors, str(asked.sponsor or "")),
    ]


@require_GET
def export(request: HttpRequest) -> HttpResponseBase:
    """The programme as a file, as it is narrowed."""
    asked = lists.asked(ProgrammeAsked, request.GET)
    user = requests.user_of(request)
    page = programme.programme_page(user, timezone.localdate(), gap=asked.gap, sponsor=asked.sponsor)
    return tables.download(request, TABLE, page.rows, file_name="sponsors")


def person(request: HttpRequest, executive_id: int) -> HttpResponse:
    """What matching asks of an executive, by themselves or the program director."""
    actor, user = requests.actor(request), requests.user_of(request)
    executive = api.executive_of(user, executive_id)
    said = queries.described([executive.pk]).get(executive.pk)
    initial = {name: getattr(said, name) for name in ("level", "background", "most")} if said else {}
    form = ExecutiveForm(request.POST or None, initial=initial)
    if form.submit(lambda body: actions.describe(actor, executive, body, now=timezone.now())):
        return redirect("sponsors:programme" if user.may(Right.CLASSIFY_ACCOUNTS) else "sponsors:card")
    context = {"form": form, "executive": executive, "usual": rules.USUAL_MOST}
    return render(request, "sponsors/person.html", context, status=422 if form.errors else 200)
