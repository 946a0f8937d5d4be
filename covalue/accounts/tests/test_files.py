"""Files: what is taken, where it lies, and that nothing is read before the scanner found nothing."""

import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from django.core import mail
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from django_tasks_db.models import DBTaskResult

from covalue.accounts import actions, files
from covalue.accounts.models import Attachment, Scan
from covalue.core import errors, scanning
from covalue.core.events import Actor
from covalue.core.jobs import Worker
from covalue.core.models import Event
from covalue.core.storage import ObjectStorage
from covalue.people.rules import Role
from tests import buckets, clamd
from tests.world import NOW, World

PNG = b"\x89PNG\r\n\x1a\n" + b"\0" * 64


@pytest.fixture(scope="module")
def scanner() -> Iterator[str]:
    with clamd.running() as url:
        yield url


@pytest.fixture
def ines(world: World, signed_in: Callable[..., Client]) -> Client:
    return signed_in(world.user(Role.SAM))


def attach(world: World, content: bytes = b"a plan", name: str = "plan.txt") -> Attachment:
    actor = Actor(user=world.user(Role.SAM), origin="test")
    return actions.attach(actor, account=world.energy, upload=SimpleUploadedFile(name, content), now=NOW)


def test_a_file_is_read_only_once_the_scanner_found_nothing(
    world: World, ines: Client, scanner: str, settings, called_by: Callable[..., Client]
) -> None:
    settings.SCAN_URL = scanner
    kept = attach(world)
    program = called_by(world.user(Role.SAM))
    for answer in (ines.get(reverse("accounts:file", args=[kept.pk])), program.get(f"/api/v1/files/{kept.pk}/content")):
        assert answer.status_code == 409 and b"a plan" not in answer.content
    assert Worker().work_once()
    kept.refresh_from_db()
    assert kept.scan == Scan.CLEAN and kept.scanned_at
    answer = ines.get(reverse("accounts:file", args=[kept.pk]))
    assert b"".join(answer.streaming_content) == b"a plan"
    assert program.get(f"/api/v1/files/{kept.pk}/content").status_code == 200


def test_what_the_scanner_found_is_kept_away_and_said(world: World, ines: Client, scanner: str, settings) -> None:
    settings.SCAN_URL = scanner
    kept = attach(world, clamd.EICAR)
    Worker().work_once()
    kept.refresh_from_db()
    assert (kept.scan, kept.finding) == (Scan.FOUND, "Eicar-Test-Signature")
    answer = ines.get(reverse("accounts:file", args=[kept.pk]))
    assert answer.status_code == 409 and "quarantined" in answer.content.decode()
    settings.SCAN_URL = ""  # without a scanner it stays away, too
    assert ines.get(reverse("accounts:file", args=[kept.pk])).status_code == 409
    assert "Quarantined" in ines.get(reverse("accounts:files", args=[world.energy.pk])).content.decode()
    event = Event.objects.get(verb="kept file away")
    assert event.changes == {"found": ["", "Eicar-Test-Signature"]} and event.subject_name == "plan.txt"
    [letter] = mail.outbox
    assert letter.to == ["ines@covalue.test"] and "plan.txt" in letter.body


def test_while_the_scanner_is_away_a_file_waits_and_is_asked_about_again(
    world: World, ines: Client, scanner: str, settings
) -> None:
    settings.SCAN_URL = "clamd://127.0.0.1:9"
    kept = attach(world)
    Worker().work_once()
    kept.refresh_from_db()
    assert kept.scan == Scan.WAITING
    assert ines.get(reverse("accounts:file", args=[kept.pk])).status_code == 409
    [again] = DBTaskResult.objects.ready().model.objects.filter(status="READY")
    assert again.run_after > timezone.now() + timedelta(seconds=20)
    settings.SCAN_URL = scanner
    DBTaskResult.objects.filter(pk=again.pk).update(run_after=timezone.now())
    Worker().work_once()
    kept.refresh_from_db()
    assert kept.scan == Scan.CLEAN


def test_files_from_before_there_was_a_scanner_wait_until_they_were_looked_at(
    world: World, ines: Client, scanner: str, settings
) -> None:
    kept = attach(world)
    assert kept.scan == Scan.NONE and not DBTaskResult.objects.exists()
    assert ines.get(reverse("accounts:file", args=[kept.pk])).status_code == 200
    settings.SCAN_URL = scanner
    assert ines.get(reverse("accounts:file", args=[kept.pk])).status_code == 409
    assert actions.scan_the_rest() == 1
    Worker().work_once()
    assert ines.get(reverse("accounts:file", args=[kept.pk])).status_code == 200


