"""Pages, my day, the programme and the API of sponsors."""

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from covalue.accounts import actions as accounts
from covalue.accounts.models import AccountClass, Membership, TeamRole
from covalue.conversations import actions as conversations
from covalue.conversations.models import Channel, Conversation
from covalue.people.rules import Role
from covalue.sponsors import actions, programme, queries
from covalue.sponsors.models import Acknowledgement, Declaration, Executive, RoleCard, Sponsorship, Touchpoint
from covalue.sponsors.rules import SponsorGap
from covalue.sponsors.tests.test_actions import AT_RISK, acknowledge, begin, executive, log, plan, tove
from covalue.web import my_day
from covalue.web.my_day import Item
from tests import api
from tests.world import NOW, TODAY, US, World

pytestmark = pytest.mark.django_db
PROGRAMME = "/sponsors/"


def day(world: World, role: Role) -> dict[str, Item]:
    """What of sponsors waits for somebody, by the kind of item."""
    kinds = ("role-card", "touchpoint", "sponsor", "counterpart", "no-", "escalation")
    return {item.kind: item for item in my_day.queue(world.user(role), TODAY) if item.kind.startswith(kinds)}


def today(row: Sponsorship) -> date:
    return row.account.today()


def test_the_page_of_an_account_leads_from_nothing_to_a_sponsor(world: World, signed_in: Callable[..., Client]) -> None:
    Membership.objects.filter(team_role=TeamRole.SPONSOR).delete()
    ines, page = signed_in(world.user(Role.SAM)), reverse("sponsors:account", args=[world.energy.pk])
    assert "No executive sponsor yet" in ines.get(page).content.decode()
    choose = ines.get(reverse("sponsors:choose", args=[world.energy.pk])).content.decode()
    assert "Choose Tove Brandt" in choose and "Their highest contact is Signe Dahl, COO" in choose
    add = reverse("sponsors:add", args=[world.energy.pk])
    wrong = {"sponsor": tove(world).pk, "starts_on": "2026-11-01", "weeks": "0", "purpose": "Reach the board"}
    refused = ines.post(add, wrong)
    assert refused.status_code == 422 and "Reach the board" in refused.content.decode()
    assert not Sponsorship.objects.exists()
    sent = {**wrong, "weeks": "8", "counterparts": [world.signe.pk]}
    assert ines.post(add, sent).status_code == 302
    row = Sponsorship.objects.get()
    text = ines.get(page).content.decode()
    assert (row.weeks, list(row.counterparts.all())) == (
        8,
        [world.signe],
    ) and "has not acknowledged the role card" in text
    edit = reverse("sponsors:edit", args=[row.pk])
    assert "Reach the board" in ines.get(edit).content.decode()
    assert ines.post(edit, {**sent, "counterparts": [world.jon.pk]}).status_code == 302
    assert list(row.counterparts.all()) == [world.jon]


def test_a_sponsor_on_the_team_without_terms_is_told(world: World, signed_in: Callable[..., Client]) -> None:
    page = signed_in(world.user(Role.SAM)).get(reverse("sponsors:account", args=[world.energy.pk])).content.decode()
    assert "on the team, nothing agreed" in page and "Agree the sponsorship" in page


