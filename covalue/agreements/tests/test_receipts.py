"""Term receipts: what they add up, how they are sealed, what breaks a seal, and the renewal that follows."""

from collections.abc import Callable
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from covalue.accounts import actions as accounts
from covalue.agreements import sharing
from covalue.agreements.models import Agreement, Obligation, ObligationMet, Receipt
from covalue.agreements.obligations import actions as obligations
from covalue.agreements.obligations.queries import OBLIGATIONS
from covalue.agreements.obligations.rules import DutySide
from covalue.agreements.queries import AGREEMENTS
from covalue.agreements.receipts import actions, queries
from covalue.agreements.receipts.content import ReceiptContent
from covalue.core import errors
from covalue.core.models import Event
from covalue.people.rules import Role
from covalue.value import actions as value
from covalue.value.models import Signature
from covalue.value.tests.test_actions import case, ines
from covalue.value.tests.test_signing import BOTH, Q3, ask, claim, part, sign, signer
from tests import api
from tests.world import NOW, TODAY, US, World

__all__ = ["signer"]
TERM: dict[str, Any] = {"title": "Frame contract", "starts_on": date(2026, 1, 1), "ends_on": date(2027, 12, 31)}


def agreement(world: World, **values: Any) -> Agreement:
    return AGREEMENTS.add(US, world.energy, {**TERM, **values}, now=NOW)


@pytest.fixture
def valued(signer: World) -> World:
    """A case agreed since January, and its third quarter signed for in part: 180 of 230."""
    initiative = case(signer, BOTH)
    value.edit(ines(signer), initiative=initiative, begins_on=date(2026, 1, 1), now=NOW)
    sign(ask(signer, initiative))
    part(ask(signer, claim(signer, initiative)))
    return signer


def test_a_receipt_says_what_the_value_statement_says_of_the_term(valued: World) -> None:
    content = queries.content_of(agreement(valued), TODAY)
    total = content.main.total
    assert (total.claimed, total.validated, total.disputed) == (230, 180, 50)
    assert total.promised > 0 and content.main.initiatives[0].agreed and content.apart == ()
    assert [row.starts_on for row in content.signatures] == [None, Q3.start]
    assert content.signatures[1].amount == 180 and content.signatures[1].answer == "partly"


def test_what_lies_outside_of_the_term_is_not_in_it(valued: World) -> None:
    """A term that began after September has none of the third quarter; one that ended in August has its part by days."""
    later = queries.content_of(agreement(valued, starts_on=date(2026, 10, 1)), TODAY)
    assert later.main.total.claimed == 0 and [row.starts_on for row in later.signatures] == [None]
    ended = queries.content_of(agreement(valued, ends_on=date(2026, 7, 31)), TODAY)
    assert ended.until == date(2026, 7, 31)
    assert ended.main.total.claimed == (Decimal(230) * 31 / 92).quantize(Decimal("0.01"))


def test_no_person_is_in_the_sealed_text(valued: World) -> None:
    receipt = actions.seal(US, agreement=agreement(valued), now=NOW)
    names = set(Signature.objects.values_list("signer_name", flat=True)) - {""}
    assert names and all(name not in receipt.content for name in names)
    page = queries.sealed_page(receipt)
    assert {row.name for row in page.signers} == names and page.is_intact


def test_a_receipt_outlives_the_erasure_of_who_signed(valued: World) -> None:
    receipt = actions.seal(US, agreement=agreement(valued), now=NOW)
    accounts.erase_contact(US, contact=valued.signe, keep_words=False, now=NOW)
    page = queries.sealed_page(receipt)
    assert page.is_intact and {row.name for row in page.signers} == {""}


def test_a_name_in_a_title_is_erased_wherever_nothing_is_sealed(valued: World) -> None:
    row = agreement(valued, title="What Signe Dahl wanted", their_obligations="Signe Dahl sends the forecast")
    told = {"agreement": row, "side": DutySide.THEIRS, "words": "Signe Dahl sends the forecast", "due_on": TODAY}
    duty = OBLIGATIONS.add(US, valued.energy, told, now=NOW)
    obligations.meet(US, obligation=duty, due_on=TODAY, met_on=TODAY, words="Thanks to Signe Dahl", now=NOW)
    receipt = actions.seal(US, agreement=row, now=NOW)
    accounts.erase_contact(US, contact=valued.signe, keep_words=True, now=NOW)
    receipt.refresh_from_db()
    assert queries.is_intact(receipt) and not list(queries.broken())
    left = [Agreement.objects.values(), Obligation.objects.values(), ObligationMet.objects.values()]
    assert "Dahl" not in str([list(rows) for rows in left])
    again = actions.seal(US, agreement=Agreement.objects.get(), now=NOW)
    assert again.number == 2 and "Dahl" not in again.content


def test_sealed_twice_is_sealed_once_until_something_changes(valued: World) -> None:
    row = agreement(valued)
    first = actions.seal(US, agreement=row, now=NOW)
    assert actions.seal(US, agreement=row, now=NOW) == first
    AGREEMENTS.edit(US, row, {"title": "Frame contract of 2026"}, now=NOW)
    second = actions.seal(US, agreement=row, now=NOW)
    assert (second.number, second.previous) == (2, first.digest) and not list(queries.broken())
    assert Event.objects.filter(verb="sealed a term receipt").count() == 2
    assert first.read.agreement == "Frame contract", "what was sealed stays as it was"


