"""Who of ours is on an account."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST

from covalue.accounts import actions, forms, queries
from covalue.accounts.models import TeamRole
from covalue.web import answers, requests


def team(request: HttpRequest, account_id: int) -> HttpResponse:
    """Who of ours is on the account; membership flows down from accounts above."""
    user = requests.user_of(request)
    account = queries.get(user, account_id)
    if request.method == "POST":
        values = answers.checked(forms.Join(request.POST))
        actions.join_team(
            requests.actor(request),
            account=account,
            user=values["user"],  # type: ignore[arg-type]
            now=timezone.now(),
            team_role=TeamRole(str(values["team_role"])),
        )
        return redirect("accounts:team", account.pk)
    page = {
        "account": account,
        "team": queries.team_of(account),
        "known": set(queries.known_above(user, account)),
        "steers": queries.may_steer(user, account),
        "form": forms.Join(),
    }
    return render(request, "accounts/team.html", page)


@require_POST
def leave_team(request: HttpRequest, membership_id: int) -> HttpResponse:
    membership = queries.get_membership(requests.user_of(request), membership_id)
    account = membership.account
    actions.leave_team(requests.actor(request), membership=membership, now=timezone.now())
    return redirect("accounts:team", account.pk)
