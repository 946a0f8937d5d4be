"""What can be done on the map: history kept, two people at once, bad input refused with nothing changed, undo."""

from datetime import timedelta

import pytest

from covalue.accounts import actions as accounts
from covalue.accounts.models import Contact
from covalue.core import errors
from covalue.core.events import Actor
from covalue.core.models import Event
from covalue.people.rules import Role
from covalue.relationships import actions, queries
from covalue.relationships.models import Change, Line, Placeholder, Rating, Spot
from covalue.relationships.rules import Attitude, BuyingRole, Influence, LineKind, MapAnswer, Rated
from tests.world import NOW, TODAY, US, World

pytestmark = pytest.mark.django_db
LATER = NOW + timedelta(days=2)


def sam(world: World) -> Actor:
    return Actor(world.user(Role.SAM), "test")


def member(world: World) -> Actor:
    return Actor(world.user(Role.TEAM_MEMBER), "test")


def key(contact: Contact) -> str:
    return f"c{contact.pk}"


def card(world: World, who: str) -> queries.Card:
    return queries.whole(world.energy).cards[who]


def refused(kind: type[errors.Refused], world: World, work: object) -> str:
    """The sentence of a refusal, after which nothing has changed and no event was written."""
    before = (Event.objects.count(), Change.objects.count(), Line.objects.count(), Spot.objects.count())
    with pytest.raises(kind) as told:
        work()  # type: ignore[operator]
    assert (Event.objects.count(), Change.objects.count(), Line.objects.count(), Spot.objects.count()) == before
    return told.value.sentence


def test_a_card_stands_where_it_was_put_and_goes_back_by_undo(world: World) -> None:
    signe = key(world.signe)
    actions.move(sam(world), account=world.energy, who=signe, x=300, y=-40, now=NOW)
    assert queries.whole(world.energy).chart.spots[signe] == (300, -40)
    actions.undo(sam(world), account=world.energy, now=LATER)
    assert signe not in queries.whole(world.energy).chart.spots
    assert Spot.objects.filter(undone_at=LATER).count() == 1


def test_who_moves_a_card_later_is_told_and_the_first_place_stays(world: World) -> None:
    signe, energy = key(world.signe), world.energy
    seen = queries.revision_of(energy)
    actions.move(sam(world), account=energy, who=signe, x=1, y=2, seen=seen, now=NOW)
    sentence = refused(
        errors.WrongState,
        world,
        lambda: actions.move(member(world), account=energy, who=signe, x=9, y=9, seen=seen, now=LATER),
    )
    assert sentence.startswith(f"{world.user(Role.SAM).name} has moved this card meanwhile.")
    assert queries.whole(energy).chart.spots[signe] == (1, 2)
    actions.move(member(world), account=energy, who=signe, x=9, y=9, seen=queries.revision_of(energy), now=LATER)
    assert queries.whole(energy).chart.spots[signe] == (9, 9)


def test_a_place_outside_the_map_is_refused(world: World) -> None:
    for x, y in ((2_000_000, 0), (5, None)):
        work = lambda x=x, y=y: actions.move(US, account=world.energy, who=key(world.signe), x=x, y=y, now=NOW)  # noqa: E731
        assert refused(errors.BadInput, world, work) == "This place is not on the map."


def test_reporting_is_the_contacts_own_and_keeps_its_history(world: World) -> None:
    actions.report(sam(world), account=world.energy, who=key(world.jon), manager=key(world.signe), now=NOW)
    world.jon.refresh_from_db()
    assert world.jon.reports_to == world.signe
    actions.report(sam(world), account=world.energy, who=key(world.jon), manager=None, now=LATER)
    assert card(world, key(world.jon)).manager is None
    assert queries.whole(world.energy, TODAY).cards[key(world.jon)].manager == key(world.signe)
    actions.undo(sam(world), account=world.energy, now=LATER)
    world.jon.refresh_from_db()
    assert world.jon.reports_to == world.signe and card(world, key(world.jon)).manager == key(world.signe)


def test_reporting_said_on_any_other_page_is_in_the_maps_history(world: World) -> None:
    accounts.edit_contact(sam(world), contact=world.jon, reports_to=world.signe, now=NOW)
    accounts.edit_contact(sam(world), contact=world.jon, reports_to=None, now=LATER)
    line = Line.objects.get(kind=LineKind.REPORTS)
    assert (line.start, line.end, line.noted_at, line.ended_at) == (key(world.jon), key(world.signe), NOW, LATER)


