"""What somebody with bad intent sends, over every door; what one package alone reads is tested in that package."""

import io
import json
import tarfile
import time
import zipfile
from collections.abc import Callable
from pathlib import Path

import openpyxl
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from covalue.accounts import actions as accounts
from covalue.accounts import files
from covalue.accounts.models import Attachment
from covalue.config import urls
from covalue.core import archive, errors, exports, prose
from covalue.ledger import reading
from covalue.ledger.rules import LedgerInputError
from covalue.people.rules import Role
from covalue.provisioning import queries as provisioning
from covalue.search import rules as search
from tests import api
from tests.world import NOW, US, World

FORMULAS = ('=HYPERLINK("http://evil.example")', "+1+1", "-2+3", "@SUM(A1)", "\t=1", "\r=1")
LAUGHS = b"""<?xml version="1.0"?><!DOCTYPE l [<!ENTITY a "aaaaaaaaaa">%s]><sst>&j;</sst>""" % b"".join(
    b'<!ENTITY %s "%s">' % (name, b"&%s;" % before * 10)
    for before, name in zip(b"a b c d e f g h i".split(), b"b c d e f g h i j".split(), strict=True)
)


@pytest.fixture
def dora(world: World, signed_in: Callable[..., Client]) -> Client:
    return signed_in(world.user(Role.PROGRAM_DIRECTOR))


@pytest.mark.parametrize("formula", FORMULAS)
def test_no_export_holds_a_cell_that_a_spreadsheet_would_run(formula: str) -> None:
    told = b"".join(exports.csv_response("x", ["name"], [[formula], ["plain"], [-5]]).streaming_content).decode()
    assert f"'{formula[:3]}" in told and "\nplain" in told and "-5" in told and "'-5" not in told
    sheet = exports.excel_response("x", ["name"], [[formula], ["{=1+1}"], ["http://a.example"]])
    book = openpyxl.load_workbook(io.BytesIO(b"".join(sheet.streaming_content)))
    assert [cell.data_type for row in book.active.iter_rows() for cell in row] == ["s"] * 4
    assert not any(cell.hyperlink for row in book.active.iter_rows() for cell in row)


def test_the_accounts_one_exports_are_harmless_too(world: World, dora: Client) -> None:
    accounts.create(US, name="=cmd|' /C calc'!A0", now=NOW)
    told = b"".join(dora.get(reverse("accounts:export")).streaming_content).decode()
    assert "'=cmd" in told and ",=cmd" not in told and "\n=cmd" not in told


@pytest.mark.parametrize("wanted", ["https://evil.example/", "//evil.example", "/\\evil.example", "javascript:alert(1)",
                                    "\thttps://evil.example", "https:evil.example", "http://testserver@evil.example/"])  # fmt: skip
def test_no_form_leads_elsewhere(wanted: str, world: World, signed_in: Callable[..., Client]) -> None:
    ines = signed_in(world.user(Role.SAM))
    account = [world.energy.pk]
    for name, body in (("action_items:add", {"title": "Call"}), ("plans:start", {}), ("accounts:move", {"parent": ""})):
        answer = ines.post(reverse(name, args=account), {**body, "next": wanted})
        assert "evil" not in answer.headers.get("Location", ""), name
    started = Client().get(reverse("people:sign-in"), {"next": wanted}).content.decode()
    assert 'href="javascript' not in started and 'action="http' not in started


@pytest.mark.parametrize("host", ["evil.example", "127.0.0.1.evil.example", "evil.example:8000", "a b", "<script>"])
def test_another_hosts_name_is_refused(host: str, db: None) -> None:
    answer = Client(HTTP_HOST=host).get("/sign-in/")
    assert answer.status_code == 400 and "evil" not in answer.content.decode()


def test_a_forwarded_host_changes_nothing(world: World, dora: Client) -> None:
    told = Client(headers={"x-forwarded-host": "evil.example", "x-original-url": "/people/"}).get("/sign-in/")
    assert told.status_code == 200 and "evil" not in told.content.decode()


