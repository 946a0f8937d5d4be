"""A person is put everywhere, erased, and looked for in every table and file. Nothing brings them back."""

import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from django.apps import apps
from django.conf import settings
from django.contrib.sessions.models import Session
from django.core import serializers
from django.core.files.base import ContentFile
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.mail import EmailMessage
from django.db import models
from django.test import Client
from django.urls import reverse

from covalue.accounts import actions as accounts
from covalue.accounts import forgetting
from covalue.accounts.models import Account, Contact, ContactMatch, ContactMerge
from covalue.conversations import actions as conversations
from covalue.conversations.actions import Said
from covalue.conversations.models import Channel
from covalue.core import errors, jobs
from covalue.core.jobs import Worker
from covalue.core.models import Event
from covalue.core.person import person
from covalue.demo import outbox
from covalue.ledger.models import Import
from covalue.listviews.models import ListView
from covalue.masterdata import actions as imports
from covalue.masterdata import files
from covalue.masterdata.models import FileImport, Touched
from covalue.masterdata.rules import Noun, suggest
from covalue.objectives import actions as objectives
from covalue.objectives.models import Objective, Side
from covalue.people.models import User
from covalue.people.rules import Role
from covalue.plans import actions as plans
from tests import api
from tests.repo import matrix
from tests.world import NOW, TODAY, US, World

NAMES = ("Signe Dahl", "Signe Dahl-Øvrebø", "Gunhild Strøm")
MAILS = ("signe@halden.example", "signe.dahl@old.example", "gunhild@halden.example")
PHONES = ("+47 555 12 34", "+47 555-987-65")
KEPT_WORDS = "Outages hurt their people most"
LEFT: tuple[str, ...] = (
    "signe dahl",
    "signe+dahl",
    "signe.dahl",
    "signe@",
    "øvrebø",
    "gunhild",
    "strøm",
    "halden.example",
    "old.example",
    "5551234",
    "55598765",
)
TOLD = f"{NAMES[1]}, that is {NAMES[2].upper()}; write to {MAILS[0]} or {MAILS[2]}, call {PHONES[1]}"
CONTACTS = (
    "name,account,email,manager,notes\n"
    "Signe Dahl-Øvrebø,Halden Energy,signe@halden.example,,imported\n"
    "Jon Ek,Halden Energy,,Signe Dahl-Øvrebø,asks Signe Dahl first\n"
    "Ada Vik,No Such Account,ada@x.example,Gunhild Strøm,\n"
)
SALES = "customer,document,date,offering,amount\nH-2,R-1,2026-01-05,Course for Signe Dahl,100\n"
HELD = "customer,document,date,offering,amount\nH-2,R-1,2026-01-06,Visit of Gunhild Strøm,50\nH-2,R-2,soon,Gunhild Strøm,1\n"