def test_a_circle_is_refused_by_name_through_every_door(world: World) -> None:
    actions.report(US, account=world.energy, who=key(world.jon), manager=key(world.signe), now=NOW)
    told = refused(
        errors.BadInput,
        world,
        lambda: actions.report(US, account=world.energy, who=key(world.signe), manager=key(world.jon), now=NOW),
    )
    assert told == "Signe Dahl cannot report to Jon Ek: that would be a circle (Jon Ek → Signe Dahl)."
    told = refused(
        errors.BadInput, world, lambda: accounts.edit_contact(US, contact=world.signe, reports_to=world.jon, now=NOW)
    )
    assert told == "Signe Dahl cannot report to Jon Ek: that would be a circle (Jon Ek → Signe Dahl)."
    own = lambda: actions.report(US, account=world.energy, who=key(world.jon), manager=key(world.jon), now=NOW)  # noqa: E731
    assert refused(errors.BadInput, world, own) == "Nobody reports to themselves."


def test_a_circle_through_a_placeholder_is_refused_too(world: World) -> None:
    role = actions.add_person(US, account=world.energy, name="Head", kind="role", manager=key(world.jon), now=NOW)
    work = lambda: actions.report(US, account=world.energy, who=key(world.jon), manager=role, now=NOW)  # noqa: E731
    assert "that would be a circle" in refused(errors.BadInput, world, work)


def test_whoever_is_of_another_account_is_not_found(world: World) -> None:
    other = accounts.add_contact(US, account=world.orsa, name="Olle Orsa", now=NOW)
    for who in (key(other), "p999999", "c999999999999999999", "x1"):
        work = lambda who=who: actions.move(US, account=world.energy, who=who, x=1, y=1, now=NOW)  # noqa: E731
        refused(errors.NotFound, world, work)
    work = lambda: actions.draw(  # noqa: E731
        US, account=world.energy, kind=LineKind.CONFLICT, start=key(world.jon), end=key(other), now=NOW
    )
    refused(errors.NotFound, world, work)


def test_somebody_not_of_the_account_may_not_change_its_map(world: World) -> None:
    stranger = Actor(world.stranger, "test")
    work = lambda: actions.move(stranger, account=world.energy, who=key(world.jon), x=1, y=1, now=NOW)  # noqa: E731
    refused(errors.NotFound, world, work)


def test_ratings_follow_each_other_and_none_is_overwritten(world: World) -> None:
    who = key(world.signe)
    for value, now in ((Attitude.NEUTRAL, NOW), (Attitude.SUPPORTS, LATER)):
        actions.rate(
            sam(world), account=world.energy, who=who, what=Rated.ATTITUDE, value=value, reason="Said so", now=now
        )
    assert card(world, who).attitude == Attitude.SUPPORTS
    assert queries.whole(world.energy, TODAY).cards[who].attitude == Attitude.NEUTRAL
    assert [(row.value, row.noted_by, row.reason) for row in queries.ratings_of(world.energy, who)] == [
        ("supports", world.user(Role.SAM), "Said so"),
        ("neutral", world.user(Role.SAM), "Said so"),
    ]
    actions.undo(sam(world), account=world.energy, now=LATER)
    assert card(world, who).attitude == Attitude.NEUTRAL


def test_a_rating_that_does_not_exist_is_refused(world: World) -> None:
    work = lambda: actions.rate(  # noqa: E731
        US, account=world.energy, who=key(world.jon), what=Rated.ATTITUDE, value="adores", now=NOW
    )
    assert refused(errors.BadInput, world, work) == "This rating does not exist."


def test_a_role_is_the_contacts_and_free_texts_stay(world: World) -> None:
    accounts.edit_contact(US, contact=world.jon, buying_role="Chief of everything", now=NOW)
    assert card(world, key(world.jon)).role_name == "Chief of everything"
    actions.rate(
        sam(world), account=world.energy, who=key(world.jon), what=Rated.ROLE, value=BuyingRole.GATEKEEPER, now=LATER
    )
    world.jon.refresh_from_db()
    assert world.jon.buying_role == "Gatekeeper" and card(world, key(world.jon)).role == BuyingRole.GATEKEEPER
    assert queries.whole(world.energy, TODAY).cards[key(world.jon)].role_name == "Chief of everything"
    actions.undo(sam(world), account=world.energy, now=LATER)
    world.jon.refresh_from_db()
    assert world.jon.buying_role == "Chief of everything"


def test_answers_lead_to_the_rating_and_are_kept_with_it(world: World) -> None:
    answers = {"again": MapAnswer.YES, "speaks": MapAnswer.YES, "rival": MapAnswer.NO, "gains": MapAnswer.UNSURE}
    row = actions.answer(
        sam(world),
        account=world.energy,
        who=key(world.jon),
        what=Rated.ATTITUDE,
        answers=answers,
        reason="Lunch",
        now=NOW,
    )
    assert (row.value, row.answers["again"], row.reason) == ("supports", "yes", "Lunch")
    assert row.said[0] == ("Have they said that they would choose us again?", "yes")