@pytest.mark.parametrize(
    "breaks",
    [
        lambda row: Receipt.objects.filter(pk=row.pk).update(content=row.content.replace("180", "190")),
        lambda row: Receipt.objects.filter(pk=row.pk).update(mark="0" * 64),
        lambda row: Receipt.objects.filter(pk=row.pk).update(number=2),
        lambda row: Signature.objects.filter(claim__isnull=False).update(digest="f" * 64),
    ],
)
def test_whatever_changes_it_breaks_its_seal(valued: World, breaks: Callable[[Receipt], object]) -> None:
    receipt = actions.seal(US, agreement=agreement(valued), now=NOW)
    assert not list(queries.broken())
    breaks(receipt)
    assert list(queries.broken()) == [receipt]


def test_a_term_that_has_not_begun_has_nothing_to_account_for(world: World, signed_in: Callable[..., Client]) -> None:
    row = agreement(world, starts_on=TODAY + timedelta(days=365))
    with pytest.raises(errors.WrongState, match="not begun"):
        actions.seal(US, agreement=row, now=NOW)
    page = signed_in(world.user(Role.SAM)).get(reverse("agreements:receipt", args=[row.pk]))
    assert page.status_code == 409 and not Receipt.objects.exists()


def test_a_renewal_opens_with_the_receipt(valued: World) -> None:
    row = agreement(valued, notice_clause="90 days prior", service_levels="98 % on the day")
    follower = actions.renew(US, agreement=row, now=NOW)
    assert row.receipts.count() == 1 and follower.predecessor == row
    assert (follower.starts_on, follower.ends_on) == (date(2028, 1, 1), date(2029, 12, 31))
    assert (follower.signed_on, follower.service_levels) == (None, "98 % on the day")
    with pytest.raises(errors.WrongState, match="follows this one already"):
        actions.renew(US, agreement=row, now=NOW)


@pytest.mark.parametrize(
    ("start", "end", "last"),
    [
        (date(2025, 9, 1), date(2027, 8, 31), date(2029, 8, 31)),
        (date(2025, 3, 1), date(2026, 2, 28), date(2027, 2, 28)),
        (date(2026, 1, 10), date(2026, 2, 4), date(2026, 3, 2)),
    ],
)
def test_the_next_term_is_as_long_as_this_one(world: World, start: date, end: date, last: date) -> None:
    row = agreement(world, starts_on=start, ends_on=end)
    assert actions.renew(US, agreement=row, now=NOW).ends_on == last


def test_open_ended_agreements_are_not_renewed(world: World) -> None:
    with pytest.raises(errors.WrongState, match="no end"):
        actions.renew(US, agreement=agreement(world, ends_on=None), now=NOW)
    assert not Receipt.objects.exists()


def test_pages_and_paper(valued: World, signed_in: Callable[..., Client]) -> None:
    row, client = agreement(valued), signed_in(valued.user(Role.SAM))
    page = client.get(reverse("agreements:receipt", args=[row.pk])).content.decode()
    assert "€230" in page and "two outages were ours" in page and "None is sealed yet" in page
    assert client.post(reverse("agreements:seal", args=[row.pk])).status_code == 302
    receipt = Receipt.objects.get()
    sealed = client.get(reverse("agreements:sealed", args=[receipt.pk])).content.decode()
    assert "The seal holds." in sealed and receipt.digest in sealed
    paper = client.get(reverse("agreements:sealed-pdf", args=[receipt.pk]))
    assert paper.content[:5] == b"%PDF-" and paper.headers["Content-Type"] == "application/pdf"
    assert Event.objects.filter(verb="exported a term receipt").exists()
    Receipt.objects.update(mark="0" * 64)
    assert "The seal is broken" in client.get(reverse("agreements:sealed", args=[receipt.pk])).content.decode()


def test_by_http(valued: World, called_by: Callable[..., Client]) -> None:
    row, client = agreement(valued), called_by(valued.user(Role.SAM))
    so_far = api.get(client, f"/agreements/{row.pk}/receipt")
    assert so_far["parts"][0]["total"]["validated"] == "180.00"
    sealed = api.post(client, f"/agreements/{row.pk}/receipts", status=201)
    assert sealed["intact"] and sealed["content"] == so_far
    assert [one["id"] for one in api.get(client, f"/agreements/{row.pk}/receipts")["items"]] == [sealed["id"]]
    assert api.post(client, f"/agreements/{row.pk}/renew", status=201)["predecessor"]["id"] == row.pk


def test_guests_see_the_sealed_one_and_nothing_of_ours(valued: World) -> None:
    row = agreement(valued)
    assert list(sharing.receipts(valued.energy)) == []
    receipt = actions.seal(US, agreement=row, now=NOW)
    (item,) = sharing.receipts(valued.energy)
    facts = dict(item.facts)
    assert facts["Validated (EUR)"] == "€180.00" and facts["Seal"] == receipt.digest


def test_the_sealed_text_reads_back_as_it_was(valued: World) -> None:
    content = queries.content_of(agreement(valued), TODAY)
    assert ReceiptContent.model_validate_json(content.model_dump_json()) == content


def test_a_renewal_carries_nobody_who_has_left_and_ends_within_the_days_there_are(world: World) -> None:
    row = agreement(world, contact=world.signe, owner=world.user(Role.SAM))
    accounts.edit_contact(US, contact=world.signe, departed_on=TODAY, now=NOW)
    world.user(Role.SAM).deactivated_at = NOW
    world.user(Role.SAM).save()
    follower = actions.renew(US, agreement=row, now=NOW)
    assert (follower.contact, follower.owner, follower.title) == (None, None, "Frame contract")
    last = agreement(world, ends_on=date(2199, 12, 31))
    with pytest.raises(errors.WrongState, match="next term would end after"):
        actions.renew(US, agreement=last, now=NOW)
    assert not Receipt.objects.filter(agreement=last).exists() and not last.successors.exists()
