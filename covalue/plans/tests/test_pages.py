import json
from collections.abc import Callable

from django.test import Client
from django.urls import reverse

from covalue.accounts.models import Account
from covalue.conversations import actions as conversations
from covalue.conversations.actions import Said
from covalue.conversations.models import Channel
from covalue.core.models import Event
from covalue.people import actions as people
from covalue.people.rules import Role
from covalue.plans import actions, handover, queries
from tests.world import NOW, TODAY, US, World

HOSTILE = '#read("/etc/passwd") $x$ <script>alert(1)</script> \u202e שלום 🎉 ' + "x" * 300


def test_saving_as_one_types_answers_in_json_and_refuses_in_a_sentence(
    world: World, signed_in: Callable[..., Client]
) -> None:
    section = actions.start(US, account=world.energy, now=NOW).sections.first()
    assert section is not None
    client, address = signed_in(world.user(Role.SAM)), reverse("plans:write", args=[section.pk])
    told = json.loads(
        client.post(address, {"text": "One", "seen_revision": "0"}, headers={"accept": "application/json"}).content
    )
    assert told["revision"] == 1
    late = client.post(address, {"text": "Two", "seen_revision": "0"}, headers={"accept": "application/json"})
    assert late.status_code == 409 and "while you were writing" in json.loads(late.content)["sentence"]
    strange = signed_in(world.stranger).post(
        address, {"text": "x", "seen_revision": "1"}, headers={"accept": "application/json"}
    )
    assert strange.status_code == 404


def test_the_plan_is_read_as_text_and_written_by_whoever_may_edit(
    world: World, signed_in: Callable[..., Client]
) -> None:
    section = actions.start(US, account=world.energy, now=NOW).sections.first()
    assert section is not None
    actions.write(US, section=section, text="We **grow**\n\n- with them", seen_revision=0, now=NOW)
    address = reverse("plans:plan", args=[world.energy.pk])
    ines = signed_in(world.user(Role.SAM))
    page = ines.get(address).content.decode()
    assert "<strong>grow</strong>" in page and "<li>with them</li>" in page
    form = page[page.index(f'action="{reverse("plans:write", args=[section.pk])}"') :].split("</form>")[0]
    assert "hidden>" in form.split("<input")[0]
    opened = ines.get(f"{address}?edit={section.pk}").content.decode()
    form = opened[opened.index(f'action="{reverse("plans:write", args=[section.pk])}"') :].split("</form>")[0]
    assert "hidden>" not in form.split("<input")[0]
    Account.objects.filter(pk=world.energy.pk).update(archived_at=NOW)
    page = ines.get(f"{address}?edit={section.pk}").content.decode()
    assert (
        "<strong>grow</strong>" in page
        and "<textarea" not in page.split("<main")[1].split("</main>")[0]
        and "**grow" not in page
    )


def test_saving_tells_what_the_text_looks_like(world: World, signed_in: Callable[..., Client]) -> None:
    section = actions.start(US, account=world.energy, now=NOW).sections.first()
    assert section is not None
    address, sent = reverse("plans:write", args=[section.pk]), {"text": "*so* <b>", "seen_revision": "0"}
    told = signed_in(world.user(Role.SAM)).post(address, sent, headers={"accept": "application/json"}).json()
    assert "<em>so</em> &lt;b&gt;" in told["html"]


def test_hostile_text_stays_text_on_page_and_paper(world: World, signed_in: Callable[..., Client]) -> None:
    section = actions.start(US, account=world.energy, now=NOW).sections.first()
    assert section is not None
    actions.write(US, section=section, text=HOSTILE, seen_revision=0, now=NOW)
    client = signed_in(world.user(Role.SAM))
    page = client.get(reverse("plans:plan", args=[world.energy.pk])).content.decode()
    assert "<script>alert(1)" not in page and "&lt;script&gt;" in page
    answer = client.get(reverse("plans:pdf", args=[world.energy.pk]))
    assert b"".join(answer).startswith(b"%PDF-")
    assert Event.objects.filter(verb="exported the plan").count() == 1


def test_what_matters_to_a_contact_personally_is_not_in_the_document(world: World) -> None:
    conversations.log(
        US, account=world.energy, channel=Channel.CALL, held_on=TODAY, subject="Outages", now=NOW,
        said=[Said(world.signe, "Outage minutes are what my board asks me about.", "New in role, first full year")],
    )  # fmt: skip
    actions.start(US, account=world.energy, now=NOW)
    page = queries.plan_page(world.user(Role.SAM), world.energy, TODAY)
    document = str(handover._document(page, queries.value_of(page.account, TODAY)))
    assert "Outage minutes are what my board asks me about." in document
    assert "first full year" not in document


def test_an_empty_plan_is_a_document_too(world: World) -> None:
    actions.start(US, account=world.energy, now=NOW)
    page = queries.plan_page(world.user(Role.SAM), world.energy, TODAY)
    assert handover.as_pdf(page, queries.value_of(page.account, TODAY)).startswith(b"%PDF-")


def test_a_plan_without_a_sponsor_is_handed_over_too(world: World) -> None:
    """An odd number of facts on the cover: the team still gets a line of its own."""
    actions.start(US, account=world.orsa, now=NOW)
    assert handover.as_pdf(
        queries.plan_page(world.stranger, world.orsa, TODAY), queries.value_of(world.orsa, TODAY)
    ).startswith(b"%PDF")


def test_a_former_sam_is_on_the_plans_team_and_leads_it_no_more(world: World) -> None:
    people.set_roles(US, user=world.user(Role.SAM), roles=[Role.TEAM_MEMBER], now=NOW)
    page = queries.plan_page(world.user(Role.PROGRAM_DIRECTOR), world.energy, TODAY)
    assert world.user(Role.SAM) in [place.user for place in page.team]
    assert page.lead is None and page.sponsor == world.user(Role.EXECUTIVE_SPONSOR)


def test_the_history_of_what_was_never_written_is_empty(world: World, signed_in: Callable[..., Client]) -> None:
    section = actions.start(US, account=world.energy, now=NOW).sections.first()
    assert section is not None and not section.revisions.exists()
    address = reverse("plans:history", args=[section.pk])
    assert signed_in(world.user(Role.SAM)).get(address).status_code == 200
    actions.write(US, section=section, text="One", seen_revision=0, now=NOW)
    assert len(queries.history_page(section).revisions) == 1