@pytest.fixture
def person_everywhere(world: World, called_by: Callable[..., Client], signed_in: Callable[..., Client]) -> World:
    """Signe was called otherwise, had another address, and was Gunhild, too; she stands wherever somebody can be named."""
    signe, ines = world.signe, called_by(world.user(Role.SAM))
    accounts.edit_contact(US, contact=signe, email=MAILS[1], phone=PHONES[0], notes="sails", now=NOW)
    accounts.edit_contact(US, contact=signe, email=MAILS[0], name=NAMES[1], now=NOW)
    gunhild = accounts.add_contact(
        US, account=world.wind, name=NAMES[2], email=MAILS[2], phone=PHONES[1], notes="plays chess", now=NOW
    )
    _bring_files(world, called_by)
    conversations.log(
        US, account=world.wind, channel=Channel.CALL, held_on=TODAY, subject=f"Call with {NAMES[2]}", now=NOW,
        said=[Said(gunhild, KEPT_WORDS, "her bonus")],
    )  # fmt: skip
    accounts.merge_contacts(US, kept=signe, gone=[gunhild], now=NOW)
    accounts.edit_contact(US, contact=world.jon, reports_to=signe, notes=f"Assistant of {TOLD}", now=NOW)
    put_away = accounts.create(US, name="Halden Solar", now=NOW)
    objectives.add(US, account=put_away, side=Side.OURS, statement=TOLD, now=NOW)
    plans.write(
        US, section=plans.start(US, account=put_away, now=NOW).sections.all()[0], text=TOLD, seen_revision=0, now=NOW
    )
    plans.start(US, account=world.group, now=NOW)
    accounts.merge(US, kept=world.group, gone=[put_away], now=NOW)
    removed = objectives.add(US, account=world.energy, side=Side.OURS, statement=TOLD, now=NOW)
    objectives.remove(US, removed, now=NOW)
    ListView.objects.create(
        owner=world.user(Role.SAM),
        place="accounts",
        name=NAMES[0],
        query="q=Signe+Dahl",
        columns=[],
        shared_with=[],
        created_at=NOW,
    )
    api.post(ines, f"/accounts/{world.wind.pk}/contacts", {"name": "Bo Li", "notes": TOLD}, idempotency_key="k-1")
    adam = signed_in(world.user(Role.ADMINISTRATOR))
    adam.post(
        reverse("people:invite"), {"email": "not an address", "name": TOLD, "roles": ["sam"], "_page": "/people/"}
    )
    outbox.Backend().send_messages([EmailMessage("Your signature", f"Dear {NAMES[1]}", None, [MAILS[1]])])
    jobs.enqueue("covalue.people.tasks.send_reset", MAILS[1], "test")
    for module in matrix.modules("samples"):
        module.rows(world, world.energy)
    return world


def _bring_files(world: World, called_by: Callable[..., Client]) -> None:
    """An import of contacts with a reject, one that waits, a ledger with lines held and rejected, a workbook that waits."""
    path = Path(settings.DATA_DIR) / "contacts.csv"
    path.write_text(CONTACTS)
    imports.import_file(
        US, path=path, noun=Noun.CONTACTS, mapping=suggest(Noun.CONTACTS, files.columns_of(path)), source="crm", now=NOW
    )
    path.unlink()
    for name, content in (("waits.csv", CONTACTS.encode("cp1252")), ("book.xlsx", _workbook())):
        imports.receive(US, upload=ContentFile(content, name=name), noun=Noun.CONTACTS, now=NOW)
    anna = called_by(world.user(Role.ANALYST))
    for text in (SALES, HELD):
        sent = api.told(anna.post("/api/v1/imports", {"file": SimpleUploadedFile("s.csv", text.encode())}), 201)
        fields = {name: name for name in SALES.partition("\n")[0].split(",")}
        api.post(anna, f"/imports/{sent['id']}/start", {"fields": fields, "source": "erp"}, status=202)
        assert Worker().work_once()
    waiting = anna.post("/api/v1/imports", {"file": SimpleUploadedFile("later.csv", HELD.encode())})
    assert waiting.status_code == 201 and Import.objects.filter(held=1).exists()


def _workbook() -> bytes:
    from io import BytesIO

    book, target = openpyxl.Workbook(), BytesIO()
    assert book.active is not None
    for line in CONTACTS.splitlines():
        book.active.append(line.split(","))
    book.save(target)
    return target.getvalue()


def rows() -> Iterator[tuple[str, str]]:
    """Every row of every table, and what sessions hold: where, and what stands there."""
    for model in apps.get_models():
        for row in model._base_manager.all():
            fields = json.loads(serializers.serialize("json", [row]))[0]["fields"]
            yield model._meta.label, json.dumps(fields, ensure_ascii=False)
    for session in Session.objects.all():
        yield "session", str(session.get_decoded())


def kept_files() -> Iterator[tuple[str, str]]:
    """Every file kept beside the database but the ledger itself, whose lines are our books."""
    for path in Path(settings.DATA_DIR).rglob("*"):
        if not path.is_file() or "ledger" in path.relative_to(settings.DATA_DIR).parts:
            continue
        if path.suffix == ".parquet":
            import duckdb

            yield path.name, str(duckdb.sql(f"FROM {str(path)!r}").fetchall())
        elif path.suffix == ".xlsx":
            book = openpyxl.load_workbook(path, read_only=True)
            yield path.name, str([list(sheet.values) for sheet in book])
        else:
            yield path.name, path.read_bytes().decode("utf-8", "replace")


