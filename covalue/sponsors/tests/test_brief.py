"""The brief: every line opens to its rows, the customer's voice is theirs, and no motive leaves in it."""

import io
import json
import re
from collections.abc import Callable
from datetime import timedelta
from decimal import Decimal

import pytest
from django.test import Client
from django.urls import reverse

from covalue.accounts import actions as accounts
from covalue.action_items import actions as action_items
from covalue.conversations import actions as conversations
from covalue.conversations.actions import Said
from covalue.conversations.models import Channel
from covalue.core.models import Event
from covalue.objectives import actions as objectives
from covalue.objectives.models import Side
from covalue.people.rules import Role
from covalue.sponsors import actions, brief, handout
from covalue.sponsors.brief import Brief, BriefPart, Line
from covalue.sponsors.brief import Row as Behind
from covalue.sponsors.models import Sponsorship
from covalue.sponsors.tests.test_actions import acknowledge, begin, plan, tove
from covalue.value import actions as value
from covalue.value.actions import SignedAnswer
from covalue.value.models import Signature
from covalue.value.rules import Answer
from covalue.value.tests.test_actions import case
from tests import api
from tests.world import NOW, TODAY, US, World

pytestmark = pytest.mark.django_db
MOTIVE = "Wants to be on the board by spring"
WORDS = "Outages cost us the regulator's patience"


@pytest.fixture
def row(world: World) -> Sponsorship:
    """Tove, paired with Signe, who spoke last week; an action of ours is late, one of theirs open."""
    acknowledge(tove(world))
    conversations.log(
        US, account=world.energy, channel=Channel.MEETING, held_on=TODAY - timedelta(days=7), subject="Outages", now=NOW,
        people=[tove(world)], said=[Said(world.signe, WORDS, MOTIVE)],
    )  # fmt: skip
    action_items.add(US, account=world.energy, title="Send the plan", due_on=TODAY - timedelta(days=3), now=NOW)
    action_items.add(US, account=world.energy, title="Name a date", customer_owner=world.jon, now=NOW)
    goal = objectives.add(
        US, account=world.energy, side=Side.THEIRS, statement="Halve outages", measure="hours", now=NOW
    )
    return begin(world, purpose="Reach the board", objectives=[goal], not_to_promise="A fixed price\n- Weekend shifts")


def read(row: Sponsorship, world: World) -> Brief:
    return brief.brief(tove(world), row, TODAY)


def part(page: Brief, key: BriefPart) -> tuple[Line, ...]:
    return next(one.lines for one in page.parts if one.key == key)


def test_it_says_who_what_they_said_what_is_open_and_what_it_is_for(row: Sponsorship, world: World) -> None:
    page = read(row, world)
    [who] = part(page, BriefPart.WHO)
    assert who.text == "Signe Dahl" and who.note == "COO · last spoke with us 13 Nov 2026"
    [said] = part(page, BriefPart.SAID)
    assert (said.text, said.note, said.theirs) == (WORDS, "Signe Dahl, 13 Nov 2026", True)
    ours, theirs = part(page, BriefPart.OPEN)
    assert (ours.text, ours.note, ours.warns) == ("We owe: 1 open action", "1 overdue: Send the plan", True)
    assert (theirs.text, theirs.note) == ("They owe: 1 open action", "Name a date")
    assert [line.text for line in part(page, BriefPart.NOT_TO_PROMISE)] == [
        "A fixed price", "Weekend shifts", "Not a sponsor's matter, says the role card",
    ]  # fmt: skip
    assert [(line.text, line.theirs) for line in part(page, BriefPart.OBJECTIVES)] == [
        ("Reach the board", False), ("Halve outages", True),
    ]  # fmt: skip


def test_every_line_opens_to_its_rows(row: Sponsorship, world: World) -> None:
    for one in read(row, world).parts:
        for line in one.lines:
            assert line.rows and all(behind.href for behind in line.rows), line


def test_value_agreed_claimed_signed_and_in_dispute_stand_apart(row: Sponsorship, world: World) -> None:
    initiative = case(world)
    open_case = read(row, world)
    assert not part(open_case, BriefPart.VALUE)
    assert any("Name no figure" in line.text for line in part(open_case, BriefPart.NOT_TO_PROMISE))
    claim = _claimed(world, initiative)
    asked = value.ask_for_claim(US, claim=claim, contact=world.signe, now=NOW)
    [claimed] = part(read(row, world), BriefPart.VALUE)
    assert claimed.text == "€1k delivered" and not claimed.theirs and "care" in claimed.rows[0].text
    partly = SignedAnswer(Answer.PARTLY, {"a": Decimal(400)}, remark="Not in June")
    value.sign(US, signature_request=asked, answer=partly, way=Signature.Way.LINK, now=NOW)
    page = read(row, world)
    lines = {line.text: line for line in part(page, BriefPart.VALUE)}
    assert list(lines) == ["€1k delivered", "€400 signed", "€600 in dispute"]
    assert lines["€400 signed"].theirs and "Signe Dahl" in lines["€400 signed"].rows[0].note
    assert "“Not in June” Signe Dahl" in lines["€600 in dispute"].rows[0].note
    assert any(line.text.startswith("Concede nothing") for line in part(page, BriefPart.NOT_TO_PROMISE))


