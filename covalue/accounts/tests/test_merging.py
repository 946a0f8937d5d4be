from datetime import timedelta

import pytest

from covalue.accounts import actions, queries
from covalue.accounts.models import Account, MatchProposal, Membership, Merge, TeamRole
from covalue.accounts.tests.trees import lineage_is_true
from covalue.core import errors
from covalue.core.events import Actor
from covalue.core.models import Event
from covalue.people.rules import Role
from tests.world import NOW, US, World


@pytest.fixture
def twin(world: World) -> Account:
    """A second Halden Energy, with a contact, a subsidiary and a key of its own."""
    twin = actions.create(US, name="Halden-Energy AG", identifiers=[("shop", "77")], website="halden.example", now=NOW)
    actions.create(US, name="Halden Solar", parent=twin, now=NOW)
    actions.add_contact(US, account=twin, name="Liv Aas", now=NOW)
    return twin


def test_all_that_hung_on_it_moves_and_the_history_is_one(world: World, twin: Account) -> None:
    [merge] = actions.merge(US, kept=world.energy, gone=[twin], now=NOW)
    assert {contact.name for contact in world.energy.contacts.all()} == {"Signe Dahl", "Jon Ek", "Liv Aas"}
    assert {str(key) for key in world.energy.identifiers.all()} == {"erp: H-2", "shop: 77"}
    assert {child.name for child in world.energy.children.all()} == {"Halden Wind", "Halden Solar"}
    assert Account.objects.get(pk=world.energy.pk).website == "halden.example"
    assert Account.objects.get(pk=twin.pk).archived_at == NOW
    assert queries.merged_into(twin) == world.energy and merge.gone == twin
    assert queries.known_as(world.energy) == (world.energy.pk, twin.pk)
    assert lineage_is_true()


def test_an_undo_puts_everything_back_but_what_changed_since(world: World, twin: Account) -> None:
    [merge] = actions.merge(US, kept=world.energy, gone=[twin], now=NOW)
    solar = Account.objects.get(name="Halden Solar")
    actions.move(US, account=solar, parent=world.orsa, now=NOW)
    actions.undo_merge(US, merge=merge, now=NOW + timedelta(days=29))
    assert [contact.name for contact in twin.contacts.all()] == ["Liv Aas"]
    assert [str(key) for key in twin.identifiers.all()] == ["shop: 77"]
    assert Account.objects.get(pk=solar.pk).parent == world.orsa
    assert Account.objects.get(pk=world.energy.pk).website == ""
    assert Account.objects.get(pk=twin.pk).archived_at is None
    assert queries.known_as(world.energy) == (world.energy.pk,) and lineage_is_true()


def test_a_parent_can_be_merged_into_its_own_child_and_back(world: World) -> None:
    [merge] = actions.merge(US, kept=world.wind, gone=[world.energy], now=NOW)
    assert Account.objects.get(pk=world.wind.pk).parent == world.group and lineage_is_true()
    actions.undo_merge(US, merge=merge, now=NOW)
    assert Account.objects.get(pk=world.wind.pk).parent == world.energy and lineage_is_true()


def test_the_same_place_on_both_teams_is_kept_once(world: World, twin: Account) -> None:
    karl = world.user(Role.TEAM_MEMBER)
    actions.join_team(US, account=twin, user=karl, team_role=TeamRole.CORE, now=NOW)
    actions.join_team(US, account=twin, user=karl, team_role=TeamRole.EXTENDED, now=NOW)
    actions.merge(US, kept=world.energy, gone=[twin], now=NOW)
    places = Membership.objects.filter(account=world.energy, user=karl).values_list("team_role", flat=True)
    assert sorted(places) == ["core", "extended"]
    assert Membership.objects.filter(account=twin).count() == 1


def test_several_are_merged_at_once(world: World, twin: Account) -> None:
    other = actions.create(US, name="Halden Energi", identifiers=[("shop", "78")], now=NOW)
    assert len(actions.merge(US, kept=world.energy, gone=[twin, other], now=NOW)) == 2
    assert world.energy.identifiers.filter(source="shop").count() == 2


def test_what_is_confided_to_one_team_is_not_opened_to_another_by_an_analyst(world: World) -> None:
    analyst = Actor(world.user(Role.ANALYST), "test")
    events = Event.objects.count()
    with pytest.raises(errors.NotFound):
        actions.merge(analyst, kept=world.energy, gone=[world.orsa], now=NOW)
    ines = Actor(world.user(Role.SAM), "test")
    with pytest.raises(errors.NotFound):
        actions.merge(ines, kept=world.energy, gone=[world.orsa], now=NOW)
    assert (Event.objects.count(), Merge.objects.count()) == (events, 0)