def found(words: tuple[str, ...] = LEFT) -> list[tuple[str, str, str]]:
    """Where any of the words stands: the table or file, the word, and some of what stands round it."""
    places = []
    for place, text in (*rows(), *kept_files()):
        low = text.lower()
        bare = low.replace(" ", "").replace("-", "")
        for word in words:
            at = low.find(word)
            if at >= 0 or (word.isdigit() and word in bare):
                places.append((place, word, text[max(0, at - 100) : at + 60]))
    return places


@pytest.mark.parametrize("keep", [True, False])
def test_nothing_of_an_erased_person_is_left(keep: bool, person_everywhere: World) -> None:
    before = {place for place, _word, _text in found()}
    told = {"accounts.Contact", "core.Event", "api.KeptAnswer", "masterdata.Touched", "plans.Section", "session"}
    assert told <= before, told - before
    accounts.erase_contact(US, contact=person_everywhere.signe, keep_words=keep, now=NOW)
    assert found() == []
    assert any(KEPT_WORDS in text for _place, text in rows()) is keep


@pytest.fixture
def erased(person_everywhere: World) -> World:
    accounts.erase_contact(US, contact=person_everywhere.signe, keep_words=False, now=NOW)
    return person_everywhere


def test_no_undo_brings_them_back(
    erased: World, called_by: Callable[..., Client], signed_in: Callable[..., Client]
) -> None:
    merge = ContactMerge.objects.get(kept=erased.signe)
    undone = signed_in(erased.user(Role.PROGRAM_DIRECTOR)).post(reverse("accounts:undo-contact-merge", args=[merge.pk]))
    assert undone.status_code == 409 and "was erased" in undone.content.decode()
    accounts.undo_merge(US, merge=erased.group.took_in.get(), now=NOW)
    record = FileImport.objects.filter(changed__gt=0).earliest("pk")
    imports.ask_undo(US, record=record, now=NOW)
    imports.undo(US, record=FileImport.objects.get(pk=record.pk), now=NOW)
    removed = Objective.objects.exclude(removed_at=None).earliest("pk")
    objectives.restore(US, removed, now=NOW)
    again = api.post(
        called_by(erased.user(Role.SAM)),
        f"/accounts/{erased.wind.pk}/contacts", {"name": "Bo Li", "notes": TOLD}, idempotency_key="k-1",
    )  # fmt: skip
    assert "A former contact" in again["notes"]
    assert found() == [] and Contact.everybody.filter(erased_at=None, name__startswith="Signe").count() == 0


def test_the_same_file_does_not_bring_them_back_and_keeps_nothing_of_them(erased: World, tmp_path: Path) -> None:
    path = tmp_path / "again.csv"
    for text in (CONTACTS, CONTACTS.replace(MAILS[0], ""), CONTACTS.replace(NAMES[1], "S. D.")):
        path.write_text("\n".join(text.splitlines()[:2]))
        mapping = suggest(Noun.CONTACTS, files.columns_of(path))
        record, planned = imports.import_file(US, path=path, noun=Noun.CONTACTS, mapping=mapping, source="crm", now=NOW)
        assert record.created == 0 and "was erased" in planned[0].reason
        path.unlink()
    assert found() == []


def test_a_namesake_elsewhere_keeps_their_name(world: World, person_everywhere: World) -> None:
    """Another customer's Signe Dahl is somebody else, and so is a colleague of ours of that name."""
    other = accounts.add_contact(US, account=world.orsa, name=NAMES[0], notes=f"Ask {NAMES[0]}", now=NOW)
    ours = world.user(Role.COACH)
    User.objects.filter(pk=ours.pk).update(name=NAMES[0])
    accounts.erase_contact(US, contact=world.signe, keep_words=True, now=NOW)
    other.refresh_from_db()
    ours.refresh_from_db()
    assert (other.name, other.notes, ours.name) == (NAMES[0], f"Ask {NAMES[0]}", NAMES[0])
    assert Event.objects.filter(subject=f"contact:{other.pk}", subject_name=NAMES[0]).exists()
    assert not Touched.objects.filter(thing_id=world.signe.pk, file_import__noun=Noun.CONTACTS).exists()


