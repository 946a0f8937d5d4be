import io
import json
from collections.abc import Callable

import openpyxl
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse

from covalue.accounts import actions, lineage
from covalue.accounts.models import Account, Attachment, Contact, Identifier, MatchProposal, Merge
from covalue.core.models import Event
from covalue.people.rules import Role
from tests.world import NOW, US, World

HOSTILE = '=HYPERLINK("x") <script>alert(1)</script> שלום 🎉'


@pytest.fixture
def ines(world: World, signed_in: Callable[..., Client]) -> Client:
    return signed_in(world.user(Role.SAM))


def test_the_list_shows_only_ones_own_and_forgets_nothing_of_the_filter(world: World, ines: Client) -> None:
    page = ines.get("/accounts/?class=strategic&q=halden").content.decode()
    assert "Halden Energy" in page and "Halden Group</b>" not in page and "Orsa Paper" not in page
    assert "No accounts match" in ines.get("/accounts/?q=Orsa").content.decode()


def test_the_list_asks_the_database_as_often_for_two_hundred_accounts_as_for_four(
    world: World, signed_in: Callable[..., Client], django_assert_max_num_queries: Callable[..., object]
) -> None:
    client = signed_in(world.user(Role.PROGRAM_DIRECTOR))
    client.get("/accounts/")
    for number in range(200):
        actions.create(US, name=f"Account {number}", now=NOW)
    with django_assert_max_num_queries(14):  # type: ignore[attr-defined]
        assert b"Account 1" in client.get("/accounts/").content


def test_exports_are_harmless_and_in_the_trail(world: World, ines: Client) -> None:
    actions.edit(US, account=world.wind, name=HOSTILE, now=NOW)
    text = b"".join(ines.get("/accounts/export/?format=csv")).decode("utf-8-sig")
    assert "'=HYPERLINK" in text and "Orsa" not in text
    listed = json.loads(ines.get("/accounts/export/?format=json").content)
    assert len(listed) == len(text.splitlines()) - 1 and HOSTILE in listed[0].values()
    book = openpyxl.load_workbook(io.BytesIO(b"".join(ines.get("/accounts/export/?format=xlsx"))))
    cells = [cell for row in book.active.iter_rows() for cell in row]  # type: ignore[union-attr]
    assert any(cell.value == HOSTILE for cell in cells) and all(cell.data_type != "f" for cell in cells)
    assert Event.objects.filter(verb="exported accounts").count() == 3


def test_a_hostile_name_is_shown_and_not_run(world: World, ines: Client) -> None:
    actions.edit(US, account=world.wind, name=HOSTILE, now=NOW)
    for address in ("/accounts/", reverse("process:account", args=[world.wind.pk])):
        page = ines.get(address).content.decode()
        assert "<script>alert" not in page and "&lt;script&gt;" in page


def _edit(client: Client, account: Account, name: str, value: str, seen: str, **headers: str) -> HttpResponse:
    address = reverse("accounts:fact", args=[account.pk, name])
    return client.post(address, {name: value, "seen": seen}, headers=headers)  # type: ignore[return-value, arg-type]


def test_class_and_owner_are_for_those_who_steer(world: World, signed_in: Callable[..., Client]) -> None:
    karl = signed_in(world.user(Role.TEAM_MEMBER))
    assert _edit(karl, world.energy, "account_class", "watch", "strategic").status_code == 404
    assert Account.objects.get(pk=world.energy.pk).account_class == "strategic"
    ines = signed_in(world.user(Role.SAM))
    assert _edit(ines, world.energy, "account_class", "watch", "strategic").status_code == 302
    assert Account.objects.get(pk=world.energy.pk).account_class == "watch"
    assert Event.objects.filter(verb="edited account", changes__has_key="account_class").count() == 1
    assert "Karl" not in ines.get(reverse("accounts:facts", args=[world.energy.pk])).content.decode()


def test_a_fact_is_edited_where_it_stands_with_its_history_and_undo(world: World, ines: Client) -> None:
    address = reverse("accounts:fact", args=[world.energy.pk, "sector"])
    assert 'value="Energy"' in ines.get(address, headers={"HX-Request": "true"}).content.decode()
    answer = _edit(ines, world.energy, "sector", "Utilities", "Energy", **{"HX-Request": "true"})
    undo = json.loads(answer.headers["HX-Trigger"])["toast"]["undo"]
    assert "Utilities" in answer.content.decode() and undo["label"] == "Undo"
    page = ines.get(reverse("accounts:facts", args=[world.energy.pk])).content.decode()
    assert "<del>Energy</del>" in page and "Ines Moreau" in page
    assert "Energy" in ines.post(undo["href"], headers={"HX-Request": "true"}).content.decode()
    assert Account.objects.get(pk=world.energy.pk).sector == "Energy"


