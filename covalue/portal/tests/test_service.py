"""Service levels and incidents in the shared workspace: shown, and rated by whom an incident affected."""

from collections.abc import Callable
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from covalue.accounts import actions as accounts
from covalue.accounts.models import Contact
from covalue.people.models import User
from covalue.people.rules import Role
from covalue.portal import actions
from covalue.portal.models import Guest
from covalue.portal.rules import ItemKind
from covalue.service_levels.models import Incident
from covalue.service_levels.queries import INCIDENTS, LEVELS, RESULTS
from tests.world import NOW, US, World

SignIn = Callable[[User], Client]


@pytest.fixture
def greta(world: World) -> Contact:
    """A contact who is a guest of Halden Energy."""
    user = world.user(Role.CUSTOMER_GUEST)
    contact = accounts.add_contact(US, account=world.energy, name="Greta Gast", email=user.email, now=NOW)
    actions.invite(US, account=world.energy, contact=contact, anyway=True, now=NOW)
    Guest.objects.update(held=False)
    return contact


def _shared(world: World, contact: Contact | None, **values: Any) -> Incident:
    row = {"title": "Cold chain broken", "opened_on": date(2026, 11, 2), "contact": contact, "cause": "A door"}
    incident = INCIDENTS.add(US, world.energy, row | values, now=NOW)
    actions.share(US, account=world.energy, kind=ItemKind.INCIDENT, item=incident.pk, now=NOW)
    return incident


def test_a_guest_sees_what_was_agreed_and_measured(world: World, greta: Contact, signed_in: SignIn) -> None:
    values = {"title": "On the day", "target": Decimal(98), "unit": "%", "note": "between us"}
    level = LEVELS.add(US, world.energy, values, now=NOW)
    result = {"service_level": level, "begins_on": date(2026, 10, 1), "value": Decimal("97.5"), "note": "snow"}
    RESULTS.add(US, world.energy, result, now=NOW)
    address = reverse("portal:item", args=[world.energy.pk, "service", level.pk])
    browser = signed_in(world.user(Role.CUSTOMER_GUEST))
    assert browser.get(address).status_code == 404
    actions.share(US, account=world.energy, kind=ItemKind.SERVICE, item=level.pk, now=NOW)
    page = browser.get(address).content.decode()
    assert "at least 98 %" in page and "97.5 %, missed" in page
    assert "between us" not in page and "snow" not in page
    assert "On the day" in browser.get(reverse("portal:account", args=[world.energy.pk])).content.decode()


def test_whom_it_affected_rates_what_followed_once_it_is_resolved(
    world: World, greta: Contact, signed_in: SignIn
) -> None:
    incident = _shared(world, greta)
    browser = signed_in(world.user(Role.CUSTOMER_GUEST))
    address = reverse("portal:answer", args=[world.energy.pk, "incident", incident.pk])
    assert browser.post(address, {"rating": "3"}).status_code in (403, 409)
    INCIDENTS.edit(US, incident, {"resolved_on": date(2026, 11, 5)}, now=NOW)
    home = browser.get(reverse("portal:account", args=[world.energy.pk])).content.decode()
    assert "How satisfied are you" in home
    assert browser.post(address, {"rating": "11"}).status_code == 422
    assert browser.post(address, {"rating": "7", "words": "Quick enough"}).status_code == 302
    incident.refresh_from_db()
    assert (incident.rating, incident.rating_words) == (7, "Quick enough") and incident.rated_on is not None
    page = browser.get(reverse("portal:item", args=[world.energy.pk, "incident", incident.pk])).content.decode()
    assert "7 of 10" in page


def test_nobody_rates_what_affected_another_or_is_not_shared(world: World, greta: Contact, signed_in: SignIn) -> None:
    resolved = {"resolved_on": date(2026, 11, 5)}
    of_jon = _shared(world, world.jon, **resolved)
    values = {"title": "X", "opened_on": date(2026, 11, 2), "contact": greta, **resolved}
    hidden = INCIDENTS.add(US, world.energy, values, now=NOW)
    browser = signed_in(world.user(Role.CUSTOMER_GUEST))
    for row, status in ((of_jon, 403), (hidden, 404)):
        address = reverse("portal:answer", args=[world.energy.pk, "incident", row.pk])
        assert browser.post(address, {"rating": "1"}).status_code == status
    assert not Incident.objects.exclude(rating=None).exists()
