"""One's own day by mail and in a calendar, by HTTP. Forms of the page post here, too."""

from django.http import HttpRequest
from django.utils import timezone
from ninja import Router, Schema, Status

from covalue.notices import actions, queries
from covalue.notices.inputs import CalendarFeedInput, DayByMailInput
from covalue.notices.queries import NoticesPage
from covalue.notices.rules import Often
from covalue.web import requests

router = Router(tags=["my day"])


class Notices(Schema):
    """How you get your day; whoever has the `address` reads the feed, so it is a secret. It is empty while there is none."""

    often: Often
    address: str
    with_titles: bool


@router.get("/my-day/notices", response=Notices, summary="Read how you get your day")
def get_notices(request: HttpRequest) -> NoticesPage:
    """Your own choices."""
    return queries.page_of(requests.user_of(request))


@router.post("/my-day/by-mail", response=Notices, summary="Choose how often you get your day by email")
def choose_day_by_mail(request: HttpRequest, body: DayByMailInput) -> NoticesPage:
    """At 7:00 on working days or Mondays, where something needs you."""
    actions.choose(requests.actor(request), often=body.often, now=timezone.now())
    return queries.page_of(requests.user_of(request))


@router.post("/my-day/calendar", response={201: Notices}, summary="Make an address for your calendar")
def open_calendar_feed(request: HttpRequest, body: CalendarFeedInput) -> Status[NoticesPage]:
    """The address before, if there was one, ends."""
    actions.open_feed(requests.actor(request), with_titles=body.with_titles, now=timezone.now())
    return Status(201, queries.page_of(requests.user_of(request)))


@router.delete("/my-day/calendar", response={204: None}, summary="End the address for your calendar")
def end_calendar_feed(request: HttpRequest) -> Status[None]:
    """Calendars that read it no longer get anything."""
    actions.end_feed(requests.actor(request), now=timezone.now())
    return Status(204, None)
