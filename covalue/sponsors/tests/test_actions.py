"""Sponsorships by their actions; what is refused changes nothing."""

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest

from covalue.accounts import actions as accounts
from covalue.accounts.models import Contact, Membership, TeamRole
from covalue.conversations import actions as conversations
from covalue.conversations.models import Channel, Conversation
from covalue.core import errors
from covalue.core.events import Actor
from covalue.core.models import Event
from covalue.objectives import actions as objectives
from covalue.objectives.models import Side
from covalue.people import actions as people
from covalue.people.models import User
from covalue.people.rules import Role
from covalue.sponsors import actions, brief, matching, queries
from covalue.sponsors.inputs import ExecutiveInput, RoleCardInput
from covalue.sponsors.models import Acknowledgement, Escalation, RoleCard, Sponsorship, Touchpoint
from covalue.sponsors.rules import SponsorGap
from tests.world import NOW, TODAY, US, World

pytestmark = pytest.mark.django_db
AT_RISK = "The relationship itself is at risk"


def executive(name: str = "Eva Frost", title: str = "Chief Financial Officer") -> User:
    email = f"{name.split()[0].lower()}@covalue.test"
    user = people.create_user(US, email=email, name=name, roles=[Role.EXECUTIVE_SPONSOR], now=NOW)
    user.title = title
    user.save()
    return user


def tove(world: World) -> User:
    return world.user(Role.EXECUTIVE_SPONSOR)


def begin(world: World, **values: Any) -> Sponsorship:
    terms = {"sponsor": tove(world), "starts_on": date(2026, 2, 2), "weeks": 13, "counterparts": [world.signe]}
    return actions.begin(US, account=world.energy, **(terms | values), now=NOW)


def acknowledge(user: User) -> Acknowledgement:
    if queries.current_card() is None:
        actions.begin_card(US, now=NOW - timedelta(days=400))
    card = queries.current_card()
    assert card
    return actions.acknowledge(Actor(user, "test"), version=card.version, now=NOW - timedelta(days=300))


def plan(row: Sponsorship, **values: Any) -> Touchpoint:
    return actions.plan(
        US, sponsorship=row, **({"planned_on": TODAY + timedelta(5), "subject": "Lunch"} | values), now=NOW
    )


def log(row: Sponsorship, **values: Any) -> Conversation:
    terms = {"channel": "meeting", "held_on": TODAY, "subject": "Lunch", "contacts": [row.counterparts.first()]}
    return actions.log(US, sponsorship=row, **(terms | values), now=NOW)


def refused(act: Callable[[], object], sentence: str, kind: type[errors.Refused] = errors.Refused) -> None:
    """It is refused with this sentence, nothing is written and nothing changes."""
    rows = lambda: [  # noqa: E731
        list(model.objects.order_by("pk").values())
        for model in (Sponsorship, Touchpoint, Escalation, Acknowledgement, RoleCard, Conversation, Membership)
    ]
    before, written = rows(), Event.objects.count()
    with pytest.raises(kind, match=sentence):
        act()
    assert rows() == before and Event.objects.count() == written


def test_whoever_is_made_sponsor_joins_the_team_as_one(world: World) -> None:
    eva = executive()
    row = begin(world, sponsor=eva)
    assert Membership.objects.get(user=eva).team_role == TeamRole.SPONSOR and list(row.counterparts.all()) == [
        world.signe
    ]
    assert queries.sponsored_by([eva.pk]) == {eva.pk: {world.energy.pk}}