def test_a_line_drawn_again_with_another_strength_ends_the_first(world: World) -> None:
    ends = {"start": key(world.jon), "end": key(world.signe)}
    first = actions.draw(US, account=world.energy, kind=LineKind.INFLUENCES, **ends, now=NOW)
    assert actions.draw(US, account=world.energy, kind=LineKind.INFLUENCES, **ends, now=NOW) == first
    second = actions.draw(US, account=world.energy, kind=LineKind.INFLUENCES, **ends, strength=3, now=LATER)
    assert [tie.id for tie in queries.whole(world.energy).ties] == [second.pk]
    assert [tie.strength for tie in queries.whole(world.energy, TODAY).ties] == [2]
    actions.end_line(US, line=second, now=LATER)
    actions.end_line(US, line=second, now=LATER)
    assert queries.whole(world.energy).ties == ()
    assert Event.objects.filter(verb="removed line").count() == 1


def test_lines_that_cannot_be_are_refused(world: World) -> None:
    jon = key(world.jon)
    draw = lambda **values: actions.draw(  # noqa: E731
        US, account=world.energy, now=NOW, **{"kind": LineKind.DOTTED, "start": jon, "end": key(world.signe)} | values
    )
    assert refused(errors.BadInput, world, lambda: draw(end=jon)) == "A line needs two people."
    assert refused(errors.BadInput, world, lambda: draw(kind=LineKind.REPORTS)) == "Say whom they report to instead."
    assert refused(errors.BadInput, world, lambda: draw(strength=7)) == "A line is weak, clear or strong."


def test_taken_off_the_map_a_contact_waits_for_a_place_and_a_placeholder_is_gone(world: World) -> None:
    role = actions.add_person(US, account=world.energy, name="Head of grid", kind="role", now=NOW)
    actions.report(sam(world), account=world.energy, who=key(world.jon), manager=role, now=NOW)
    assert card(world, key(world.jon)).manager == role
    actions.take_off(sam(world), account=world.energy, who=role, now=LATER)
    whole = queries.whole(world.energy)
    assert role not in whole.cards and key(world.jon) in whole.unplaced
    assert queries.whole(world.energy, TODAY).cards[key(world.jon)].manager == role
    actions.undo(sam(world), account=world.energy, now=LATER)
    assert card(world, key(world.jon)).manager == role


def test_a_role_that_was_found_hands_its_lines_and_ratings_to_the_contact(world: World) -> None:
    energy, role = world.energy, actions.add_person(US, account=world.energy, name="CFO", kind="role", now=NOW)
    actions.report(US, account=energy, who=key(world.jon), manager=role, now=NOW)
    actions.rate(US, account=energy, who=role, what=Rated.INFLUENCE, value=Influence.HIGH, now=NOW)
    actions.draw(US, account=energy, kind=LineKind.INFLUENCES, start=role, end=key(world.jon), now=NOW)
    actions.find(sam(world), account=energy, who=role, contact=world.signe, now=LATER)
    whole = queries.whole(energy)
    signe = key(world.signe)
    assert role not in whole.cards and whole.cards[key(world.jon)].manager == signe
    assert whole.cards[signe].influence == Influence.HIGH and whole.ties[0].start == signe
    assert Placeholder.objects.get().became == world.signe


def test_undo_of_adding_somebody_takes_them_back_unless_somebody_worked_with_them(world: World) -> None:
    actions.add_person(sam(world), account=world.energy, name="Per Wiik", manager=key(world.signe), now=NOW)
    actions.undo(sam(world), account=world.energy, now=LATER)
    assert not Contact.objects.filter(name="Per Wiik").exists()
    who = actions.add_person(sam(world), account=world.energy, name="Per Wiik", now=NOW)
    per = Contact.objects.get(pk=int(who[1:]))
    accounts.edit_contact(US, contact=world.jon, reports_to=per, now=NOW)
    told = refused(errors.WrongState, world, lambda: actions.undo(sam(world), account=world.energy, now=LATER))
    assert told == "Per Wiik has been worked with since they were added, so they stay."


def test_an_undo_never_brings_back_a_line_that_was_drawn_anew_since(world: World) -> None:
    energy, one, other = world.energy, key(world.signe), key(world.jon)
    for kind in (LineKind.INFLUENCES, LineKind.CONFLICT):
        actions.draw(US, account=energy, kind=kind, start=one, end=other, strength=1, now=NOW)
        actions.draw(sam(world), account=energy, kind=kind, start=one, end=other, strength=2, now=NOW)
        start, end = (other, one) if kind == LineKind.CONFLICT else (one, other)
        actions.draw(member(world), account=energy, kind=kind, start=start, end=end, strength=3, now=NOW)
        told = refused(errors.WrongState, world, lambda: actions.undo(sam(world), account=energy, now=LATER))
        assert told == "Somebody has changed this since; it was left as it is."
        assert [tie.strength for tie in queries.whole(energy).ties if tie.kind == kind] == [3]