def test_an_account_whose_subsidiary_has_a_team_is_not_for_the_analyst_to_merge(world: World, twin: Account) -> None:
    actions.join_team(
        US, account=Account.objects.get(name="Halden Solar"), user=world.stranger, team_role=TeamRole.CORE, now=NOW
    )
    with pytest.raises(errors.NotFound):
        actions.merge(Actor(world.user(Role.ANALYST), "test"), kept=world.energy, gone=[twin], now=NOW)


def test_refusals_say_why_and_change_nothing(world: World, twin: Account) -> None:
    with pytest.raises(errors.BadInput, match="with itself"):
        actions.merge(US, kept=twin, gone=[twin], now=NOW)
    [merge] = actions.merge(US, kept=world.energy, gone=[twin], now=NOW)
    with pytest.raises(errors.WrongState, match="has already been merged into Halden Energy"):
        actions.merge(US, kept=world.orsa, gone=[twin], now=NOW)
    with pytest.raises(errors.WrongState, match="30 days"):
        actions.undo_merge(US, merge=merge, now=NOW + timedelta(days=31))
    actions.merge(US, kept=world.orsa, gone=[world.energy], now=NOW)
    with pytest.raises(errors.WrongState, match="Undo that merge first"):
        actions.undo_merge(US, merge=merge, now=NOW)
    assert queries.merged_into(twin) == world.energy


def test_who_was_put_away_is_worked_in_no_more(world: World, twin: Account) -> None:
    actions.merge(US, kept=world.energy, gone=[twin], now=NOW)
    twin.refresh_from_db()
    with pytest.raises(errors.NotFound):
        actions.add_contact(Actor(world.user(Role.PROGRAM_DIRECTOR), "test"), account=twin, name="Late", now=NOW)


def test_a_merge_settles_the_proposals_about_the_account_put_away(world: World, twin: Account) -> None:
    for likely in (world.energy, world.orsa):
        MatchProposal.objects.create(account=twin, likely=likely, likeness=0.9, reason="", proposed_at=NOW)
    actions.decide_match(US, proposal=MatchProposal.objects.get(likely=world.energy), accepted=True, now=NOW)
    assert not MatchProposal.objects.filter(decided_at=None).exists()


def _class_of(account: Account) -> tuple[str, bool]:
    row = Account.objects.get(pk=account.pk)
    return row.account_class, row.critical


@pytest.fixture
def strategic(twin: Account) -> Account:
    return actions.edit(US, account=twin, account_class="strategic", critical=True, now=NOW)


def test_a_strategic_critical_account_stays_so_when_merged_into_a_standard_one(
    world: World, strategic: Account
) -> None:
    actions.edit(US, account=world.energy, account_class="standard", critical=False, now=NOW)
    before = Account.objects.get(pk=world.energy.pk)
    [merge] = actions.merge(US, kept=before, gone=[strategic], now=NOW)
    assert _class_of(world.energy) == ("strategic", True)
    actions.undo_merge(US, merge=merge, now=NOW)
    assert _class_of(world.energy) == ("standard", False) and _class_of(strategic) == ("strategic", True)
    assert Account.objects.get(pk=world.energy.pk).class_since == before.class_since


def test_a_lower_class_lowers_nothing(world: World, twin: Account) -> None:
    kept = actions.edit(US, account=world.energy, account_class="key", critical=True, now=NOW)
    actions.edit(US, account=twin, account_class="watch", now=NOW)
    [merge] = actions.merge(US, kept=kept, gone=[twin], now=NOW)
    assert _class_of(world.energy) == ("key", True)
    actions.undo_merge(US, merge=merge, now=NOW)
    assert _class_of(world.energy) == ("key", True)


def test_a_class_decided_since_the_merge_stays_when_it_is_undone(world: World, strategic: Account) -> None:
    kept = actions.edit(US, account=world.energy, account_class="standard", critical=False, now=NOW)
    [merge] = actions.merge(US, kept=kept, gone=[strategic], now=NOW)
    actions.edit(US, account=Account.objects.get(pk=kept.pk), account_class="key", now=NOW)
    actions.undo_merge(US, merge=merge, now=NOW)
    assert _class_of(world.energy) == ("key", False)
