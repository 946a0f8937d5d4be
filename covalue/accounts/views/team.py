"""Who of ours is on an account."""

from functools import partial

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from covalue.accounts import queries
from covalue.accounts.api import team as api
from covalue.accounts.inputs import MemberInput
from covalue.people import queries as people
from covalue.people.rules import Right
from covalue.web import asking, operations, requests
from covalue.web.inputs import form_of


def team(request: HttpRequest, account_id: int) -> HttpResponse:
    """Who of ours is on the account; membership flows down from accounts above."""
    if request.method == "POST":
        operations.run(api.join_team, request, account_id=account_id)
        return redirect("accounts:team", account_id)
    user = requests.user_of(request)
    account = queries.get(user, account_id)
    context = {
        "account": account,
        "team": queries.places_of(account),
        "known": set(queries.known_above(user, account)),
        "steers": queries.may_steer(user, account),
        "ask": partial(asking.whom, Right.CLASSIFY_ACCOUNTS),
        "form": form_of(MemberInput)(rows={"user": people.on_teams()}),
    }
    return render(request, "accounts/team.html", context)