def test_what_does_not_fit_is_refused(world: World) -> None:
    begin(world)
    eva, karl = executive(), world.user(Role.TEAM_MEMBER)
    theirs = objectives.add(US, account=world.orsa, side=Side.THEIRS, statement="Grow", now=NOW)
    stranger = accounts.add_contact(US, account=world.orsa, name="Olle Ek", now=NOW)
    gone = accounts.add_contact(US, account=world.energy, name="Gone Away", now=NOW)
    accounts.edit_contact(US, contact=gone, departed_on=TODAY, now=NOW)
    for values, sentence in (
        ({}, "already sponsors"),
        ({"sponsor": karl}, "no role that sponsors"),
        ({"sponsor": eva, "counterparts": [stranger]}, "is not a contact of"),
        ({"sponsor": eva, "counterparts": [gone]}, "has left"),
        ({"sponsor": eva, "objectives": [theirs]}, "not an objective of"),
        ({"sponsor": eva, "ends_on": date(2026, 2, 2)}, "ends before it starts"),
        ({"sponsor": eva, "weeks": 0}, "from 1 to 104"),
        ({"sponsor": eva, "successor": eva}, "somebody else"),
        ({"sponsor": eva, "successor": karl}, "no role that sponsors"),
    ):
        refused(lambda values=values: begin(world, **values), sentence, errors.BadInput)  # type: ignore[misc]


def test_only_who_steers_the_account_decides_on_sponsors(world: World) -> None:
    row = begin(world)
    for role in (Role.TEAM_MEMBER, Role.EXECUTIVE_SPONSOR):
        actor = Actor(world.user(role), "test")
        refused(
            lambda a=actor: actions.edit(a, sponsorship=row, purpose="X", now=NOW),
            "Only the account",
            errors.NotAllowed,
        )  # type: ignore[misc]
        refused(
            lambda a=actor: actions.end(a, sponsorship=row, why="X", now=NOW), "Only the account", errors.NotAllowed
        )  # type: ignore[misc]
    nils = Actor(world.stranger, "test")
    refused(lambda: actions.edit(nils, sponsorship=row, purpose="X", now=NOW), "", errors.NotFound)


def test_one_account_more_than_they_take_needs_a_reason_which_is_kept_and_told(world: World) -> None:
    eva = executive()
    actions.describe(US, eva, ExecutiveInput(most=1), now=NOW)
    begin(world, sponsor=eva)
    more = {"account": world.orsa, "sponsor": eva, "starts_on": TODAY, "weeks": 8, "now": NOW}
    refused(lambda: actions.begin(US, **more), "would have 2; the limit is 1", errors.BadInput)
    row = actions.begin(US, **more, over_limit="Until Tove is back")
    assert (row.over_limit, row.accepted_load) == ("Until Tove is back", 2)
    first, second = queries.standings(queries.running().filter(sponsor=eva), TODAY)
    assert SponsorGap.OVER_LIMIT in first.gaps and SponsorGap.OVER_LIMIT not in second.gaps, (
        "confirmed for the second, told of the first"
    )


def test_no_touchpoint_before_the_role_card_is_acknowledged(world: World) -> None:
    row = begin(world)
    refused(lambda: plan(row), "no role card yet", errors.WrongState)
    actions.begin_card(US, now=NOW)
    refused(lambda: plan(row), "acknowledges the role card", errors.WrongState)
    refused(lambda: actions.plan_next(US, sponsorship=row, now=NOW), "acknowledges the role card", errors.WrongState)
    refused(lambda: log(row), "acknowledges the role card", errors.WrongState)
    assert queries.standing_of(row, TODAY).gaps[0] == SponsorGap.NOT_ACKNOWLEDGED
    said = acknowledge(tove(world))
    assert said.card.version == 1 and plan(row).pk and log(row).pk


def test_a_conversation_before_that_is_no_touchpoint_whoever_logged_it(world: World) -> None:
    """The page of conversations, the API and imports log what was: it counts from the day of the acknowledgement on."""
    row = begin(world)
    logged = {"account": world.energy, "channel": Channel.CALL, "contacts": [world.signe], "people": [tove(world)]}
    conversations.log(US, **logged, held_on=TODAY - timedelta(days=301), subject="Before", now=NOW)
    acknowledge(tove(world))
    standing = queries.standing_of(row, TODAY)
    assert standing.last is None and not queries.touchpoints_held(standing)
    conversations.log(US, **logged, held_on=TODAY - timedelta(days=200), subject="After", now=NOW)
    conversations.log(
        US, **logged | {"channel": Channel.MAIL}, held_on=TODAY - timedelta(days=9), subject="Mail", now=NOW
    )
    conversations.log(US, **logged | {"contacts": []}, held_on=TODAY - timedelta(days=8), subject="Alone", now=NOW)
    standing = queries.standing_of(row, TODAY)
    assert standing.last == TODAY - timedelta(days=200) and standing.gaps == (SponsorGap.LAPSED,)
    assert [talk.subject for talk in queries.touchpoints_held(standing)] == ["After"]