def test_everything_of_a_sponsorship_by_page(world: World, signed_in: Callable[..., Client]) -> None:
    row, ines, sponsor = begin(world), signed_in(world.user(Role.SAM)), signed_in(tove(world))
    dora = signed_in(world.user(Role.PROGRAM_DIRECTOR))
    assert "No role card yet" in sponsor.get(reverse("sponsors:card")).content.decode()
    dora.post(reverse("sponsors:begin-card"))
    assert sponsor.post(reverse("sponsors:acknowledge"), {"version": 1, "role_read": "true"}).status_code == 422
    assert not Acknowledgement.objects.exists(), "the training, too"
    both = {"version": 1, "role_read": "true", "training_done": "true"}
    assert sponsor.post(reverse("sponsors:acknowledge"), both).status_code == 302
    assert "acknowledged" in sponsor.get(reverse("sponsors:card")).content.decode()
    card = {"role": "R", "training": "T", "may_escalate": AT_RISK, "may_not_escalate": "Prices"}
    assert dora.post(reverse("sponsors:publish"), card).status_code == 302 and RoleCard.objects.count() == 2
    sponsor.post(reverse("sponsors:acknowledge"), {**both, "version": 2})
    later = (today(row) + timedelta(days=6)).isoformat()
    assert (
        ines.post(reverse("sponsors:plan", args=[row.pk]), {"planned_on": later, "subject": "Lunch"}).status_code == 302
    )
    planned = Touchpoint.objects.get()
    page = ines.get(reverse("sponsors:account", args=[world.energy.pk])).content.decode()
    assert "Lunch" in page and "Signe Dahl" in page
    logged = reverse("sponsors:log", args=[row.pk])
    form = ines.get(f"{logged}?touchpoint={planned.pk}").content.decode()
    assert 'value="Lunch"' in form
    held = {"held_on": today(row).isoformat(), "channel": "meeting", "subject": "Lunch", "touchpoint": planned.pk}
    assert ines.post(logged, held).status_code == 422 and not Conversation.objects.exists(), "nobody of theirs"
    assert ines.post(logged, {**held, "contacts": [world.signe.pk]}).status_code == 302
    talk = Conversation.objects.get()
    assert talk.touchpoints.get() == planned and tove(world) in talk.people.all()
    raised = {"matter": AT_RISK, "reason": "They fell silent"}
    assert ines.post(reverse("sponsors:escalate", args=[row.pk]), raised).status_code == 302
    escalation = row.escalations.get()
    assert sponsor.post(reverse("sponsors:answer", args=[escalation.pk]), {"answer": "I call"}).status_code == 302
    assert "I call" in ines.get(reverse("sponsors:account", args=[world.energy.pk])).content.decode()
    assert ines.post(reverse("sponsors:end", args=[row.pk]), {"why": ""}).status_code == 422
    assert ines.post(reverse("sponsors:end", args=[row.pk]), {"why": "Retired"}).status_code == 302
    assert "Retired" in ines.get(reverse("sponsors:account", args=[world.energy.pk])).content.decode()
    assert ines.post(reverse("sponsors:resume", args=[row.pk])).status_code == 302
    row.refresh_from_db()
    assert row.ended_at is None


def test_my_day_warns_who_can_do_something_and_it_is_done_there(world: World, signed_in: Callable[..., Client]) -> None:
    row = begin(world, ends_on=today_of(world) + timedelta(days=30), counterparts=[world.signe, world.jon])
    assert day(world, Role.PROGRAM_DIRECTOR)["role-card"].title == "Publish the role card of sponsors"
    actions.begin_card(US, now=NOW)
    assert "role-card" in day(world, Role.EXECUTIVE_SPONSOR) and "role-card" not in day(world, Role.SAM)
    lapsed = day(world, Role.SAM)["sponsor-lapsed"]
    assert lapsed.title == "Tove Brandt has not spoken with Jon Ek, Signe Dahl" and lapsed.act is None
    acknowledge(tove(world))
    accounts.edit_contact(US, contact=world.signe, departed_on=TODAY, now=NOW)
    waiting, client = day(world, Role.SAM), signed_in(world.user(Role.SAM))
    assert set(waiting) == {"sponsor-lapsed", "counterpart-left", "sponsor-term"}
    assert set(day(world, Role.EXECUTIVE_SPONSOR)) == {"sponsor-lapsed"}, "terms are decided by who steers the account"
    assert not day(world, Role.TEAM_MEMBER) and not day(world, Role.COACH)
    for item in waiting.values():
        assert item.act and client.post(item.act.address).status_code == 302
    assert not {"counterpart-left", "sponsor-term", "sponsor-lapsed"} & set(day(world, Role.SAM))
    planned = Touchpoint.objects.get()
    assert list(row.counterparts.all()) == [world.jon] == list(planned.contacts.all())


def today_of(world: World) -> date:
    return world.energy.today()


def test_a_planned_touchpoint_brings_its_brief_and_then_asks_to_be_logged(world: World) -> None:
    acknowledge(tove(world))
    row = begin(world, starts_on=TODAY - timedelta(days=10))
    planned = plan(row)
    item = day(world, Role.EXECUTIVE_SPONSOR)["touchpoint"]
    assert item.url == f"/sponsorships/{row.pk}/brief/?touchpoint={planned.pk}" and "touchpoint" not in day(
        world, Role.SAM
    )
    Touchpoint.objects.update(planned_on=TODAY - timedelta(days=1))
    for role in (Role.EXECUTIVE_SPONSOR, Role.SAM):
        assert day(world, role)["touchpoint"].title == "Was it held? Lunch"
    log(row, touchpoint=planned)
    assert "touchpoint" not in day(world, Role.EXECUTIVE_SPONSOR)


