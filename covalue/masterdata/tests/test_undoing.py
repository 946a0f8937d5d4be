"""An undo of an import of master data says what it takes away before anybody presses the button."""

from collections.abc import Callable

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from covalue.accounts import actions as accounts
from covalue.accounts.models import Account
from covalue.core.jobs import Worker
from covalue.masterdata.models import FileImport
from covalue.people.rules import Role
from tests.world import NOW, US, World


@pytest.fixture
def page(world: World, signed_in: Callable[..., Client]) -> Client:
    return signed_in(world.user(Role.ANALYST))


def test_master_data_asks_too(world: World, page: Client) -> None:
    page.post(
        reverse("masterdata:upload"),
        {"noun": "accounts", "file": SimpleUploadedFile("a.csv", b"Name,Id\nQuay,9\nMill,10\n")},
    )
    record = FileImport.objects.get()
    page.post(
        reverse("masterdata:map", args=[record.pk]), {"map_name": "Name", "map_key": "Id", "source": "crm", "go": "1"}
    )
    assert Worker().work_once()
    accounts.add_contact(US, account=Account.objects.get(name="Mill"), name="Ola Moe", now=NOW)
    confirm = reverse("masterdata:confirm-undo", args=[record.pk])
    assert confirm in page.get(reverse("masterdata:import", args=[record.pk])).content.decode()
    asked = page.get(confirm).content.decode()
    assert "1 row it created is removed." in asked and "Mill is in use by now and is kept." in asked
    page.post(reverse("masterdata:undo", args=[record.pk]))
    assert Worker().work_once()
    assert not Account.objects.filter(name="Quay").exists() and Account.objects.filter(name="Mill").exists()
    assert page.get(confirm).status_code == 409
