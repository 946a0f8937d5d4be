"""Reading how a colleague wants their day."""

from dataclasses import dataclass
from typing import Final

from django.conf import settings
from django.urls import reverse

from covalue.contact_requests import links
from covalue.notices.models import CalendarFeed, DayByMail
from covalue.notices.rules import Often
from covalue.people.models import User

FEED: Final = "covalue.notices.feed"


@dataclass(frozen=True)
class NoticesPage:
    """What a colleague chose; `address` of the calendar feed is empty while there is none."""

    often: Often
    email: str
    address: str
    with_titles: bool


def page_of(user: User) -> NoticesPage:
    """A colleague's own choices."""
    letter, feed = DayByMail.objects.filter(user=user).first(), CalendarFeed.objects.filter(user=user).first()
    return NoticesPage(
        Often(letter.often) if letter else Often.NEVER,
        user.email,
        address_of(feed) if feed else "",
        bool(feed and feed.with_titles),
    )


def address_of(feed: CalendarFeed) -> str:
    """The address a calendar program reads, whole."""
    secret = links.secret_of(feed.pk, feed.nonce, FEED)
    return settings.BASE_URL + reverse("notices:feed", args=[secret])


def feed_of(secret: str) -> CalendarFeed | None:
    """The feed of an address; None where it is none, was replaced, or its owner does not work here any more."""
    number = links.request_id_of(secret)
    feed = CalendarFeed.objects.select_related("user").filter(pk=number).first() if number is not None else None
    if feed is None or not links.opens(secret, feed.pk, feed.nonce, FEED) or not may_be_told(feed.user):
        return None
    return feed


def may_be_told(user: User) -> bool:
    """Whether this is a colleague who works here now."""
    return user.is_active and bool(user.roles) and not user.is_guest
