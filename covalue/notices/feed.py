"""The calendar a program reads: an entry for each day on which something is due."""

from collections import defaultdict
from datetime import date, datetime, timedelta

from django.conf import settings
from django.urls import reverse
from django.utils import translation
from django.utils.translation import ngettext
from icalendar import Calendar, Event

from covalue.notices.models import CalendarFeed
from covalue.people import queries as users
from covalue.web import my_day
from covalue.web.my_day import Item


def written(feed: CalendarFeed, today: date, now: datetime) -> bytes:
    """What is due of the owner's day, by day, whole days without a reminder; what is late stands on its own day."""
    with translation.override(users.language_of(feed.user)):
        due: dict[date, list[Item]] = defaultdict(list)
        for item in my_day.queue(feed.user, today):
            if item.due is not None:
                due[item.due].append(item)
        calendar = Calendar()
        calendar.add("prodid", "-//Covalue//My day//EN")
        calendar.add("version", "2.0")
        calendar.add("x-wr-calname", "Covalue")
        calendar.add("refresh-interval", timedelta(hours=1), parameters={"VALUE": "DURATION"})
        for day in sorted(due):
            for event in _events(feed, day, due[day], now):
                calendar.add_component(event)
        return bytes(calendar.to_ical())


def _events(feed: CalendarFeed, day: date, items: list[Item], now: datetime) -> list[Event]:
    if feed.with_titles:
        return [_event(feed, item.key, day, _titled(item), item.why, item.url, now) for item in items]
    words = ngettext("%(n)s thing is due", "%(n)s things are due", len(items)) % {"n": len(items)}
    return [_event(feed, day.isoformat(), day, words, "", reverse("process:my-day"), now)]


def _titled(item: Item) -> str:
    return f"{item.title} · {item.account}" if item.account else item.title


def _event(feed: CalendarFeed, key: str, day: date, summary: str, words: str, path: str, now: datetime) -> Event:
    event = Event()
    event.add("uid", f"{feed.pk}-{key}@covalue")
    event.add("dtstamp", now)
    event.add("dtstart", day)
    event.add("dtend", day + timedelta(days=1))
    event.add("summary", summary)
    event.add("transp", "TRANSPARENT")
    event.add("url", settings.BASE_URL + path)
    if words:
        event.add("description", words)
    return event