def test_what_somebody_else_wrote_meanwhile_is_not_overwritten(world: World, ines: Client) -> None:
    actions.edit(US, account=world.energy, sector="Power", now=NOW)
    answer = _edit(ines, world.energy, "sector", "Utilities", "Energy")
    assert answer.status_code == 409 and "Power" in answer.content.decode()
    assert Account.objects.get(pk=world.energy.pk).sector == "Power"


@pytest.mark.parametrize(
    ("name", "value", "seen"),
    [
        ("name", "  ", "Halden Energy"),
        ("currency", "EUX", "EUR"),
        ("countries", "Atlantis", ""),
        ("time_zone", "Mars/Base", "UTC"),
        ("website", "javascript:alert(1)", ""),
        ("employees", "9" * 40, ""),
    ],
)
def test_a_bad_fact_comes_back_with_what_was_typed(
    world: World, ines: Client, name: str, value: str, seen: str
) -> None:
    before = Event.objects.count()
    answer = _edit(ines, world.energy, name, value, seen)
    assert answer.status_code == 422 and 'role="alert"' in answer.content.decode()
    assert _edit(ines, world.energy, name, value, seen, **{"HX-Request": "true"}).status_code == 422
    assert Event.objects.count() == before


def test_countries_may_be_written_by_name(world: World, ines: Client) -> None:
    _edit(ines, world.energy, "countries", "Austria; UK", "")
    assert Account.objects.get(pk=world.energy.pk).countries == "AT GB"
    page = ines.get("/accounts/?country=GB").content.decode()
    assert "Halden Energy" in page and "Halden Wind" not in page


def test_a_contact_is_edited_in_the_table(world: World, ines: Client) -> None:
    address = reverse("accounts:contact-fact", args=[world.signe.pk, "reports_to"])
    assert ines.post(address, {"reports_to": world.jon.pk, "seen": ""}).status_code == 302
    world.signe.refresh_from_db()
    assert world.signe.reports_to == world.jon
    assert ines.get(reverse("accounts:contact-fact", args=[world.signe.pk, "account"])).status_code == 404


def test_accounts_are_suggested_as_one_types_and_only_ones_own(world: World, ines: Client) -> None:
    assert ines.get("/accounts/suggest/?q=hald%00").content.decode().count("<option") == 3
    assert "Orsa" not in ines.get("/accounts/suggest/?q=orsa").content.decode()


def test_a_move_names_the_parent_by_name_key_or_suggestion(world: World, signed_in: Callable[..., Client]) -> None:
    dora = signed_in(world.user(Role.PROGRAM_DIRECTOR))
    address = reverse("accounts:move", args=[world.wind.pk])
    for text, parent in (("orsa paper", world.orsa), (f"x · #{world.group.pk}", world.group), ("H-2", world.energy)):
        assert dora.post(address, {"parent": text}).status_code == 302
        assert Account.objects.get(pk=world.wind.pk).parent == parent
    assert dora.post(address, {"parent": "Nowhere"}).status_code == 422


def test_a_merge_from_the_page_and_its_undo(world: World, signed_in: Callable[..., Client]) -> None:
    twin = actions.create(US, name="Halden Energi", identifiers=[("shop", "77")], now=NOW)
    dora = signed_in(world.user(Role.PROGRAM_DIRECTOR))
    page = dora.post(reverse("accounts:merge", args=[twin.pk]), {"into": "Halden Energy"}, follow=True).content.decode()
    assert "was merged into Halden Energy" in page and "/undo/" in page
    assert "was merged into Halden Energy" in dora.get(reverse("process:account", args=[twin.pk])).content.decode()
    [merge] = Merge.objects.all()
    assert signed_in(world.stranger).post(reverse("accounts:undo-merge", args=[merge.pk])).status_code == 404
    assert dora.post(reverse("accounts:undo-merge", args=[merge.pk])).status_code == 302
    assert Identifier.objects.get(key="77").account == twin