@pytest.mark.parametrize("line", ["a\r\nSet-Cookie: x=1", "a\nX-Evil: 1", "a\u2028b", 'a"; filename="b.exe'])
def test_no_name_becomes_a_header(line: str, world: World, dora: Client) -> None:
    upload = SimpleUploadedFile("x.txt", b"text")
    upload._name = f"{line}.txt"
    kept = accounts.attach(US, account=world.energy, upload=upload, now=NOW)
    answer = dora.get(reverse("accounts:file", args=[kept.pk]))
    assert set(answer.headers) & {"Set-Cookie", "X-Evil"} == set() and "\n" not in str(answer.headers.values())
    assert answer.headers["Content-Disposition"].startswith("attachment; filename")
    accounts.create(US, name=line, now=NOW)
    assert "Set-Cookie" not in dora.get("/accounts/").headers


@pytest.mark.parametrize("bomb", ["[" * 100_000, '{"a":' * 100_000, '{"name":' + "[" * 5_000 + "]" * 5_000 + "}",
                                  '{"name": 1' + "0" * 100_000 + "}"])  # fmt: skip
def test_deep_or_endless_json_is_refused(bomb: str, world: World, called_by: Callable[..., Client]) -> None:
    ines = called_by(world.user(Role.SAM))
    answer = ines.post(f"/api/v1/accounts/{world.energy.pk}/contacts", bomb, content_type="application/json")
    assert answer.status_code in (400, 422) and world.energy.contacts.count() == 2


def test_deep_json_where_a_page_reads_it_is_refused(world: World, signed_in: Callable[..., Client]) -> None:
    answer = signed_in(world.user(Role.SAM)).post(reverse("people:confirm"), {"credential": "[" * 100_000})
    assert answer.status_code in (302, 422)


