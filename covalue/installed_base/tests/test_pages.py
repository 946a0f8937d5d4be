"""The installed base as pages and operations show it."""

from collections.abc import Callable
from datetime import date, timedelta

import pytest
from django.test import Client
from django.urls import reverse

from covalue.accounts.models import Account, Contact
from covalue.core import errors
from covalue.installed_base import queries
from covalue.installed_base.models import InstalledItem
from covalue.installed_base.queries import ITEMS
from covalue.people.models import User
from covalue.people.rules import Role
from covalue.web import my_day
from tests import api
from tests.world import NOW, TODAY, US, World

SignIn = Callable[[User], Client]


def item(account: Account, product: str, **values: object) -> InstalledItem:
    return ITEMS.add(US, account, {"product": product, **values}, now=NOW)


def replaced(account: Account, product: str, after: str) -> None:
    row = item(account, product, supported_until=date(2024, 1, 1))
    ITEMS.edit(US, row, {"replaced_by": item(account, after, since=date(2025, 1, 1))}, now=NOW)


def test_a_page_shows_what_stands_what_falls_due_and_whom_to_ask(world: World, signed_in: SignIn) -> None:
    Contact.objects.filter(pk=world.signe.pk).update(department="Dams")
    item(world.energy, "Turbine T1", maker="Others", site="Dam 1", unit="dams", supported_until=date(2027, 2, 1))
    item(world.energy, "Turbine T0", site="Dam 1", supported_until=date(2020, 2, 1))
    replaced(world.energy, "Meter M1", "Meter M2")
    page = signed_in(world.user(Role.SAM)).get(reverse("installed_base:base", args=[world.energy.pk]))
    text = page.content.decode()
    assert "Q1 2027" in text and "Signe Dahl" in text and "Overdue" in text and "Dam 1" in text
    assert (
        "no unit named" in text
        and "1 of 2 over seven years" in text
        and "50%" in text.replace("\u202f", "").replace(" %", "%")
    )
    empty = signed_in(world.user(Role.SAM)).get(reverse("installed_base:base", args=[world.wind.pk])).content.decode()
    assert "Nothing is known to stand here yet" in empty


def test_what_like_customers_did_next_names_only_those_one_may_open(world: World) -> None:
    item(world.energy, "Turbine T1")
    hidden = [Account.objects.create(name=f"Grid {n}", sector="Energy", created_at=NOW) for n in range(5)]
    Account.objects.filter(pk=world.wind.pk).update(sector="Energy")
    replaced(world.wind, "Turbine T1", "Turbine T2")
    for account in hidden[:4]:
        replaced(account, "Turbine T1", "Turbine T2")
    sam = world.user(Role.SAM)
    (step,) = queries.page_of(sam, world.energy, TODAY).next
    assert (step.after, [row.name for row in step.named], step.others) == ("Turbine T2", ["Halden Wind"], 0)
    replaced(hidden[4], "Turbine T1", "Turbine T2")
    (step,) = queries.page_of(sam, world.energy, TODAY).next
    assert step.others == 5 and len(step.named) == 1
    (step,) = queries.page_of(world.user(Role.PROGRAM_DIRECTOR), world.energy, TODAY).next
    assert len(step.named) == 6 and step.others == 0


def test_values_that_do_not_go_together_are_refused(world: World) -> None:
    row, other = item(world.energy, "A"), item(world.wind, "B")
    for values, field in (
        ({"product": ""}, "product"),
        ({"since": date(2020, 1, 1), "supported_until": date(2019, 1, 1)}, "supported_until"),
        ({"replaced_by": other}, "replaced_by"),
        ({"replaced_by": row}, "replaced_by"),
    ):
        with pytest.raises(errors.BadInput) as refused:
            ITEMS.edit(US, InstalledItem.objects.get(pk=row.pk), values, now=NOW)
        assert refused.value.field == field
    after = item(world.energy, "C", replaced_by=row)
    with pytest.raises(errors.BadInput):
        ITEMS.edit(US, InstalledItem.objects.get(pk=row.pk), {"replaced_by": after}, now=NOW)
    row.refresh_from_db()
    assert row.product == "A" and row.replaced_by is None


def test_support_that_ends_soon_waits_for_who_leads_and_for_nobody_once_replaced(world: World) -> None:
    first = item(world.energy, "Turbine T1", site="Dam 1", supported_until=date(2026, 12, 10))
    item(world.energy, "Turbine T2", supported_until=date(2026, 12, 31))
    item(world.energy, "Turbine T3", supported_until=date(2027, 6, 1))
    sam, member = world.user(Role.SAM), world.user(Role.TEAM_MEMBER)
    waiting = [row for row in my_day.queue(sam, TODAY) if row.kind == "support"]
    assert [row.title for row in waiting] == ["Support of Turbine T1, Dam 1 and 1 more ends"]
    assert not [row for row in my_day.queue(member, TODAY) if row.kind == "support"]
    ITEMS.edit(US, first, {"replaced_on": TODAY}, now=NOW)
    waiting = [row for row in my_day.queue(sam, TODAY) if row.kind == "support"]
    assert [row.title for row in waiting] == ["Support of Turbine T2 ends"]


def test_the_list_of_all_is_of_accounts_one_may_open_and_is_searched_and_exported(
    world: World, signed_in: SignIn
) -> None:
    item(world.energy, "Turbine T1", site="Dam 1")
    item(world.orsa, "Paper machine")
    browser = signed_in(world.user(Role.SAM))
    text = browser.get(reverse("installed_base:everywhere")).content.decode()
    assert "Turbine T1" in text and "Paper machine" not in text
    assert "Turbine T1" not in browser.get(reverse("installed_base:everywhere"), {"q": "paper"}).content.decode()
    file = browser.get(reverse("installed_base:export-all"), {"format": "csv"})
    assert b"Turbine T1" in b"".join(file) and b"Paper" not in b"".join(file)


def test_the_api_adds_an_item_and_tells_the_clock(world: World, called_by: Callable[..., Client]) -> None:
    client = called_by(world.user(Role.SAM))
    body = {"product": "Turbine T1", "quantity": "2", "supported_until": "2027-02-01"}
    row = api.post(client, f"/accounts/{world.energy.pk}/installed-items", body)
    assert row["name"] == "Turbine T1" and row["replaced_by"] is None
    clock = api.get(client, f"/accounts/{world.energy.pk}/refresh-clock")
    assert clock["clock"][0]["quarter"] == "2027-01-01" and clock["clock"][0]["items"][0]["basis"] == "support"
    assert [each["id"] for each in api.get(client, "/installed-items")["items"]] == [row["id"]]
    refused = api.post(client, f"/accounts/{world.energy.pk}/installed-items", {"product": ""}, status=422)
    assert "what it is called" in str(refused)


def test_what_was_to_be_replaced_stands_again_once_its_replacement_is_removed(world: World, signed_in: SignIn) -> None:
    row = item(world.energy, "Meter M1", supported_until=TODAY + timedelta(days=30))
    after = item(world.energy, "Meter M2", since=TODAY)
    ITEMS.edit(US, row, {"replaced_by": after}, now=NOW)
    assert row.is_replaced and not queries.support_ends_soon([world.energy.pk], TODAY)
    ITEMS.remove(US, after, now=NOW)
    row = ITEMS.of(world.energy).get()
    assert (row.is_replaced, row.gone_on) == (False, None)
    assert list(queries.support_ends_soon([world.energy.pk], TODAY)) == [row]
    page = signed_in(world.user(Role.SAM)).get(reverse("installed_base:list", args=[world.energy.pk]))
    assert "Meter M2" not in page.content.decode()
