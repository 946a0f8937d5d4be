"""Where we stand: what they say and what we believe stay apart, and every figure has its rows."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.test import Client

from covalue.accounts import actions as accounts
from covalue.core import errors
from covalue.core.events import Actor
from covalue.core.models import Event
from covalue.people.rules import Role
from covalue.positioning import actions, my_day, queries
from covalue.positioning.models import MessageVersion, Preference, Rating, Reason
from covalue.positioning.queries import COMPETITORS, PREFERENCES, RATINGS, REASONS, PositionPage
from covalue.positioning.rules import CheckState, Clear, Dimension, Measure, Named
from covalue.web.my_day import Day
from tests.world import NOW, TODAY, US, World

pytestmark = pytest.mark.django_db
SignedIn = Callable[..., Client]


def rate(world: World, score: int, **values: object) -> Rating:
    given = {"dimension": Dimension.SERVICE, "score": score, "rated_on": TODAY, **values}
    return RATINGS.add(US, world.energy, given, now=NOW)


def prefer(world: World, contact: object, named: Named = Named.US, **values: object) -> Preference:
    given = {"measure": Measure.MINDSHARE, "contact": contact, "named": named, "asked_on": TODAY, **values}
    return PREFERENCES.add(US, world.energy, given, now=NOW)


def position(world: World) -> PositionPage:
    return queries.position_page(world.user(Role.SAM), world.energy, TODAY)


def test_what_they_rate_and_what_we_believe_are_never_one_number(world: World) -> None:
    rival = COMPETITORS.add(US, world.energy, {"name": "Kabelwerk"}, now=NOW)
    rate(world, 5)
    rate(world, 1, contact=world.signe, rated_on=TODAY - timedelta(days=30))
    rate(world, 2, contact=world.signe)
    rate(world, 3, contact=world.jon)
    rate(world, 4, contact=world.jon, competitor=rival)
    row = next(row for row in position(world).dimensions if row.dimension == Dimension.SERVICE)
    us, other = row.cells
    assert (us.theirs, us.contacts, us.ours, len(us.ratings)) == (2.5, 2, 5, 4)
    assert (other.theirs, other.contacts, other.ours, other.ahead_of_us) == (4, 1, None, True)


def test_a_cell_opens_to_its_ratings_and_to_no_others(world: World, signed_in: SignedIn) -> None:
    rival = COMPETITORS.add(US, world.energy, {"name": "Kabelwerk"}, now=NOW)
    rate(world, 2, contact=world.signe, words="Late again")
    rate(world, 4, contact=world.signe, competitor=rival, words="At six")
    client = signed_in(world.user(Role.SAM))
    page = client.get(f"/a/{world.energy.pk}/position-ratings/?dimension=service&of=0").content.decode()
    assert "Late again" in page
    assert "At six" not in page
    page = client.get(f"/a/{world.energy.pk}/position-ratings/?dimension=service&of={rival.pk}").content.decode()
    assert "Late again" not in page
    assert "At six" in page


@pytest.mark.parametrize(
    "values",
    [
        {"named": Named.COMPETITOR},
        {"asked_on": TODAY + timedelta(days=9000)},
    ],
)
def test_an_answer_that_cannot_be_is_refused(world: World, values: dict[str, object]) -> None:
    with pytest.raises(errors.BadInput):
        prefer(world, world.signe, **values)  # type: ignore[arg-type]
    assert not Preference.objects.exists()
    assert not Event.objects.filter(verb="added preference").exists()


def test_a_reason_is_of_a_contact_or_of_a_colleague_who_may_open_the_account(world: World) -> None:
    said = {"words": "They know us", "clear": Clear.YES, "asked_on": TODAY}
    for who in ({}, {"contact": world.signe, "colleague": world.user(Role.SAM)}, {"colleague": world.stranger}):
        with pytest.raises(errors.BadInput):
            REASONS.add(US, world.energy, {**said, **who}, now=NOW)
    assert not Reason.objects.exists()


def test_the_home_the_plan_and_the_page_show_the_same_checks(world: World, signed_in: SignedIn) -> None:
    client = signed_in(world.user(Role.SAM))
    assert "Is past value recognised?" not in client.get(f"/a/{world.energy.pk}/").content.decode()
    actions.write(US, account=world.energy, part="product", words="3 cables", now=NOW)
    for address in ("", "position/", "steps/plan/"):
        page = client.get(f"/a/{world.energy.pk}/{address}").content.decode()
        assert "Is past value recognised?" in page, address


def test_the_same_competitor_is_not_added_twice(world: World) -> None:
    first = COMPETITORS.add(US, world.energy, {"name": "Kabelwerk"}, now=NOW)
    with pytest.raises(errors.BadInput):
        COMPETITORS.add(US, world.energy, {"name": "KABELWERK"}, now=NOW)
    COMPETITORS.remove(US, first, now=NOW)
    COMPETITORS.add(US, world.energy, {"name": "kabelwerk"}, now=NOW)
    with pytest.raises(errors.WrongState):
        COMPETITORS.restore(US, first, now=NOW)


def test_mindshare_counts_each_contact_once_for_a_need_and_says_no_share_of_too_few(world: World) -> None:
    accounts.edit_contact(US, contact=world.signe, buying_role="Economic buyer", now=NOW)
    prefer(world, world.signe, Named.NOBODY, asked_on=TODAY - timedelta(days=9))
    prefer(world, world.signe)
    prefer(world, world.jon, Named.THEMSELVES)
    mindshare, preference = position(world).measures
    assert (mindshare.every.asked, mindshare.every.too_few, preference.every.asked) == (2, True, 0)
    assert [(count.ours, count.n, count.share) for count in mindshare.every.counts] == [
        (True, 1, None), (False, 1, None),
    ]  # fmt: skip
    assert [(role.role, role.asked) for role in mindshare.roles] == [("Economic buyer", 1), ("", 1)]
    for name in ("A", "B", "C"):
        prefer(world, accounts.add_contact(US, account=world.energy, name=name, now=NOW))
    every = position(world).measures[0].every
    assert [(count.ours, count.n, count.share) for count in every.counts] == [(True, 4, 0.8), (False, 1, 0.2)]


def test_a_sitting_is_one_version_of_the_message_and_nothing_is_overwritten_unseen(world: World) -> None:
    sam, later = Actor(world.user(Role.SAM), "test"), NOW + timedelta(hours=2)
    actions.write(sam, account=world.energy, part="product", words="Cables", now=NOW)
    actions.write(sam, account=world.energy, part="summary", words="Lights stay on", now=NOW + timedelta(minutes=5))
    assert MessageVersion.objects.count() == 1
    other = Actor(world.user(Role.TEAM_MEMBER), "test")
    actions.write(other, account=world.energy, part="product", words="Better cables", seen=1, now=later)
    with pytest.raises(errors.BadInput):
        actions.write(sam, account=world.energy, part="product", words="Mine", seen=1, now=later)
    actions.write(sam, account=world.energy, part="brand", words="Known in 3 countries", seen=1, now=later)
    latest, *before = queries.messages_of(world.energy)
    assert (latest.number, latest.summary) == (3, "Lights stay on")
    assert latest.parts == {"product": "Better cables", "brand": "Known in 3 countries"}
    assert [row.parts for row in before] == [{"product": "Better cables"}, {"product": "Cables"}]


def test_what_is_written_on_in_a_sitting_is_not_overwritten_by_whoever_read_it_half_written(
    world: World, signed_in: SignedIn
) -> None:
    sam, other = Actor(world.user(Role.SAM), "test"), signed_in(world.user(Role.TEAM_MEMBER))
    actions.write(sam, account=world.energy, part="product", words="Cables", now=NOW)
    page = other.get(f"/a/{world.energy.pk}/position/?edit=product")
    read = {name: page.context["form"].initial[name] for name in ("seen", "read")}
    assert read == {"seen": 1, "read": "Cables"}
    actions.write(sam, account=world.energy, part="product", words="Cables that last", read="Cables", now=NOW)
    actions.write(sam, account=world.energy, part="brand", words="Known", now=NOW)
    for part, was in (("product", "Cables"), ("brand", "")):
        sent = {"words": "Mine", "seen": "1", "read": was}
        answer = other.post(f"/a/{world.energy.pk}/position/message/{part}/", sent)
        assert answer.status_code == 422 and "in the meantime" in answer.content.decode()
    message = queries.message_of(world.energy)
    assert message is not None and message.number == 1
    assert message.parts == {"product": "Cables that last", "brand": "Known"}


def test_a_merge_leaves_the_message_that_is_there_and_moves_what_was_rated(world: World) -> None:
    twin = accounts.create(US, name="Halden Energi", now=NOW)
    for account, times in ((world.energy, 1), (twin, 3)):
        for hour in range(times):
            moment = NOW + timedelta(hours=hour)
            actions.write(US, account=account, part="brand", words=f"{account} {hour}", now=moment)
    rival = COMPETITORS.add(US, twin, {"name": "Kabelwerk"}, now=NOW)
    believed = {"dimension": Dimension.BRAND, "score": 3, "competitor": rival, "rated_on": TODAY}
    RATINGS.add(US, twin, believed, now=NOW)
    accounts.merge(US, kept=world.energy, gone=[twin], now=NOW)
    assert [row.parts["brand"] for row in queries.messages_of(world.energy)] == ["Halden Energy 0"]
    assert [row.competitor for row in RATINGS.of(world.energy)] == [rival]


def test_a_competitor_of_another_customer_is_none_here(world: World) -> None:
    rival = COMPETITORS.add(US, world.orsa, {"name": "Kabelwerk"}, now=NOW)
    with pytest.raises(errors.BadInput):
        rate(world, 3, competitor=rival)
    with pytest.raises(errors.BadInput):
        prefer(world, world.signe, Named.COMPETITOR, competitor=rival)
    assert not Rating.objects.exists()


def test_a_part_that_is_none_is_not_found(world: World) -> None:
    with pytest.raises(errors.NotFound):
        actions.write(US, account=world.energy, part="colour", words="Blue", now=NOW)
    with pytest.raises(errors.NotFound):
        actions.write(Actor(world.stranger, "test"), account=world.energy, part="brand", words="Blue", now=NOW)
    assert not MessageVersion.objects.exists()


def test_the_checks_begin_unknown_and_name_what_is_missing(world: World) -> None:
    assert queries.checks_of(world.energy, TODAY) is None
    checks = position(world).checks
    assert [check.state for check in checks] == [CheckState.UNKNOWN] * 3
    assert all(check.missing and check.rule for check in checks)


def test_both_teams_are_asked_and_their_words_are_the_rows_of_the_check(world: World) -> None:
    actions.write(US, account=world.energy, part="product", words="3 cables", now=NOW)
    sam, member = world.user(Role.SAM), world.user(Role.TEAM_MEMBER)
    assert [item.key for item in my_day.to_ask(Day(sam, TODAY))] == [f"needed-ask:{world.energy.pk}"]
    assert [item.key for item in my_day.to_say(Day(member, TODAY))] == [f"needed-why:{world.energy.pk}"]
    assert not list(my_day.to_say(Day(world.stranger, TODAY)))
    for who in ({"contact": world.signe}, {"contact": world.jon}, {"colleague": sam}, {"colleague": member}):
        said = {"words": "Lights stay on", "clear": Clear.YES, "asked_on": TODAY, **who}
        REASONS.add(US, world.energy, said, now=NOW)
    clear = position(world).checks[2]
    assert (clear.state, len(clear.facts)) == (CheckState.MET, 4)
    assert [fact.theirs for fact in clear.facts] == [True, True, False, False]
    assert not list(my_day.to_ask(Day(sam, TODAY)))
    assert not list(my_day.to_say(Day(member, TODAY)))


def test_what_an_erased_contact_rated_stays_theirs_without_their_words(world: World) -> None:
    rate(world, 2, contact=world.signe, words="Late again")
    prefer(world, world.signe, words="You, since May")
    accounts.erase_contact(US, contact=world.signe, keep_words=False, now=NOW)
    rating, preference = Rating.objects.get(), Preference.objects.get()
    assert (rating.contact_id, rating.score, rating.words) == (world.signe.pk, 2, "")
    assert (preference.contact_id, preference.words) == (world.signe.pk, "")


def test_a_refused_part_stays_as_it_was_typed(world: World, signed_in: SignedIn) -> None:
    client, address = signed_in(world.user(Role.SAM)), f"/a/{world.energy.pk}/position/message/brand/"
    actions.write(US, account=world.energy, part="brand", words="Known", now=NOW)
    actions.write(Actor(world.user(Role.TEAM_MEMBER), "x"), account=world.energy, part="brand", words="Theirs", now=NOW)
    answer = client.post(address, {"words": "Mine", "seen": "1"})
    assert answer.status_code == 422
    assert "Mine" in answer.content.decode()
    assert client.post(address, {"words": "Mine", "seen": "2"}).status_code == 302
    page = client.get(f"/a/{world.energy.pk}/position/").content.decode()
    assert "Mine" in page
    assert "no number, no name" in page