def test_a_newer_card_keeps_nobody_from_the_next_touchpoint_but_from_the_first(world: World) -> None:
    acknowledge(tove(world))
    row = begin(world)
    card = RoleCardInput(role="New", training="New", may_escalate=AT_RISK)
    assert actions.publish(US, card, now=NOW).version == 2 == actions.publish(US, card, now=NOW).version
    refused(lambda: plan(row), r"version 2\)", errors.WrongState)
    me = Actor(tove(world), "test")
    refused(lambda: actions.acknowledge(me, version=1, now=NOW), "newer role card, version 2", errors.WrongState)
    actions.acknowledge(me, version=2, now=NOW)
    log(row)
    actions.publish(US, card.model_copy(update={"role": "Newer"}), now=NOW)
    assert plan(row).pk
    assert queries.acknowledged_by([tove(world).pk])[tove(world).pk] == {1, 2}, "the versions are kept"


def test_who_may_publish_and_acknowledge(world: World) -> None:
    card = RoleCardInput(role="R", training="T", may_escalate="Prices", may_not_escalate=" prices ")
    refused(lambda: actions.publish(US, card, now=NOW), "on both lists", errors.BadInput)
    ines = Actor(world.user(Role.SAM), "test")
    refused(lambda: actions.begin_card(ines, now=NOW), "Only the program director", errors.NotAllowed)
    actions.begin_card(US, now=NOW)
    refused(lambda: actions.begin_card(US, now=NOW), "already exists", errors.WrongState)
    refused(lambda: actions.acknowledge(ines, version=1, now=NOW), "Only executive sponsors", errors.NotAllowed)


def test_a_touchpoint_held_is_one_conversation_and_planned_again_where_that_is_removed(world: World) -> None:
    acknowledge(tove(world))
    row = begin(world)
    planned = plan(row)
    talk = log(row, touchpoint=planned, who=world.signe, words="Send your boss")
    assert Conversation.objects.get() == talk and list(talk.people.all()) == [tove(world)]
    assert talk.statements.get().words == "Send your boss" and not queries.waiting_touchpoints()
    refused(lambda: log(row, touchpoint=planned), "was held", errors.WrongState)
    refused(lambda: actions.cancel(US, touchpoint=planned, now=NOW), "was held", errors.WrongState)
    conversations.remove(US, talk, now=NOW)
    assert list(queries.waiting_touchpoints()) == [planned]
    assert log(row, touchpoint=planned) != talk


def test_what_is_planned_is_moved_cancelled_and_planned_again(world: World) -> None:
    acknowledge(tove(world))
    row = begin(world)
    planned = plan(row)
    assert list(planned.contacts.all()) == [world.signe], "without contacts the counterparts"
    refused(lambda: plan(row, planned_on=TODAY - timedelta(1)), "has passed", errors.BadInput)
    refused(lambda: plan(row, planned_on=TODAY + timedelta(900)), "two years", errors.BadInput)
    refused(lambda: plan(row, subject="  "), "few words", errors.BadInput)
    refused(lambda: log(row, channel="mail"), "An email does not count", errors.BadInput)
    refused(lambda: log(row, contacts=[]), "who of theirs", errors.BadInput)
    refused(lambda: log(row, words="Yes"), "Choose who said it", errors.BadInput)
    refused(lambda: log(row, held_on=TODAY + timedelta(1)), "in the future", errors.BadInput)
    actions.move(US, touchpoint=planned, planned_on=TODAY + timedelta(9), now=NOW)
    assert queries.standing_of(row, TODAY).next == planned
    actions.cancel(US, touchpoint=planned, now=NOW)
    refused(lambda: actions.move(US, touchpoint=planned, planned_on=TODAY, now=NOW), "was cancelled", errors.WrongState)
    actions.reinstate(US, touchpoint=planned, now=NOW)
    assert list(queries.waiting_touchpoints()) == [planned]


