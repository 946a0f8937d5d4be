"""Cases to begin with, and cases that may count the same money."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from covalue.core import errors
from covalue.people.rules import Right
from covalue.value import actions, forms, queries
from covalue.web import answers, requests


@require_GET
def listed(request: HttpRequest) -> HttpResponse:
    """Everything a case can begin with."""
    user = requests.user_of(request)
    if user.is_guest:
        raise errors.NotFound()
    page = {"templates": queries.templates(), "may_keep": user.may(Right.KEEP_PROGRAMME), "today": timezone.localdate()}
    return render(request, "value/templates.html", page)


def keep(request: HttpRequest, initiative_id: int) -> HttpResponse:
    """Keep a case's structure as a template; what it will hold is shown before."""
    user = requests.user_of(request)
    initiative = queries.standing(queries.get(user, initiative_id))
    actions.guard_keeps(requests.actor(request))
    form = forms.TemplateForm(request.POST or None, initial={"title": initiative.title})
    if request.method == "POST" and form.is_valid():
        actions.keep_template(requests.actor(request), initiative=initiative, now=timezone.now(), **form.cleaned_data)
        return redirect("value:templates")
    sheet = actions.without_numbers(queries.case(initiative).sheet)
    page = {"initiative": initiative, "form": form, "sheet": sheet}
    return render(request, "value/keep.html", page, status=422 if form.errors else 200)


@require_POST
def remove(request: HttpRequest, template_id: int) -> HttpResponse:
    template = queries.get_template(template_id)
    actions.remove_template(requests.actor(request), template=template, now=timezone.now())
    undo = reverse("value:restore-template", args=[template.pk])
    return answers.undoable(request, _("The template was removed."), undo, reverse("value:templates"))


@require_POST
def restore(request: HttpRequest, template_id: int) -> HttpResponse:
    template = queries.get_template(template_id)
    actions.restore_template(requests.actor(request), template=template, now=timezone.now())
    return redirect("value:templates")


@require_POST
def distinguish(request: HttpRequest, initiative_id: int, other_id: int) -> HttpResponse:
    """Say why two cases do not count the same money."""
    user = requests.user_of(request)
    first, second = queries.get(user, initiative_id), queries.get(user, other_id)
    why = request.POST.get("why", "")
    actions.distinguish(requests.actor(request), first=first, second=second, why=why, now=timezone.now())
    return redirect("value:account", first.account_id)
