"""Imports of one file that reject rows again and again are one thing to do, with the newest counts."""

from collections.abc import Callable

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from covalue.core.jobs import Worker
from covalue.ledger.models import Import
from covalue.people.rules import Role
from tests.world import World

HEAD = "customer,document,date,amount\n"


@pytest.fixture
def anna(world: World, signed_in: Callable[..., Client]) -> Client:
    return signed_in(world.user(Role.ANALYST))


def bring(client: Client, rows: str, name: str = "july.csv") -> Import:
    client.post(reverse("ledger:upload"), {"file": SimpleUploadedFile(name, (HEAD + rows).encode())})
    record = Import.objects.latest("pk")
    fields = {f"map_{field}": field for field in HEAD.strip().split(",")}
    client.post(reverse("ledger:map", args=[record.pk]), {"source": "erp", "unknown": "keep", "go": "1", **fields})
    assert Worker().work_once()
    return record


def links(client: Client) -> list[int]:
    page = client.get("/").content.decode()
    return [pk for pk in Import.objects.values_list("pk", flat=True) if reverse("ledger:import", args=[pk]) in page]


def test_the_same_file_is_named_once_with_its_newest_counts(world: World, anna: Client) -> None:
    bring(anna, "H-2,1,2026-01-05,1\nH-2,2,never,1\n")
    bring(anna, "H-2,1,2026-01-05,1\nH-2,2,never,1\n")
    newest = bring(anna, "H-2,1,2026-01-05,1\nH-2,2,never,1\nH-2,3,never,1\n")
    other = bring(anna, "H-2,4,2026-01-05,1\nH-2,5,never,1\n", "august.csv")
    page = anna.get("/").content.decode()
    assert sorted(links(anna)) == [newest.pk, other.pk]
    assert page.count("Import: july.csv") == 1 and "2 earlier imports of this file likewise" in page
    assert "2 rows were rejected" in page


def test_lines_held_back_are_not_hidden_behind_a_later_import(world: World, anna: Client) -> None:
    bring(anna, "H-2,1,2026-01-05,1\n", "june.csv")
    held = bring(anna, "H-2,1,2026-02-05,5\n")
    newest = bring(anna, "H-2,7,2026-01-05,1\nH-2,8,never,1\n")
    assert sorted(links(anna)) == [held.pk, newest.pk]


def test_setting_the_group_aside_brings_no_earlier_one_forward(world: World, anna: Client) -> None:
    bring(anna, "H-2,1,2026-01-05,1\nH-2,2,never,1\n")
    newest = bring(anna, "H-2,1,2026-01-05,1\nH-2,2,never,1\n")
    anna.post(reverse("process:put-off"), {"key": f"import:ledger-{newest.pk}", "until": "tomorrow"})
    assert links(anna) == []