def test_a_touchpoint_is_not_planned_again_for_a_sponsor_who_left_the_team(world: World) -> None:
    acknowledge(tove(world))
    planned = plan(begin(world))
    actions.cancel(US, touchpoint=planned, now=NOW)
    Membership.objects.filter(user=tove(world)).delete()
    refused(lambda: actions.reinstate(US, touchpoint=planned, now=NOW), "no longer a sponsor", errors.WrongState)
    assert not queries.waiting_touchpoints()


def test_an_end_cancels_what_is_planned_and_its_undo_brings_it_back(world: World) -> None:
    acknowledge(tove(world))
    row = begin(world)
    planned = plan(row)
    actions.end(US, sponsorship=row, why="Retired", leaves_team=True, now=NOW)
    assert not Membership.objects.filter(user=tove(world)).exists() and not queries.waiting_touchpoints()
    refused(lambda: actions.edit(US, sponsorship=row, purpose="X", now=NOW), "has ended", errors.WrongState)
    refused(lambda: plan(row), "has ended", errors.WrongState)
    refused(lambda: actions.reinstate(US, touchpoint=Touchpoint.objects.get(), now=NOW), "has ended", errors.WrongState)
    actions.resume(US, sponsorship=row, now=NOW)
    assert list(queries.waiting_touchpoints()) == [planned] and Membership.objects.filter(user=tove(world)).exists()


def test_a_successor_takes_all_over(world: World) -> None:
    eva = executive()
    acknowledge(tove(world))
    row = begin(world, ends_on=TODAY + timedelta(30), purpose="Open the board")
    assert SponsorGap.ENDING in queries.standing_of(row, TODAY).gaps
    refused(lambda: actions.succeed(US, sponsorship=row, now=NOW), "Name a successor", errors.WrongState)
    actions.edit(US, sponsorship=row, successor=eva, now=NOW)
    assert SponsorGap.ENDING not in queries.standing_of(row, TODAY).gaps
    planned = plan(row)
    taken = actions.succeed(US, sponsorship=row, now=NOW)
    planned.refresh_from_db()
    assert (taken.sponsor, taken.purpose, planned.sponsorship) == (eva, "Open the board", taken)
    assert list(taken.counterparts.all()) == [world.signe] and planned.cancelled_at is None
    assert Sponsorship.objects.get(pk=row.pk).why_ended == "handed on to Eva Frost"


def test_a_term_is_extended_from_its_end_or_from_today(world: World) -> None:
    row = begin(world, ends_on=date(2026, 12, 1))
    assert actions.extend(US, sponsorship=row, now=NOW).ends_on == date(2027, 12, 1)
    actions.edit(US, sponsorship=row, ends_on=date(2026, 3, 1), now=NOW)
    assert queries.standing_of(row, TODAY).gaps[0] == SponsorGap.OVER
    assert actions.extend(US, sponsorship=row, now=NOW).ends_on == date(2027, 11, 20)
    actions.edit(US, sponsorship=row, ends_on=date(2028, 2, 29), now=NOW)
    assert actions.extend(US, sponsorship=row, now=NOW).ends_on == date(2029, 2, 28)


def test_a_counterpart_who_left_is_a_gap_until_taken_off(world: World) -> None:
    row = begin(world, counterparts=[world.signe, world.jon])
    accounts.edit_contact(US, contact=world.signe, departed_on=TODAY, now=NOW)
    assert SponsorGap.COUNTERPART_LEFT in queries.standing_of(row, TODAY).gaps
    actions.edit(US, sponsorship=row, counterparts=[world.signe, world.jon], now=NOW)
    actions.remove_left(US, sponsorship=row, now=NOW)
    assert list(row.counterparts.all()) == [world.jon]


