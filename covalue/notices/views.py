"""How one gets one's day, and the calendar feed itself."""

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_GET

from covalue.core import errors
from covalue.notices import feed as feeds
from covalue.notices import queries
from covalue.notices.inputs import CalendarFeedInput, DayByMailInput
from covalue.web import requests
from covalue.web.inputs import form_of


@require_GET
def page(request: HttpRequest) -> HttpResponse:
    """The letter of the day and the calendar feed of whoever looks."""
    user = requests.user_of(request)
    if user.is_guest:
        raise errors.NotFound()
    found = queries.page_of(user)
    context = {
        "page": found,
        "by_mail": form_of(DayByMailInput)(initial={"often": found.often}),
        "calendar": form_of(CalendarFeedInput)(initial={"with_titles": found.with_titles}),
    }
    return render(request, "notices/page.html", context)


@login_not_required
@require_GET
def feed(request: HttpRequest, secret: str) -> HttpResponse:
    """The calendar of an address; whoever has the address needs no sign-in, as calendar programs have none."""
    found = queries.feed_of(secret)
    if found is None:
        raise errors.NotFound()
    now = timezone.now()
    response = HttpResponse(
        feeds.written(found, timezone.localdate(now), now), content_type="text/calendar; charset=utf-8"
    )
    response.headers["Cache-Control"] = "private, no-store"
    response.headers["Content-Disposition"] = 'inline; filename="my-day.ics"'
    return response