def test_an_escalation_waits_for_the_sponsor_alone(world: World) -> None:
    acknowledge(tove(world))
    row = begin(world, starts_on=TODAY)
    actions.escalate(US, sponsorship=row, matter=AT_RISK, reason="They fell silent", now=NOW)
    assert day(world, Role.EXECUTIVE_SPONSOR)["escalation"].why == "a colleague asks: They fell silent"
    assert not day(world, Role.SAM)


def test_a_strategic_account_without_a_sponsor_is_told_to_its_sam_and_the_director(world: World) -> None:
    assert "no-sponsor" not in day(world, Role.SAM), "Tove is its sponsor"
    Membership.objects.filter(team_role=TeamRole.SPONSOR).delete()
    item = day(world, Role.SAM)["no-sponsor"]
    assert item.url == reverse("sponsors:choose", args=[world.energy.pk])
    pile = day(world, Role.PROGRAM_DIRECTOR)["sponsors-missing"]
    assert pile.title == "1 strategic account has no sponsor" and pile.url == "/sponsors/?gap=no_sponsor"
    begin(world)
    assert "no-sponsor" not in day(world, Role.SAM) and "sponsors-missing" not in day(world, Role.PROGRAM_DIRECTOR)


def test_the_programme_shows_every_sponsorship_with_its_gaps(world: World, signed_in: Callable[..., Client]) -> None:
    dora = world.user(Role.PROGRAM_DIRECTOR)
    accounts.edit(US, account=world.orsa, account_class=AccountClass.STRATEGIC, now=NOW)
    page = programme.programme_page(dora, TODAY)
    assert [(row.account, row.gaps) for row in page.rows] == [
        (world.orsa, (SponsorGap.NO_SPONSOR,)), (world.energy, (SponsorGap.NO_TERMS,)),
    ]  # fmt: skip
    begin(world)
    page = programme.programme_page(dora, TODAY)
    assert page.rows[1].gaps == (SponsorGap.NOT_ACKNOWLEDGED, SponsorGap.LAPSED) and page.counts[SponsorGap.LAPSED] == 1
    assert [one.accounts for one in page.sponsors] == [1, 0]
    only = programme.programme_page(dora, TODAY, gap=SponsorGap.LAPSED)
    assert [row.account for row in only.rows] == [world.energy] and only.total == 2
    assert not programme.programme_page(dora, TODAY, sponsor=dora.pk).rows
    client = signed_in(dora)
    text = client.get(PROGRAMME).content.decode()
    assert "Orsa Paper" in text and "too few to know: five accounts at least" in text
    assert "Orsa Paper" not in client.get(f"{PROGRAMME}?gap=lapsed").content.decode().partition("Executives")[0]
    file = b"".join(client.get(f"{PROGRAMME}export/?format=csv&gap=lapsed").streaming_content)  # type: ignore[attr-defined]
    assert b"Halden Energy" in file and b"Orsa" not in file


def test_what_executives_bring_is_said_by_themselves_or_the_director(
    world: World, signed_in: Callable[..., Client]
) -> None:
    eva = executive()
    path = reverse("sponsors:person", args=[eva.pk])
    sent = {"level": "2", "background": "energy", "most": "5"}
    assert signed_in(world.user(Role.SAM)).post(path, sent).status_code == 404 and not Executive.objects.exists()
    assert signed_in(eva).post(path, sent).status_code == 302
    assert Executive.objects.values_list("level", "background", "most").get() == (2, "energy", 5)
    assert signed_in(world.user(Role.PROGRAM_DIRECTOR)).post(path, {**sent, "most": "99"}).status_code == 422
    declare = reverse("sponsors:declare", args=[world.energy.pk])
    dora = signed_in(world.user(Role.PROGRAM_DIRECTOR))
    assert dora.post(declare, {"user": eva.pk, "conflict": "Holds shares"}).status_code == 302
    assert Declaration.objects.get().conflict == "Holds shares"


