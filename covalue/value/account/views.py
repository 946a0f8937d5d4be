"""The account's page of value: targets and cases, with a form to add one of each."""

from collections.abc import Mapping
from functools import partial
from typing import Any, Final

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from covalue.accounts import queries as accounts
from covalue.accounts.models import Account
from covalue.value.account import queries
from covalue.value.cases import queries as cases
from covalue.value.cases.inputs import StartInput
from covalue.value.targets import queries as targets
from covalue.value.targets.inputs import TargetInput
from covalue.web import languages, requests
from covalue.web.inputs import InputForm, form_of

TargetForm: Final = form_of(TargetInput)


@require_GET
def account(request: HttpRequest, account_id: int) -> HttpResponse:
    """What the account values and what our joint work is worth."""
    return account_page(request, accounts.get(requests.user_of(request), account_id))


def account_page(
    request: HttpRequest,
    account: Account,
    *,
    target_form: InputForm[Any] | None = None,
    case_form: InputForm[Any] | None = None,
) -> HttpResponse:
    """The page; with a form that was refused, with what was typed and what is wrong."""
    context = {"account": account, "build": partial(_page, account, target_form, case_form)}
    refused = any(form.errors for form in (target_form, case_form) if form)
    return render(request, "value/account.html", context, status=422 if refused else 200)


def _page(account: Account, target_form: InputForm[Any] | None, case_form: InputForm[Any] | None) -> dict[str, object]:
    return {
        "page": queries.account_page(account),
        "target_form": target_form or TargetForm(rows=targets.choices(account)),
        "case_form": case_form or start_form(account),
        "today": account.today(),
    }


def start_form(account: Account, data: Mapping[str, Any] | None = None) -> InputForm[StartInput]:
    """The form of a new case: from nothing, or from a template."""
    form = form_of(StartInput)(data, auto_id="case-%s", rows=cases.choices(account))
    templates = [
        (view.key, f"{view.title} ({view.industry_name})" if view.industry else view.title)
        for view in cases.templates(account)
    ]
    label = form.fields["template"].label
    form.fields["template"] = forms.ChoiceField(
        label=label, required=False, choices=[("", _("an empty sheet")), *templates]
    )
    theirs = accounts.language_of(account)
    form.initial["language"] = languages.known(theirs)
    form.fields["language"].help_text = _language_of_templates(account, theirs)
    return form


def _language_of_templates(account: Account, theirs: str) -> str:
    """Why this language is chosen, and which templates it leaves alone."""
    kept = _("Templates we saved stay as they were written.")
    if not theirs:
        return kept
    why = _("Most contacts of {account} read {language}.")
    return f"{why.format(account=account.name, language=languages.name_of(theirs))} {kept}"