def _claimed(world: World, initiative):  # type: ignore[no-untyped-def]
    from covalue.core.periods import Period
    from covalue.value.claims.deliveries import Delivered

    accounts.edit_contact(US, contact=world.signe, email="signe@halden.test", now=NOW)
    period = Period(TODAY.replace(month=6, day=1), TODAY.replace(month=6, day=30))
    lines = [Delivered(key="a", title="A", amount=Decimal(1000))]
    return value.claim(US, initiative=initiative, period=period, currency="EUR", lines=lines, now=NOW)


def test_no_motive_is_on_the_page_in_a_file_or_an_answer(
    row: Sponsorship, world: World, signed_in: Callable[..., Client], called_by: Callable[..., Client]
) -> None:
    client = signed_in(tove(world))
    page = client.get(reverse("sponsors:brief", args=[row.pk])).content.decode()
    offline = client.get(reverse("sponsors:brief-file", args=[row.pk, "offline"])).content.decode()
    answer = json.dumps(api.get(called_by(tove(world)), f"/sponsorships/{row.pk}/brief"))
    data = json.dumps(handout._content(read(row, world)))
    for text in (page, offline, answer, data):
        assert MOTIVE not in text and "regulator" in text


def test_the_offline_file_needs_no_connection(row: Sponsorship, world: World, signed_in: Callable[..., Client]) -> None:
    answer = signed_in(tove(world)).get(reverse("sponsors:brief-file", args=[row.pk, "offline"]))
    text = answer.content.decode()
    named = answer.headers["Content-Disposition"]
    assert re.fullmatch(r'attachment; filename="internal-brief-halden-energy-[0-9-]{10}\.html"', named)
    assert not re.search(r"<(script|link|img|iframe)\b|src=|url\(|@import", text) and "default-src 'none'" in text
    assert text.count("<details>") == sum(len(one.lines) for one in read(row, world).parts)
    assert Event.objects.filter(verb="exported sponsor brief: offline").count() == 1


def test_what_people_typed_is_text_in_the_file(
    row: Sponsorship, world: World, signed_in: Callable[..., Client]
) -> None:
    actions.edit(US, sponsorship=row, purpose="<script>alert(1)</script> #set page()", now=NOW)
    client = signed_in(tove(world))
    text = client.get(reverse("sponsors:brief-file", args=[row.pk, "offline"])).content.decode()
    assert "<script>" not in text and "&lt;script&gt;" in text
    assert client.get(reverse("sponsors:brief-file", args=[row.pk, "pdf"])).content[:5] == b"%PDF-"
    assert client.get(reverse("sponsors:brief-file", args=[row.pk, "docx"])).status_code == 404


def _pages(file: bytes) -> int:
    return len(re.findall(rb"/Type\s*/Page\b(?!s)", file))


def test_the_pdf_is_one_page(row: Sponsorship, world: World) -> None:
    file = handout.made(read(row, world), "pdf")
    assert _pages(file) == 1 and io.BytesIO(file).read(5) == b"%PDF-"


def test_in_the_pdf_a_line_with_many_rows_leads_to_all_of_them_behind_the_page(row: Sponsorship, world: World) -> None:
    for n in range(30):
        action_items.add(US, account=world.energy, title=f"Something to do, number {n}", now=NOW)
    page = read(row, world)
    told = handout._content(page)
    lines = {line["key"]: line for part in told["parts"] for line in part["lines"]}
    assert len(lines) == sum(len(part.lines) for part in page.parts)
    long = [line for line in lines.values() if line["more"]]
    assert long
    for part in page.parts:
        for place, line in enumerate(part.lines):
            shown = lines[f"rows-{part.key}-{place}"]
            rows = shown["all"] or shown["rows"]
            assert len(rows) == len([one for one in line.rows if shown["all"] or one.text != line.text])
    file = handout.made(page, "pdf")
    assert _pages(file) == 2
    assert len(re.findall(rb"/Subtype\s*/Link", file)) >= 3 * len(long)  # from the line, its “more” and back
    assert b"/URI" in file  # a row's page


def test_it_is_of_the_touchpoint_that_is_asked_for(row: Sponsorship, world: World) -> None:
    first, second = plan(row, subject="Lunch"), plan(row, subject="Dinner", contacts=[world.jon])
    assert (read(row, world).subject, read(row, world).planned_on) == ("Lunch", first.planned_on)
    page = brief.brief(tove(world), row, TODAY, second)
    assert [line.text for line in part(page, BriefPart.WHO)] == ["Jon Ek"]


def test_a_contact_of_the_group_brings_no_conversation_the_sponsor_may_not_see(row: Sponsorship, world: World) -> None:
    """Tove sponsors Halden Energy; what was spoken with the group above is not hers to know."""
    boss = accounts.add_contact(US, account=world.group, name="Ragna Halden", title="CEO", now=NOW)
    conversations.log(
        US,
        account=world.group,
        channel=Channel.CALL,
        held_on=TODAY,
        subject="Sale of a company",
        contacts=[boss],
        now=NOW,
    )
    actions.edit(US, sponsorship=row, counterparts=[boss], now=NOW)
    [line] = part(brief.brief(world.user(Role.PROGRAM_DIRECTOR), row, TODAY), BriefPart.WHO)
    assert line.note == "CEO · no conversation yet" and "Sale" not in str(line.rows)


def test_other_packages_add_lines(row: Sponsorship, world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    added = [*brief._added, (BriefPart.PROMISES, 10, lambda view: [Line("A report by Friday", (Behind("promised"),))])]
    monkeypatch.setattr(brief, "_added", added)
    assert [line.text for line in part(read(row, world), BriefPart.PROMISES)] == ["A report by Friday"]
