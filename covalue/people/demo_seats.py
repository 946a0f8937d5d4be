"""The buttons of the demo's sign-in: as whom one can look around, and what each can show. The demo says who."""

from collections.abc import Callable
from dataclasses import dataclass

from django.conf import settings
from django.http import HttpRequest
from django.utils.functional import Promise

from covalue.core.shared import Added
from covalue.people.models import User
from covalue.web import requests


@dataclass(frozen=True)
class Seat:
    """A user of the demo, and in one line what they can show."""

    user: User
    shows: str | Promise


_offers: Added[Callable[[], tuple[Seat, ...]]] = Added()


def offer(seats: Callable[[], tuple[Seat, ...]]) -> None:
    """Offer these seats in a demo."""
    _offers.add(seats)


def for_request(request: HttpRequest) -> tuple[Seat, ...]:
    """The seats, in a demo on this machine; none anywhere else."""
    if not settings.DEMO or not requests.on_loopback(request):
        return ()
    return tuple(seat for seats in _offers for seat in seats())