def test_only_what_the_card_names_is_escalated_and_only_the_sponsor_answers(world: World) -> None:
    row = begin(world)
    hand = lambda matter, reason="They fell silent", **more: actions.escalate(  # noqa: E731
        US, sponsorship=row, matter=matter, reason=reason, now=NOW, **more
    )
    refused(lambda: hand(AT_RISK), "no role card", errors.WrongState)
    actions.begin_card(US, now=NOW)
    refused(lambda: hand("Prices, discounts and payment terms"), "not escalated to a sponsor", errors.BadInput)
    refused(lambda: hand("My holidays"), "that the role card names", errors.BadInput)
    refused(lambda: hand(AT_RISK, reason=" "), "Say why", errors.BadInput)
    refused(lambda: hand(AT_RISK, wanted_by=TODAY - timedelta(1)), "has passed", errors.BadInput)
    escalation = hand(f"  {AT_RISK.upper()} ")
    assert escalation.matter == AT_RISK and SponsorGap.ESCALATION in queries.standing_of(row, TODAY).gaps
    answer = lambda role: actions.answer(  # noqa: E731
        Actor(world.user(role), "test"), escalation=escalation, text="I call Signe", now=NOW
    )
    for role in (Role.SAM, Role.TEAM_MEMBER):
        refused(lambda role=role: answer(role), "Only the sponsor", errors.NotAllowed)  # type: ignore[misc]
    assert answer(Role.EXECUTIVE_SPONSOR).answered_by == tove(world)
    assert SponsorGap.ESCALATION not in queries.standing_of(row, TODAY).gaps


def test_somebody_off_the_team_is_no_longer_briefed(world: World) -> None:
    acknowledge(tove(world))
    row = begin(world)
    accounts.leave_team(US, membership=Membership.objects.get(user=tove(world)), now=NOW)
    assert queries.standing_of(row, TODAY).gaps[0] == SponsorGap.NOT_ON_TEAM
    dora = world.user(Role.PROGRAM_DIRECTOR)
    for act in (lambda: brief.brief(dora, row, TODAY), lambda: plan(row)):
        refused(act, "no longer a sponsor", errors.WrongState)


def test_proposals_say_why_and_decide_nothing(world: World) -> None:
    eva, finn = executive(), executive("Finn Holt", "Head of Rail")
    actions.describe(US, eva, ExecutiveInput(background="Energy and trading"), now=NOW)
    actions.declare(Actor(finn, "test"), world.energy, finn, "Holds shares of Halden", now=NOW)
    page = matching.proposals(world.user(Role.SAM), world.energy)
    assert page.highest == world.signe and [row.user for row in page.rows] == [
        eva,
        world.user(Role.PROGRAM_DIRECTOR),
        finn,
    ]
    said = {row.user.name: [reason.words for reason in row.reasons] for row in page.rows}
    assert said["Eva Frost"] == [
        "has not declared yet whether there is a conflict of interest",
        "same level as their highest contact: Board or managing director",
        "knows this business: energy",
        "sponsors 0 accounts of 3",
    ]
    assert said["Finn Holt"][0] == "declared a conflict of interest: Holds shares of Halden"
    assert not page.rows[2].proposed and not Sponsorship.objects.exists()
    refused(lambda: begin(world, sponsor=finn), "declared a conflict of interest", errors.BadInput)
    nobody = Actor(world.user(Role.SAM), "test")
    refused(lambda: actions.declare(nobody, world.energy, finn, "", now=NOW), "Only Finn Holt", errors.NotAllowed)


def test_merged_and_erased_contacts_are_followed(world: World) -> None:
    acknowledge(tove(world))
    twin = accounts.add_contact(US, account=world.energy, name="Signe D.", now=NOW)
    row = begin(world, counterparts=[twin], purpose="Meet Signe Dahl twice a year")
    plan(row)
    [merge] = accounts.merge_contacts(US, kept=world.signe, gone=[twin], now=NOW)
    assert list(row.counterparts.all()) == [world.signe] and merge.pk
    accounts.erase_contact(US, contact=world.signe, keep_words=True, now=NOW)
    row.refresh_from_db()
    assert "Signe" not in row.purpose and Contact.objects.get(pk=world.signe.pk).name not in ("", "Signe Dahl")


def test_a_merged_account_brings_its_sponsorship(world: World) -> None:
    row = begin(world)
    kept = accounts.create(US, name="Halden Power", now=NOW)
    accounts.merge(US, kept=kept, gone=[world.energy], now=NOW)
    row.refresh_from_db()
    assert row.account == kept and queries.running().get() == row