@pytest.mark.parametrize("part", ["xl/styles.xml", "xl/workbook.xml", "xl/worksheets/sheet1.xml"])
def test_a_workbook_that_laughs_is_refused_at_once(part: str, tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    book.active.append(["customer", "amount"])
    book.active.append(["Halden", 1])
    book.save(tmp_path / "good.xlsx")
    bad = tmp_path / "bad.xlsx"
    with zipfile.ZipFile(tmp_path / "good.xlsx") as good, zipfile.ZipFile(bad, "w") as packed:
        for entry in good.infolist():
            packed.writestr(entry, LAUGHS if entry.filename == part else good.read(entry))
    before = time.monotonic()
    with pytest.raises(LedgerInputError):
        reading.sniff(bad)
    assert time.monotonic() - before < 2


@pytest.mark.parametrize(
    "trap",
    [
        lambda text: prose.MARKS.sub("", text),
        lambda text: provisioning.EXACTLY.match(text),
        lambda text: search.WORDS.findall(text),
        files.shown_name,
    ],
)
@pytest.mark.parametrize(
    "text", ["**" + "a*" * 20_000, "a" * 50_000 + " eq ", " " * 50_000, "*a" * 20_000, "_" * 50_000]
)
def test_no_pattern_takes_forever(trap: Callable[[str], object], text: str) -> None:
    before = time.monotonic()
    trap(text)
    assert time.monotonic() - before < 1


@pytest.mark.parametrize(
    "name", ["../outside.txt", "files/../../outside.txt", "..\\\\outside.txt/../../../outside.txt"]
)
def test_an_archive_that_reaches_outside_fills_nothing(name: str, tmp_path: Path, settings, monkeypatch) -> None:
    _refuses(tmp_path, settings, monkeypatch, _member(name, b"evil"))
    assert not list(tmp_path.rglob("outside.txt"))


def test_an_absolute_name_in_an_archive_stays_inside(tmp_path: Path, settings, monkeypatch) -> None:
    settings.DATA_DIR = tmp_path / "workspace"
    monkeypatch.setattr(archive, "_guard_empty", lambda: None)
    monkeypatch.setattr(archive, "_check_database", lambda side: None)
    monkeypatch.setattr(archive, "_load_database", lambda folder: None)
    entry, content = _member(str(tmp_path / "outside.txt"), b"evil")
    with tarfile.open(tmp_path / "bad.tgz", "w:gz") as packed:
        packed.addfile(entry, io.BytesIO(content))
    archive.restore(tmp_path / "bad.tgz", progress=lambda _told: None)
    assert not list(tmp_path.rglob("outside.txt"))


@pytest.mark.parametrize("kind", [tarfile.SYMTYPE, tarfile.LNKTYPE, tarfile.CHRTYPE, tarfile.FIFOTYPE])
def test_an_archive_of_links_or_devices_fills_nothing(kind: bytes, tmp_path: Path, settings, monkeypatch) -> None:
    entry = tarfile.TarInfo("files/link")
    entry.type, entry.linkname = kind, "/etc/passwd"
    _refuses(tmp_path, settings, monkeypatch, (entry, b""))


def _member(name: str, content: bytes) -> tuple[tarfile.TarInfo, bytes]:
    entry = tarfile.TarInfo(name)
    entry.size = len(content)
    return entry, content


def _refuses(tmp_path: Path, settings, monkeypatch, member: tuple[tarfile.TarInfo, bytes]) -> None:
    settings.DATA_DIR = tmp_path / "workspace"
    settings.FILES_DIR = settings.DATA_DIR / "files"
    monkeypatch.setattr(archive, "_guard_empty", lambda: None)
    monkeypatch.setattr(archive, "_load_database", lambda folder: pytest.fail("it went on to the database"))
    with tarfile.open(tmp_path / "bad.tgz", "w:gz") as packed:
        packed.addfile(member[0], io.BytesIO(member[1]))
    with pytest.raises(errors.BadInput, match="is not a complete backup"):
        archive.restore(tmp_path / "bad.tgz", progress=lambda _told: None)
    assert not settings.FILES_DIR.exists()


def test_a_body_too_large_is_refused_before_it_is_read(
    world: World, dora: Client, called_by: Callable[..., Client], settings, monkeypatch
) -> None:
    settings.BODY_LIMIT = 1000
    monkeypatch.setattr(urls, "body_limits", {"accounts:files": 3000, "api:list-files": 3000})
    page, path = reverse("accounts:files", args=[world.energy.pk]), f"/api/v1/accounts/{world.energy.pk}/files"
    refused = dora.post(page, {"file": SimpleUploadedFile("a.txt", b"x" * 4000)})
    assert refused.status_code == 413 and "This is too large" in refused.content.decode()
    program = called_by(world.user(Role.SAM))
    assert api.told(program.post(path, {"file": SimpleUploadedFile("a.txt", b"x" * 4000)}), 413)["status"] == 413
    assert not Attachment.objects.exists()
    assert Client().post(page, {"file": SimpleUploadedFile("a.txt", b"x" * 2000)}).status_code == 413, (
        "rate it as you would any other"
    )
    assert dora.post(page, {"file": SimpleUploadedFile("a.txt", b"x" * 2000)}).status_code == 302


@pytest.mark.parametrize("length", ["-1", "abc", "1e9", " "])
def test_a_length_that_is_none_is_no_fault(length: str, db: None) -> None:
    assert Client().generic("POST", "/sign-in/", b"x", CONTENT_LENGTH=length).status_code in (200, 400, 422)


@pytest.mark.parametrize(
    "path", ["/a/1%00/", "/a/%ff%fe/", "/static/../../etc/passwd", "/a/" + "9" * 400 + "/", "/%2e%2e/"]
)
def test_no_address_is_a_fault(path: str, dora: Client) -> None:
    assert dora.get(path).status_code in (302, 400, 404)


def test_two_edits_of_one_field_are_told_apart(world: World, called_by: Callable[..., Client]) -> None:
    ines, path = called_by(world.user(Role.SAM)), f"/api/v1/accounts/{world.energy.pk}"
    tag = {"if-match": ines.get(path).headers["ETag"]}
    first = ines.patch(path, {"sector": "Wind"}, content_type="application/json", headers=tag)
    second = ines.patch(path, json.dumps({"sector": "Sun"}), content_type="application/json", headers=tag)
    world.energy.refresh_from_db()
    assert (first.status_code, second.status_code, world.energy.sector) == (200, 412, "Wind")