def test_an_undo_never_gives_a_placeholder_two_managers(world: World) -> None:
    energy, one, other = world.energy, key(world.signe), key(world.jon)
    advisor = actions.add_person(US, account=energy, name="A. Consultant", kind="outsider", manager=one, now=NOW)
    third = key(accounts.add_contact(US, account=energy, name="Third", now=NOW))
    actions.report(sam(world), account=energy, who=advisor, manager=other, now=NOW)
    actions.report(member(world), account=energy, who=advisor, manager=third, now=NOW)
    told = refused(errors.WrongState, world, lambda: actions.undo(sam(world), account=energy, now=LATER))
    assert told == "Somebody has changed this since; it was left as it is."
    assert card(world, advisor).manager == third


def test_an_undo_never_makes_a_circle(world: World) -> None:
    energy, one, other = world.energy, key(world.signe), key(world.jon)
    actions.report(US, account=energy, who=one, manager=other, now=NOW)
    actions.report(sam(world), account=energy, who=one, manager=None, now=NOW)
    actions.report(member(world), account=energy, who=other, manager=one, now=NOW)
    told = refused(errors.WrongState, world, lambda: actions.undo(sam(world), account=energy, now=LATER))
    assert told == "Somebody has changed this since; it was left as it is."
    assert card(world, one).manager is None and card(world, other).manager == one
    world.signe.refresh_from_db()
    assert world.signe.reports_to is None


def test_undo_is_ones_own_and_never_undoes_what_another_did_since(world: World) -> None:
    actions.report(sam(world), account=world.energy, who=key(world.jon), manager=key(world.signe), now=NOW)
    told = refused(errors.WrongState, world, lambda: actions.undo(member(world), account=world.energy, now=NOW))
    assert told == "There is nothing of yours to undo on this map."
    actions.report(member(world), account=world.energy, who=key(world.jon), manager=None, now=LATER)
    told = refused(errors.WrongState, world, lambda: actions.undo(sam(world), account=world.energy, now=LATER))
    assert told == "Somebody has changed this since; it was left as it is."


def test_who_of_us_knows_whom_is_kept_with_what_is_wanted(world: World) -> None:
    ines = world.user(Role.SAM)
    know = {"account": world.energy, "who": key(world.jon), "colleague": ines}
    actions.know(sam(world), **know, current=1, wanted=3, now=NOW)
    actions.know(sam(world), **know, current=2, wanted=3, now=LATER)
    [pair] = queries.whole(world.energy).pairs
    assert (pair.colleague, pair.current, pair.wanted, pair.short) == (ines, 2, 3, True)
    assert queries.whole(world.energy, TODAY).pairs[0].current == 1
    work = lambda: actions.know(sam(world), **know, current=9, now=LATER)  # noqa: E731
    assert refused(errors.BadInput, world, work) == "This level does not exist."
    outsider = lambda: actions.know(sam(world), **know | {"colleague": world.stranger}, current=1, now=LATER)  # noqa: E731
    assert "cannot open this account" in refused(errors.BadInput, world, outsider)


def test_merged_contacts_are_one_card_with_all_that_was_noted(world: World) -> None:
    twin = accounts.add_contact(US, account=world.energy, name="J. Ek", now=NOW)
    actions.rate(US, account=world.energy, who=key(twin), what=Rated.ATTITUDE, value=Attitude.AGAINST, now=NOW)
    actions.draw(US, account=world.energy, kind=LineKind.CONFLICT, start=key(twin), end=key(world.jon), now=NOW)
    [merge] = accounts.merge_contacts(US, kept=world.jon, gone=[twin], now=LATER)
    whole = queries.whole(world.energy)
    assert key(twin) not in whole.cards and whole.ties == ()
    assert whole.cards[key(world.jon)].attitude == Attitude.AGAINST
    accounts.undo_contact_merge(US, merge=merge, now=LATER)
    assert card(world, key(twin)).attitude == Attitude.AGAINST


def test_an_erased_contact_leaves_no_rating(world: World) -> None:
    actions.rate(
        US, account=world.energy, who=key(world.jon), what=Rated.ATTITUDE, value="against", reason="Rude", now=NOW
    )
    accounts.erase_contact(sam(world), contact=world.jon, keep_words=False, now=LATER)
    assert not Rating.objects.exists() and key(world.jon) not in queries.whole(world.energy).cards
