"""What mail files really hold: whose words, when, and which message it is."""

from datetime import UTC, datetime
from email.message import EmailMessage
from pathlib import Path

import pytest

from covalue.sources.reading import mail, mailfiles, quoting
from covalue.sources.reading.mail import Message
from covalue.sources.reading.reasons import Note, Reason
from covalue.sources.tests import msg
from covalue.sources.tests.files import INES, SIGNE, calendar, event, people


def letter(body: str = "The outages hurt us.", **headers: str) -> bytes:
    """A message as a mailbox keeps it."""
    given = {
        "From": f"Signe Dahl <{SIGNE}>", "To": INES, "Date": "Mon, 12 Jan 2026 10:00:00 +0100", "Subject": "Outages",
        "Message-ID": "<1@calendar.test>",
    } | {name.replace("_", "-"): value for name, value in headers.items()}  # fmt: skip
    lines = [f"{name}: {value}" for name, value in given.items() if value]
    return "\r\n".join([*lines, "", body, ""]).encode()


def _read(content: bytes, zone: str = "Europe/Oslo") -> Message:
    found = mailfiles.one(content, own_zone=zone)
    assert isinstance(found, Message), found
    return found


def _in_file(content: bytes, folder: Path, name: str = "a.mbox") -> list[Message | Reason]:
    path = folder / name
    path.write_bytes(content)
    return list(mailfiles.messages(path, own_zone="Europe/Oslo"))


def test_a_message_is_told_by_its_id_and_stands_in_its_thread() -> None:
    first = _read(letter())
    answer = _read(letter(Message_ID="<2@covalue.test>", References="<1@calendar.test>\r\n <x@y>", In_Reply_To="<x@y>"))
    assert (first.message_id, first.thread) == ("1@calendar.test", "1@calendar.test")
    assert (answer.message_id, answer.thread) == ("2@covalue.test", "1@calendar.test")
    assert [person.email for person in first.people] == [SIGNE, INES]
    assert [person.organises for person in first.people] == [True, False]


def test_a_message_without_an_id_gets_one_of_its_content_and_it_is_said() -> None:
    one, two = _read(letter(Message_ID="")), _read(letter(Message_ID=""))
    assert one.message_id == two.message_id and Note.DERIVED_ID in one.notes
    assert _read(letter("Other", Message_ID="")).message_id != one.message_id


@pytest.mark.parametrize(
    ("written", "instant", "noted"),
    [
        ("Mon, 12 Jan 2026 10:00:00 +0100", 9, False),
        ("Mon, 12 Jan 2026 10:00:00 CET", 9, False),
        ("Mon, 12 Jan 2026 10:00:00 EST", 15, False),
        ("Mon, 12 Jan 2026 10:00:00 -0000", 10, False),
        ("Mon, 12 Jan 2026 10:00:00 GMT", 10, False),
        ("Mon, 12 Jan 2026 10:00:00 +0100 (CET)", 9, False),
        ("Mon, 12 Jan 2026 10:00:00 XYZ", 15, True),
        ("Mon, 12 Jan 2026 10:00:00", 15, True),
    ],
)
def test_dates_are_instants_whatever_the_zone_is_called(written: str, instant: int, noted: bool) -> None:
    """The library makes CET a time without a zone and EST one with; nobody's machine decides."""
    found = _read(letter(Date=written), zone="America/New_York")
    assert found.sent_at == datetime(2026, 1, 12, instant, tzinfo=UTC)
    assert (Note.OWN_ZONE in found.notes) is noted


def test_without_a_date_the_last_servers_counts_and_without_any_it_is_skipped() -> None:
    received = "from a by b; Mon, 12 Jan 2026 10:00:00 +0000"
    assert _read(letter(Date="", Received=received)).sent_at == datetime(2026, 1, 12, 10, tzinfo=UTC)
    assert mailfiles.one(letter(Date=""), own_zone="UTC") == Reason.NO_DATE
    assert mailfiles.one(letter(Date="Mon, 99 Jan 2026 99:00:00 +0000"), own_zone="UTC") == Reason.NO_DATE
    assert mailfiles.one(letter(Date="Fri, 31 Dec 9999 23:59:59 -1200"), own_zone="UTC") == Reason.NO_DATE


