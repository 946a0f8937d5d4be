"""Who agreed only in part is nowhere said to have agreed."""

import re
from collections.abc import Callable

import pytest
from django.test import Client
from django.urls import reverse
from django.utils.html import strip_tags

from covalue.people.rules import Role
from covalue.value import actions, sharing
from covalue.value.rules import Answer
from covalue.value.tests.test_actions import case
from covalue.value.tests.test_signing import BOTH, ask, sign, signer  # noqa: F401 the fixture of the signing tests
from tests.world import NOW, US, World

WHOLE = re.compile(r"Signe Dahl (already )?agreed to this case|[Aa]greed by Signe Dahl|customer agreed to this case\.")
PAGES = ("value:case", "value:sheet", "value:versions", "value:ask-case")


def read(client: Client, address: str) -> str:
    return re.sub(r"\s+", " ", strip_tags(client.get(address).content.decode()))


@pytest.mark.parametrize(("answer", "whole"), [(Answer.PARTLY, False), (Answer.AGREE, True)])
def test_pages_of_a_case_say_in_part_where_it_was(
    signer: World,  # noqa: F811
    signed_in: Callable[..., Client],
    answer: Answer,
    whole: bool,
) -> None:
    found = case(signer, BOTH)
    sign(ask(signer, found), answer, "412 pallets, not 420")
    sam = signed_in(signer.user(Role.SAM))
    for name in PAGES:
        assert bool(WHOLE.search(read(sam, reverse(name, args=[found.pk])))) is whole, name
    for name in ("value:sheet", "value:versions"):
        said = read(sam, reverse(name, args=[found.pk]))
        assert ("Signe Dahl agreed in part to this case" in said and "412 pallets" in said) is not whole
    assert ("in part" in read(sam, reverse("value:account", args=[found.account_id]))) is not whole
    assert ("in part" in read(sam, found.account.get_absolute_url())) is not whole


def test_what_is_claimed_of_a_case_agreed_in_part_counts_as_promised(
    signer: World,  # noqa: F811
    signed_in: Callable[..., Client],
) -> None:
    """The claim's page does not say that nobody agreed."""
    found, sam = case(signer, BOTH), signed_in(signer.user(Role.SAM))
    page = reverse("value:add-claim", args=[found.pk])
    assert "Nobody at the customer has agreed" in read(sam, page)
    sign(ask(signer, found), Answer.PARTLY, "the price")
    assert "Nobody at the customer has agreed" not in read(sam, page)


def test_a_guest_reads_that_it_was_in_part_also_once_the_case_is_changed(
    signer: World,  # noqa: F811
) -> None:
    found = case(signer, BOTH)
    sign(ask(signer, found), Answer.PARTLY, "the price")
    assert next(iter(sharing.cases(signer.energy))).note.endswith("agreed in part by Signe Dahl, 20 Nov 2026")
    found.refresh_from_db()
    shorter = BOTH.model_copy(update={"years": BOTH.years - 1})
    actions.write(US, initiative=found, sheet=shorter, seen_revision=found.revision, now=NOW)
    assert next(iter(sharing.cases(signer.energy))).note.endswith(
        "changed since Signe Dahl agreed in part, 20 Nov 2026"
    )