@pytest.mark.parametrize(("code", "told"), [(0, "clean"), (1, "found"), (2, "away"), (127, "away")])
def test_a_scanning_program_is_believed_only_when_it_is_clear(tmp_path: Path, code: int, told: str) -> None:
    program = tmp_path / "scanner.sh"
    program.write_text(f'test -f "$1" || exit 9\necho "$1: Bad.Thing FOUND"\nexit {code}\n')
    with (tmp_path / "scanner.sh").open("rb") as content:
        if told == "away":
            with pytest.raises(scanning.ScannerAwayError):
                scanning.by_command(f"sh {program}", content)
        else:
            assert scanning.by_command(f"sh {program}", content).finding == ("Bad.Thing" if told == "found" else "")


def test_only_pictures_are_shown_and_they_cannot_be_more(world: World, ines: Client) -> None:
    picture, document = attach(world, PNG, "a.png"), attach(world, b"%PDF-1.7", "a.pdf")
    shown = ines.get(reverse("accounts:file", args=[picture.pk]))
    assert shown.headers["Content-Type"] == "image/png" and "inline" in shown.headers["Content-Disposition"]
    assert shown.headers["X-Content-Type-Options"] == "nosniff"
    saved = ines.get(reverse("accounts:file", args=[document.pk]))
    assert saved.headers["Content-Disposition"].startswith("attachment")
    for answer in (shown, saved):
        assert answer.headers["Content-Security-Policy"] == "default-src 'none'; sandbox"


def test_an_accounts_files_have_a_limit_together(world: World, settings) -> None:
    settings.ACCOUNT_FILES_LIMIT = 10
    attach(world, b"12345678")
    with pytest.raises(errors.TooLarge, match="file storage is left"):
        attach(world, b"123")
    settings.FILE_SIZE_LIMIT = 5
    with pytest.raises(errors.TooLarge, match="larger than"):
        attach(world, b"123456")
    assert Attachment.objects.count() == 1 and Event.objects.filter(verb="added file").count() == 1


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("../../etc/passwd", "passwd"),
        ("/etc/shadow", "shadow"),
        ("C:\\Windows\\win.ini", "win.ini"),
        ("plan\0.pdf", "plan.pdf"),
        ("invoice\u202efdp.exe", "invoicefdp.exe"),
        ("zero\u200bwidth\ufeff.txt", "zerowidth.txt"),
        ("CON", "_CON"),
        ("nul.txt", "_nul.txt"),
        ("com1.tar.gz", "_com1.tar.gz"),
        ("...", "file"),
        ("", "file"),
        ("a\r\nSet-Cookie: x=1.txt", "aSet-Cookie x=1.txt"),
        ("ü" * 300 + ".docx", "ü" * 97 + ".docx"),
        ("a" * 250 + "." + "b" * 60, "a" * 200),
    ],
)
def test_a_name_plays_no_tricks(name: str, shown: str) -> None:
    assert files.shown_name(name) == shown
    assert len(files.shown_name(name).encode()) <= files.LONGEST_NAME


def test_what_is_stored_has_nothing_of_the_name(world: World) -> None:
    kept = attach(world, name="../../../escape.txt")
    assert "escape" not in kept.content.name and kept.content.name.startswith("attachments/20")


@pytest.mark.apart
def test_files_lie_on_object_storage_and_a_backup_takes_them_along(tmp_path: Path) -> None:
    """Two workspaces, each with a bucket of its own, by the command line."""
    with buckets.serving("first") as told:
        first, second = ObjectStorage("s3://first/files"), ObjectStorage("s3://first/other")
        name = first.save("attachments/2026/11/a.bin", SimpleUploadedFile("a.bin", b"on object storage"))
        assert first.exists(name) and first.size(name) == 17 and not second.exists(name)
        with first.open(name) as content:
            assert content.read() == b"on object storage"
        _covalue(tmp_path / "one", told, "s3://first/files", "migrate")
        _covalue(tmp_path / "one", told, "s3://first/files", "backup", str(tmp_path / "kept.tgz"))
        _covalue(tmp_path / "two", told, "s3://first/other", "restore", str(tmp_path / "kept.tgz"))
        assert list(second.names()) == [name]
        with second.open(name) as content:
            assert content.read() == b"on object storage"
        first.delete(name)
        assert list(first.names()) == []


def _covalue(folder: Path, told: dict[str, str], files_url: str, *arguments: str) -> None:
    folder.mkdir(exist_ok=True)
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("COVALUE_", "DJANGO_"))}
    own = {
        "COVALUE_DATA_DIR": str(folder),
        "COVALUE_DATABASE_URL": f"sqlite:///{folder}/covalue.sqlite3",
        "COVALUE_FILES_URL": files_url,
    }
    command = [str(Path(sys.executable).parent / "covalue"), *arguments]
    done = subprocess.run(command, env={**kept, **told, **own}, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr


def test_an_upload_page_says_what_waits(world: World, ines: Client, scanner: str, settings) -> None:
    settings.SCAN_URL = scanner
    sent = {"file": SimpleUploadedFile("a.txt", b"text")}
    answer = ines.post(reverse("accounts:files", args=[world.energy.pk]), sent, follow=True)
    assert "You can open what you added once the virus scan has found" in answer.content.decode()
    assert Attachment.objects.get().scan == Scan.WAITING