def test_a_file_is_kept_by_content_and_served_without_life(world: World, ines: Client) -> None:
    page = SimpleUploadedFile("../../etc/passwd<b>.pdf", b"<html><script>alert(1)</script></html>", "application/pdf")
    ines.post(reverse("accounts:files", args=[world.energy.pk]), {"file": page})
    [kept] = Attachment.objects.all()
    assert kept.name == "passwdb.pdf" and kept.media_type == "text/plain"
    answer = ines.get(reverse("accounts:file", args=[kept.pk]))
    assert answer.headers["Content-Type"] == "application/octet-stream"
    assert answer.headers["Content-Disposition"].startswith("attachment")
    assert "sandbox" in answer.headers["Content-Security-Policy"]


@pytest.mark.parametrize("content", [b"", b"MZ\x90\x00", b"\x7fELF\x02", b"#!/bin/sh\nrm"])
def test_programs_and_empty_files_are_refused(world: World, ines: Client, content: bytes) -> None:
    file = SimpleUploadedFile("report.pdf", content)
    assert ines.post(reverse("accounts:files", args=[world.energy.pk]), {"file": file}).status_code == 422
    assert not Attachment.objects.exists()


def test_somebody_elses_file_is_not_found(world: World, signed_in: Callable[..., Client]) -> None:
    kept = actions.attach(US, account=world.energy, upload=SimpleUploadedFile("a.txt", b"secret"), now=NOW)
    for address in ("accounts:file",):
        assert signed_in(world.stranger).get(reverse(address, args=[kept.pk])).status_code == 404
    assert signed_in(world.stranger).post(reverse("accounts:remove-file", args=[kept.pk])).status_code == 404


def test_a_match_is_proposed_decided_by_a_person_and_never_twice(
    world: World, signed_in: Callable[..., Client]
) -> None:
    twin = actions.create(US, name="Halden-Energy AG", identifiers=[("shop", "77")], now=NOW)
    actions.propose_matches([twin], now=NOW)
    [proposal] = MatchProposal.objects.all()
    assert proposal.likely == world.energy and Account.objects.get(pk=twin.pk).archived_at is None
    address = reverse("accounts:decide-match", args=[proposal.pk])
    analyst = signed_in(world.user(Role.ANALYST))
    assert analyst.post(address, {"same": "known"}).status_code == 302
    assert Identifier.objects.get(key="77").account == world.energy
    assert analyst.post(address, {"same": "0"}).status_code == 409


def test_a_team_below_is_told_nothing_of_what_is_above(world: World, signed_in: Callable[..., Client]) -> None:
    """Karl is on Halden Energy only; that there is a Halden Group, and who is there, is not his to know."""
    secret = actions.add_contact(US, account=world.group, name="Gunnar Topp", now=NOW)
    karl = signed_in(world.user(Role.TEAM_MEMBER))
    names = "process:account plans:plan accounts:facts accounts:team accounts:contacts conversations:log action_items:list objectives:list"
    addresses = [reverse(name, args=[world.energy.pk]) for name in names.split()]
    for address in [*addresses, "/accounts/", "/portfolio/", "/"]:
        page = karl.get(address).content.decode()
        assert "Halden Group" not in page and secret.name not in page, address
    export = b"".join(karl.get("/accounts/export/?format=csv")).decode()
    assert "Halden Energy" in export and "Halden Group" not in export


def test_a_filter_that_is_not_offered_is_shown_as_typed(world: World, signed_in: Callable[..., Client]) -> None:
    page = signed_in(world.user(Role.PROGRAM_DIRECTOR)).get("/accounts/?sector=%3Cb%3E").content.decode()
    assert "Sector: &lt;b&gt; ×" in page and "<b>" not in page.split("Sector:")[1].split("</a>")[0]


def test_only_a_contact_that_is_changed_can_have_left(world: World, signed_in: Callable[..., Client]) -> None:
    browser = signed_in(world.user(Role.SAM))
    address = reverse("accounts:contacts", args=[world.energy.pk])
    assert "Left on" not in browser.get(address).content.decode()
    assert browser.post(address, {"name": "Vera Lind", "departed_on": "2026-01-01"}).status_code == 302
    contact = Contact.objects.get(name="Vera Lind")
    assert contact.departed_on is None
    edit = reverse("accounts:edit-contact", args=[contact.pk])
    assert "Left on" in browser.get(edit).content.decode()


def test_a_number_above_999_is_sent_as_it_is(world: World, signed_in: Callable[..., Client]) -> None:
    account = Account.objects.create(pk=1_234_567, name="Castle Bakery", created_at=NOW)
    lineage.begin_many([account])
    lineage.rebuild([account.pk])
    page = signed_in(world.user(Role.PROGRAM_DIRECTOR)).get(reverse("accounts:list")).content.decode()
    assert 'value="1234567"' in page