@pytest.mark.parametrize(
    "below",
    [
        "\n\nOn Mon, 12 Jan 2026 at 10:00, Ines Moreau <ines@covalue.test> wrote:\n> Our prices",
        "\n\nAm 12.01.2026 um 10:00 schrieb Ines Moreau:\n> Our prices",
        "\n\n-----Original Message-----\nFrom: Ines\nSent: Monday\n\nOur prices",
        "\n\nVon: Ines Moreau\nGesendet: Montag\nAn: Signe\nBetreff: x\n\nOur prices",
        "\n> Our prices",
        "\n\n-- \nSigne Dahl, COO, +47 555 12 34",
        "\n\nBest regards\nSigne Dahl\n+47 555 12 34",
        "\n\nMit freundlichen Grüßen\nSigne Dahl",
        "\n\nSent from my iPhone",
    ],
)
def test_quoted_text_and_signatures_are_cut(below: str) -> None:
    assert quoting.own_words(f"The outages hurt us.{below}") == "The outages hurt us."


def test_what_is_only_a_greeting_is_kept() -> None:
    assert quoting.own_words("Best regards\nSigne") == "Best regards\nSigne"
    assert quoting.own_words("") == ""


def test_markup_comes_as_text_and_what_it_would_run_is_gone() -> None:
    page = EmailMessage()
    page["From"], page["Date"], page["Message-ID"] = SIGNE, "Mon, 12 Jan 2026 10:00:00 +0100", "<h@halden.example>"
    page.set_content(
        "<html><head><title>T</title><style>p{}</style></head><body onload='steal()'><p>The outages<br>hurt &lt;us&gt;</p>"
        "<script>steal()</script><img src=x onerror=steal()><a href='javascript:steal()'>here</a>"
        "<blockquote>Our prices</blockquote></body></html>",
        subtype="html",
    )
    assert _read(page.as_bytes()).text == "The outages\nhurt <us>\nhere"


def test_an_invitation_among_the_alternatives_is_found() -> None:
    """`iter_attachments()` does not see it."""
    invitation = calendar(event("DTSTART:20260112T090000Z", *people(SIGNE)), method="REQUEST")
    page = EmailMessage()
    page["From"], page["Date"], page["Message-ID"] = SIGNE, "Mon, 12 Jan 2026 10:00:00 +0100", "<i@halden.example>"
    page.set_content("Please come")
    page.add_alternative("<p>Please come</p>", subtype="html")
    page.add_alternative(invitation.decode(), subtype="calendar", params={"method": "REQUEST"})
    assert list(page.iter_attachments()) == []
    found = _read(page.as_bytes())
    assert found.text == "Please come" and b"BEGIN:VEVENT" in found.invitations[0]


def test_a_mailbox_is_split_where_a_message_begins_and_nowhere_else(tmp_path: Path) -> None:
    start = b"From signe@halden.example Mon Jan 12 10:00:00 2026\n"
    body = "Hello\n\nFrom Monday on it is better.\n\nFrom signe to all\n\nFrom signe@halden.example Mon Jan 12 10:00:00 2026\nis a line, too\n>From here"
    box = start + letter(body) + b"\n" + start + letter("Second", Message_ID="<2@halden.example>") + b"\n"
    found = _in_file(box, tmp_path)
    assert [getattr(one, "message_id", one) for one in found] == ["1@calendar.test", "2@halden.example"]
    assert "From Monday on" in found[0].text and "is a line, too" in found[0].text  # type: ignore[union-attr]
    dash = b"From - Mon Jan 12 10:00:00 2026\n"
    assert len(_in_file(dash + letter() + b"\n" + dash + letter("b"), tmp_path)) == 2
    assert [one.text for one in _in_file(letter("From me"), tmp_path, "a.eml")] == ["From me"]  # type: ignore[union-attr]


def test_one_odd_message_stops_no_mailbox(tmp_path: Path) -> None:
    start = b"From signe@halden.example Mon Jan 12 10:00:00 2026\n"
    odd = b"Subject: =?utf-8?b?!!!?=\nDate: never\nContent-Type: multipart/mixed\n\nbroken\n"
    found = _in_file(start + odd + b"\n" + start + letter(), tmp_path)
    assert found[0] == Reason.NO_DATE and isinstance(found[1], Message)


@pytest.mark.parametrize("content", [b"", b"   \n", b"%PDF-1.7 binary", b"PK\x03\x04" + bytes(50)])
def test_what_is_no_message_says_why(content: bytes, tmp_path: Path) -> None:
    assert _in_file(content, tmp_path, "a.eml")[0] in (Reason.EMPTY, Reason.FORMAT)