def test_who_erases_reads_who_may_be_the_same_person(world: World, signed_in: Callable[..., Client]) -> None:
    twin = accounts.add_contact(US, account=world.wind, name=NAMES[0], now=NOW)
    page = signed_in(world.user(Role.SAM)).get(reverse("conversations:erase-contact", args=[world.signe.pk]))
    assert "These contacts may be Signe Dahl, too" in page.content.decode()
    assert reverse("accounts:contact", args=[twin.pk]) in page.content.decode()
    accounts.erase_contact(US, contact=world.signe, keep_words=True, now=NOW)
    twin.refresh_from_db()
    assert twin.name == NAMES[0] and not ContactMatch.objects.exists()


def test_an_erased_contact_is_merged_with_nobody(erased: World) -> None:
    for kept, gone in ((erased.signe, erased.jon), (erased.jon, erased.signe)):
        kept.refresh_from_db()
        gone.refresh_from_db()
        with pytest.raises(errors.WrongState, match="erased"):
            accounts.merge_contacts(US, kept=kept, gone=[gone], now=NOW)


def test_every_text_that_hangs_on_an_account_is_read(person_everywhere: World) -> None:
    """The person is written into every text of every row there is, but for columns that are left on purpose."""
    filled = _write_everywhere(person_everywhere)
    assert len(filled) > 30, filled
    accounts.erase_contact(US, contact=person_everywhere.signe, keep_words=True, now=NOW)
    assert [place for place in found((NAMES[0].lower(),)) if place[0] in filled] == []


def _write_everywhere(world: World) -> set[str]:
    tree, filled = forgetting.tree_of({world.energy.pk}), set()
    for model in apps.get_models():
        if not model.__module__.startswith("covalue.") or model in (Account, Contact):
            continue
        paths = forgetting._ways_to_accounts(model)
        if not paths and model.__module__.split(".")[1] in forgetting.NOT_OF_CUSTOMERS:
            continue
        for name in forgetting._texts(model):
            field = model._meta.get_field(name)
            if isinstance(field, models.JSONField) or field.unique or (field.max_length or 99) < len(NAMES[0]):
                continue
            manager: Any = model._base_manager
            about = manager.filter(**{f"{paths[0]}__in": tree}) if paths else manager.all()
            if about.update(**{name: NAMES[0]}):
                filled.add(model._meta.label)
    return filled


def test_every_model_that_names_a_contact_hangs_on_an_account() -> None:
    """A new foreign key to a contact is read through when one is erased; it fails here where no way leads to an account."""
    naming = {
        model
        for model in apps.get_models()
        if model.__module__.startswith("covalue.")
        for field in model._meta.concrete_fields
        if field.related_model is Contact
    }
    assert naming and all(forgetting._ways_to_accounts(model) for model in naming)


@pytest.mark.parametrize(
    ("text", "left"),
    [
        ("Ask SIGNE DAHL, or Dahl, Signe.", "Ask X, or X."),
        ("Signe Dahls Budget; Signe\n  Dahl", "X Budget; X"),
        ("Signe Dahlström and Presigne Dahl", "Signe Dahlström and Presigne Dahl"),
        ("mailto:Signe@Halden.example, nosigne@halden.example", "mailto:X, nosigne@halden.example"),
        ("call +47-555 12.34 or 4755512345", "call X or 4755512345"),
        ("?q=Signe+Dahl&p=Signe%20Dahl", "?q=X&p=X"),
        ("Max said the maximum is max 5", "X said the maximum is max 5"),
        ("Dvořák Jan and Dvor\u030ca\u0301k Jan", "X and X"),
    ],
)
def test_a_person_is_found_in_any_spelling_and_nobody_else(text: str, left: str) -> None:
    who = person(["Signe Dahl", "Max", "Dvořák Jan", "", "X"], [MAILS[0], ""], ["+47 555 12 34", "12"], "X")
    assert who.out_of(text) == left
    assert who.is_in({"a": [text]}) is (text != left)
    assert not person([], [], [], "X").is_in(text)
