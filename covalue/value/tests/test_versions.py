"""The sheet saves as one types: what one person types in a sitting is one version, and what went out stays one for good."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse

from covalue.core.events import Actor
from covalue.people.rules import Role
from covalue.value import actions, queries
from covalue.value.cases import actions as cases
from covalue.value.cases import sheet as sheets
from covalue.value.models import Initiative
from covalue.value.tests.test_actions import case, ines
from covalue.value.tests.test_signing import BOTH, ask, sign, signer
from tests.world import NOW, US, World

__all__ = ["signer"]
MINUTE = timedelta(minutes=1)


def typed(world: World, found: Initiative, years: int, minutes: int, actor: Actor | None = None) -> None:
    """What the sheet saves by itself so many minutes later."""
    found.refresh_from_db()
    sheet = BOTH.model_copy(update={"years": years})
    now = NOW + minutes * MINUTE
    actor = actor or ines(world)
    actions.write(actor, initiative=found, sheet=sheet, seen_revision=found.revision, now=now)
    found.refresh_from_db()


def years_of(found: Initiative) -> list[int]:
    return [sheets.read(version.revision.sheet).years for version in queries.versions(found)]


def test_what_one_person_types_in_a_sitting_is_one_version(signer: World) -> None:
    """A pause of half an hour, or a colleague, begins another."""
    found = case(signer, BOTH)
    for minute, years in enumerate(range(6, 12)):
        typed(signer, found, years, 20 * minute)
    (version,) = queries.versions(found)
    assert years_of(found) == [11] and (version.number, version.saves) == (1, 7)
    typed(signer, found, 12, 100 + 31)
    typed(signer, found, 13, 100 + 32, US)
    assert years_of(found) == [13, 12, 11] and queries.case(found).version == 3
    assert [version.number for version in queries.versions(found)] == [3, 2, 1]


@pytest.mark.parametrize("went_out", ["asked", "exported"])
def test_what_went_out_stays_as_it_was(signer: World, went_out: str) -> None:
    found = case(signer, BOTH)
    typed(signer, found, 6, 1)
    if went_out == "asked":
        ask(signer, found)
    else:
        cases.exported(ines(signer), initiative=found, now=NOW)
    typed(signer, found, 7, 2)
    typed(signer, found, 8, 3)
    assert years_of(found) == [8, 6], "and what follows is one version again"


def test_each_version_says_who_signed_it_and_is_called_as_they_read_it(
    signer: World, signed_in: Callable[..., Client]
) -> None:
    found = case(signer, BOTH)
    for minute, years in enumerate((6, 7, 8)):
        typed(signer, found, years, minute)
    signature = sign(ask(signer, found))
    typed(signer, found, 9, 4)
    assert signature.read["version"] == 1 and signature.read["revision"] == 3
    latest, first = queries.versions(found)
    assert (latest.number, latest.signed) == (2, ()) and [row.pk for row in first.signed] == [signature.pk]
    sam = signed_in(signer.user(Role.SAM))
    page = " ".join(sam.get(reverse("value:versions", args=[found.pk])).content.decode().split())
    assert "<h2>Version 1</h2>" in page and f'href="/signatures/{signature.pk}/"' in page and "saved 4 times" in page
    assert "version 2</a>" in " ".join(sam.get(reverse("value:case", args=[found.pk])).content.decode().split())
    record = sam.get(f"/signatures/{signature.pk}/").content.decode()
    assert "version 1 " in " ".join(record.split())