def test_a_mail_of_fifty_megabytes_is_read_as_far_as_its_text(tmp_path: Path) -> None:
    long = letter() + (b"QUJD" * 19 + b"\r\n") * 650_000
    assert len(long) > 50_000_000
    [found] = _in_file(long, tmp_path, "long.eml")
    assert isinstance(found, Message) and Note.SHORTENED in found.notes
    assert len(found.text) <= quoting.LONGEST and found.text.startswith("The outages hurt us.")


@pytest.mark.parametrize("word", ["Private", "Personal", "Company-Confidential"])
def test_what_its_sender_marked_is_private(word: str) -> None:
    assert _read(letter(Sensitivity=word)).private and not _read(letter()).private


def test_letters_of_other_alphabets() -> None:
    found = _read(
        letter(Subject="=?iso-8859-1?q?M=F8te?= =?utf-8?q?_om_str=C3=B8m?=", From=f"=?utf-8?q?S=C3=B8ren?= <{SIGNE}>")
    )
    assert (found.subject, found.people[0].name) == ("Møte om strøm", "Søren")
    assert _read(letter("Gr\xfc\xdfe").decode().encode("latin-1", "replace")).text


HEADERS = f"From: Signe Dahl <{SIGNE}>\r\nMessage-ID: <m@halden.example>\r\nReferences: <0@halden.example>\r\nDate: Mon, 12 Jan 2026 10:00:00 EST\r\n"  # fmt: skip


def test_a_message_of_outlook(tmp_path: Path) -> None:
    sent = datetime(2026, 1, 12, 9, tzinfo=UTC)
    content = msg.message(subject="Outages", body="They hurt.\r\n\r\n-- \r\nSigne", headers=HEADERS, sent=sent, to=INES)
    [found] = _in_file(content, tmp_path, "a.msg")
    assert isinstance(found, Message), found
    assert (found.message_id, found.thread, found.sent_at) == ("m@halden.example", "0@halden.example", sent)
    assert (found.subject, found.text, [one.email for one in found.people]) == ("Outages", "They hurt.", [SIGNE, INES])


def test_a_message_of_outlook_that_does_not_say_when_it_was_sent(tmp_path: Path) -> None:
    headed = msg.message(subject="A", body="B", headers=HEADERS, sent=None, to=INES)
    [found] = _in_file(headed, tmp_path, "a.msg")
    assert isinstance(found, Message) and found.sent_at == datetime(2026, 1, 12, 15, tzinfo=UTC)
    draft = msg.message(subject="A", body="B", headers="", sent=None, to=INES)
    assert _in_file(draft, tmp_path, "b.msg") == [Reason.NO_DATE]
    assert _in_file(headed[:700], tmp_path, "c.msg") == [Reason.BROKEN]


def test_a_message_of_outlook_may_be_private_and_without_headers(tmp_path: Path) -> None:
    sent = datetime(2026, 1, 12, 9, tzinfo=UTC)
    content = msg.message(subject="A", body="B", headers="", sent=sent, to=INES, message_id="<p@x>", sensitivity=2)
    [found] = _in_file(content, tmp_path, "a.msg")
    assert isinstance(found, Message) and found.private and found.message_id == "p@x"
    assert mail.header("=?bad?x?y?=") == "=?bad?x?y?="


def test_headers_are_read_from_their_beginning_and_addresses_whole() -> None:
    many = ", ".join(f"a{n}@halden.example" for n in range(20_000))
    found = mailfiles.one(letter(To=many, Subject="=?utf-8?q?Outages?= " * 50_000), own_zone="UTC")
    assert isinstance(found, Message)
    assert len(found.people) == mail.MOST_PEOPLE and all(one.email.endswith("@halden.example") for one in found.people)
    assert found.subject.startswith("OutagesOutages")
    assert len(many) > mail.LONGEST_LIST


@pytest.mark.parametrize("line", ["Den 1 skrev " * 100 + ":", "On Monday X wrote " * 6 + ":", "x" * 3_000 + ":"])
def test_lines_that_take_the_librarys_patterns_long_are_not_given_to_it(
    line: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    def given() -> None:
        raise AssertionError("the library was asked")

    monkeypatch.setattr(quoting, "_parser", given)
    assert quoting.own_words(f"Hello\n{line}\n") != ""
    with pytest.raises(AssertionError):
        quoting.own_words("Hello\nThree things:\n")