def test_the_effect_stands_beside_accounts_without_a_sponsor_with_their_counts(world: World) -> None:
    """Five on each side; each sponsored account: one conversation the year before, four in the two quarters since."""
    start, eva = TODAY - timedelta(days=190), executive()
    for n in range(10):
        account = accounts.create(US, name=f"Customer {n}", account_class=AccountClass.KEY, now=NOW)
        contact = accounts.add_contact(US, account=account, name="Jo", now=NOW)
        talk = {"account": account, "channel": Channel.CALL, "subject": "X", "contacts": [contact], "now": NOW}
        conversations.log(US, **talk, held_on=start - timedelta(days=50))
        if n < 5:
            actions.begin(US, account=account, sponsor=eva, starts_on=start, weeks=9, over_limit="A test", now=NOW)
            for week in range(4):
                conversations.log(US, **talk, held_on=start + timedelta(weeks=week))
    found = programme.effect(TODAY)
    assert found.since == start and (found.sponsored.accounts, found.others.accounts, found.waiting) == (5, 6, 0)
    assert found.sponsored.before and found.sponsored.since and found.others.since
    assert (found.sponsored.before.conversations, found.sponsored.since.conversations) == (0.25, 2.0)
    assert found.others.since.conversations == 0.0, "Orsa Paper, a key account, is one of the six"


def test_the_same_by_program(world: World, called_by: Callable[..., Client]) -> None:
    ines, sponsor = called_by(world.user(Role.SAM)), called_by(tove(world))
    actions.begin_card(US, now=NOW)
    body: dict[str, Any] = {"sponsor": tove(world).pk, "starts_on": "2026-02-02", "counterparts": [world.signe.pk]}
    row = api.post(ines, f"/accounts/{world.energy.pk}/sponsorships", body)
    assert (
        row["weeks"] == 13 and row["gaps"][0] == "not_acknowledged" and row["counterparts"][0]["name"] == "Signe Dahl"
    )
    path = f"/sponsorships/{row['id']}"
    assert api.post(ines, f"{path}/touchpoints/next", status=409)["title"]
    api.post(
        sponsor, "/sponsors/acknowledgements", {"version": 1, "role_read": True, "training_done": False}, status=422
    )
    api.post(
        sponsor, "/sponsors/acknowledgements", {"version": 1, "role_read": True, "training_done": True}, status=200
    )
    changed = api.patch(ines, path, {"weeks": 8}, row["version"])
    assert changed["weeks"] == 8 and changed["counterparts"] == row["counterparts"]
    api.patch(ines, path, {"weeks": 9}, row["version"], status=412)
    assert api.post(ines, f"{path}/touchpoints/next")["contacts"][0]["name"] == "Signe Dahl"
    assert api.get(ines, f"/accounts/{world.energy.pk}/sponsorships")["items"][0]["weeks"] == 8
    told = api.get(called_by(world.user(Role.PROGRAM_DIRECTOR)), "/sponsors/programme?gap=lapsed")
    assert [one["account"]["name"] for one in told["rows"]] == ["Halden Energy"]
    page = api.get(sponsor, f"{path}/brief")
    assert [part["key"] for part in page["parts"]][:2] == ["who", "said"]


def test_many_sponsorships_stand_in_few_queries(world: World, django_assert_num_queries: Any) -> None:
    with django_assert_num_queries(0):
        assert queries.standings([], TODAY) == ()
    eva = executive()
    for n in range(2):
        account = accounts.create(US, name=f"Customer {n}", now=NOW)
        actions.begin(US, account=account, sponsor=eva, successor=tove(world), starts_on=TODAY, weeks=9, now=NOW)
    acknowledge(eva)
    with django_assert_num_queries(11):
        assert len(queries.standings(queries.running(), TODAY)) == 2
    for n in range(2, 6):
        account = accounts.create(US, name=f"Customer {n}", now=NOW)
        more = {"successor": tove(world), "over_limit": "A test"}
        actions.begin(US, account=account, sponsor=eva, starts_on=TODAY, weeks=9, **more, now=NOW)
    with django_assert_num_queries(11):
        assert len(queries.standings(queries.running(), TODAY)) == 6


def test_the_search_finds_a_sponsorship_by_either_side(world: World) -> None:
    from covalue.sponsors import hits

    begin(world)
    found = [[hit.title for hit in hits.sponsorships(world.user(Role.SAM), word)] for word in ("tove", "signe", "olle")]
    assert found == [["Tove Brandt"], ["Tove Brandt"], []]
    assert not list(hits.sponsorships(world.stranger, "tove"))
