from collections.abc import Callable
from datetime import timedelta

import pytest
from django.db import transaction
from django.test import Client
from django.urls import reverse

from covalue.accounts import actions, queries, rules
from covalue.accounts.models import Contact, ContactMatch, ContactMerge
from covalue.accounts.rules import Alike, Reachable
from covalue.action_items import actions as action_items
from covalue.conversations import actions as conversations
from covalue.conversations.actions import Said
from covalue.conversations.models import Channel
from covalue.core import errors
from covalue.core.events import Actor
from covalue.core.models import Event
from covalue.people.rules import Role
from covalue.web import palette
from tests import api
from tests.world import NOW, TODAY, US, World


@pytest.fixture
def double(world: World) -> Contact:
    """Signe Dahl written down a second time, with an email address, a promise and something she said."""
    double = actions.add_contact(US, account=world.energy, name="S. Dahl", email="sd@halden.example", now=NOW)
    conversations.log(
        US, account=world.energy, channel=Channel.CALL, held_on=TODAY, subject="Outages", contacts=[world.signe],
        said=[Said(double, "Outages hurt")], now=NOW,
    )  # fmt: skip
    action_items.add(US, account=world.energy, title="Send figures", customer_owner=double, now=NOW)
    actions.edit_contact(US, contact=world.jon, reports_to=double, now=NOW)
    return double


@pytest.mark.parametrize(
    ("one", "other", "reasons"),
    [
        (Reachable("Signe Dahl"), Reachable("Dahl, Signe"), {Alike.NAME}),
        (Reachable("Signe Dahl"), Reachable("S. Dahl"), {Alike.INITIAL}),
        (Reachable("Signe Dahl", "s@h.example"), Reachable("Moe", "S@H.example"), {Alike.MAIL}),
        (
            Reachable("Signe Dahl", phone="+47 22 33 44 55"),
            Reachable("Signe Moe", phone="0047 22334455"),
            {Alike.PHONE},
        ),
        (Reachable("Signe Dahl", phone="+47 22 33 44 55"), Reachable("Jon Ek", phone="+47 22 33 44 55"), set()),
        (Reachable("Signe Dahl"), Reachable("Jon Dahl"), set()),
        (Reachable("Signe Dahl", phone="12"), Reachable("Signe Moe", phone="12"), set()),
    ],
)
def test_why_two_may_be_one(one: Reachable, other: Reachable, reasons: set[Alike]) -> None:
    assert set(rules.alike(one, other)[0]) == reasons


def test_all_that_was_said_and_promised_moves_and_the_other_is_gone(world: World, double: Contact) -> None:
    [merge] = actions.merge_contacts(US, kept=world.signe, gone=[double], now=NOW)
    assert [s.words for s in world.signe.statements.all()] == ["Outages hurt"]
    assert [c.subject for c in world.signe.conversations.all()] == ["Outages"]
    assert [a.title for a in world.signe.actions.all()] == ["Send figures"]
    assert Contact.objects.get(pk=world.jon.pk).reports_to == world.signe
    assert Contact.objects.get(pk=world.signe.pk).email == "sd@halden.example"
    assert {contact.name for contact in world.energy.contacts.all()} == {"Signe Dahl", "Jon Ek"}
    assert queries.contact_merged_into(double) == world.signe and merge.gone == double
    assert Event.objects.filter(verb="merged contacts").count() == 1


def test_an_undo_puts_everything_back_but_what_changed_since(world: World, double: Contact) -> None:
    [merge] = actions.merge_contacts(US, kept=world.signe, gone=[double], now=NOW)
    actions.edit_contact(US, contact=world.jon, reports_to=None, now=NOW)
    merge.refresh_from_db()
    actions.undo_contact_merge(US, merge=merge, now=NOW + timedelta(days=29))
    assert [s.words for s in double.statements.all()] == ["Outages hurt"]
    assert [a.title for a in double.actions.all()] == ["Send figures"]
    assert [c.subject for c in double.conversations.all()] == ["Outages"]
    assert [c.subject for c in world.signe.conversations.all()] == ["Outages"]
    assert Contact.objects.get(pk=world.jon.pk).reports_to is None
    assert Contact.objects.get(pk=world.signe.pk).email == ""
    assert Contact.objects.filter(pk=double.pk).exists()


def test_nobody_reports_to_themselves_after_a_merge(world: World, double: Contact) -> None:
    actions.edit_contact(US, contact=world.jon, reports_to=None, now=NOW)
    actions.edit_contact(US, contact=world.signe, reports_to=double, now=NOW)
    actions.edit_contact(US, contact=double, reports_to=world.jon, now=NOW)
    [merge] = actions.merge_contacts(US, kept=world.signe, gone=[double], now=NOW)
    assert Contact.objects.get(pk=world.signe.pk).reports_to == world.jon
    merge.refresh_from_db()
    actions.undo_contact_merge(US, merge=merge, now=NOW)
    assert Contact.objects.get(pk=world.signe.pk).reports_to == double


def test_one_is_found_under_every_name_they_had(world: World, double: Contact) -> None:
    actions.edit_contact(US, contact=double, name="Signe Moe", now=NOW)
    actions.merge_contacts(US, kept=world.signe, gone=[double], now=NOW)
    hits = [hit for group in palette.look_up(world.user(Role.SAM), "Moe") for hit in group.hits]
    assert [hit.title for hit in hits] == ["Signe Dahl"]


def test_several_are_merged_at_once_and_several_times_over(world: World, double: Contact) -> None:
    third = actions.add_contact(US, account=world.wind, name="Signe D.", now=NOW)
    first, second = actions.merge_contacts(US, kept=world.signe, gone=[double, third], now=NOW)
    actions.merge_contacts(US, kept=world.jon, gone=[world.signe], now=NOW)
    first.refresh_from_db()
    with pytest.raises(errors.WrongState, match="has since been merged into Jon Ek"):
        actions.undo_contact_merge(US, merge=first, now=NOW)
    assert second.gone == third and [s.words for s in world.jon.statements.all()] == ["Outages hurt"]


def test_refusals_say_why_and_change_nothing(world: World, double: Contact) -> None:
    lower = actions.add_contact(US, account=world.wind, name="Liv Aas", now=NOW)
    events = Event.objects.count()
    with pytest.raises(errors.BadInput, match="higher account"):
        actions.merge_contacts(US, kept=lower, gone=[double], now=NOW)
    with pytest.raises(errors.BadInput, match="with itself"):
        actions.merge_contacts(US, kept=double, gone=[double], now=NOW)
    with pytest.raises(errors.BadInput, match="Choose the duplicate"):
        actions.merge_contacts(US, kept=double, gone=[], now=NOW)
    with pytest.raises(errors.NotFound):
        actions.merge_contacts(Actor(world.stranger, "test"), kept=world.signe, gone=[double], now=NOW)
    assert Event.objects.count() == events and not ContactMerge.objects.exists()
    [merge] = actions.merge_contacts(US, kept=world.signe, gone=[double], now=NOW)
    with pytest.raises(errors.WrongState, match="30 days"):
        actions.undo_contact_merge(US, merge=merge, now=NOW + timedelta(days=31))
    with pytest.raises(errors.WrongState, match="already"):
        actions.merge_contacts(US, kept=world.jon, gone=[double], now=NOW)


def test_nobody_merges_with_somebody_of_an_account_they_may_not_open(world: World) -> None:
    above = actions.add_contact(US, account=world.group, name="Signe Dahl", now=NOW)
    karl = Actor(world.user(Role.TEAM_MEMBER), "test")
    match = ContactMatch.objects.get()
    assert not queries.contact_matches(karl.user).exists()
    for attempt in (
        lambda: actions.merge_contacts(karl, kept=above, gone=[world.signe], now=NOW),
        lambda: actions.decide_contact_match(karl, match=match, accepted=True, now=NOW),
    ):
        with pytest.raises(errors.NotFound):
            attempt()
    assert not ContactMerge.objects.exists()


def test_duplicates_are_proposed_with_the_reason_and_decided_once(
    world: World, double: Contact, signed_in: Callable[..., Client]
) -> None:
    ines = signed_in(world.user(Role.SAM))
    match = ContactMatch.objects.get()
    assert (match.contact, match.likely) == (double, world.signe)
    page = ines.get("/contacts/matches/").content.decode()
    assert "same last name and initial" in page and "S. Dahl" in page
    address = reverse("accounts:decide-contact-match", args=[match.pk])
    assert signed_in(world.stranger).post(address, {"same": "known"}).status_code == 404
    ines.post(address, {"same": "0"})
    assert "Nothing to decide" in ines.get("/contacts/matches/").content.decode()
    actions.edit_contact(US, contact=double, name="Signe Dahl", now=NOW)
    assert not queries.contact_matches(world.user(Role.SAM)).exists() and not ContactMerge.objects.exists()


def test_the_page_merges_and_takes_back(world: World, double: Contact, signed_in: Callable[..., Client]) -> None:
    ines = signed_in(world.user(Role.SAM))
    address = reverse("accounts:contact", args=[world.signe.pk])
    refused = ines.post(reverse("accounts:merge-contacts", args=[world.signe.pk]), {})
    assert refused.status_code == 422 and "Choose the duplicate" in refused.content.decode()
    ines.post(reverse("accounts:merge-contacts", args=[world.signe.pk]), {"others": [double.pk]})
    page = ines.get(reverse("accounts:contact", args=[double.pk]), follow=True)
    assert page.redirect_chain[-1][0] == address and "Merged into this contact" in page.content.decode()
    ines.post(reverse("accounts:undo-contact-merge", args=[ContactMerge.objects.get().pk]))
    assert Contact.objects.filter(pk=double.pk).exists()


def test_by_the_api(world: World, double: Contact, called_by: Callable[..., Client]) -> None:
    ines = called_by(world.user(Role.SAM))
    [match] = api.get(ines, "/contact-matches")["items"]
    assert match["reasons"] == ["initial"]
    decided = api.post(ines, f"/contact-matches/{match['id']}/decision", {"same": True}, status=200)
    assert decided["merge"]["kept"]["name"] == "Signe Dahl"
    api.post(ines, f"/contact-merges/{decided['merge']['id']}/undo", {}, status=200)
    [done] = api.post(ines, f"/contacts/{world.signe.pk}/merge", {"others": [double.pk]}, status=201)
    assert len(api.get(ines, f"/contacts/{world.signe.pk}/merges")["items"]) == 2 and done["gone"]["id"] == double.pk
    api.post(ines, f"/contacts/{world.signe.pk}/merge", {"others": [999_999]}, status=422)


def test_a_merge_makes_no_circle_of_who_reports_to_whom(world: World) -> None:
    """Jon reports to the double, the one kept to nobody, the double to Jon's report: the manager is not taken over."""
    kept = actions.add_contact(US, account=world.energy, name="Kari Moe", now=NOW)
    gone = actions.add_contact(US, account=world.energy, name="K. Moe", title="Head", now=NOW)
    actions.edit_contact(US, contact=gone, reports_to=world.signe, now=NOW)
    actions.edit_contact(US, contact=world.signe, reports_to=kept, now=NOW)
    [merge] = actions.merge_contacts(US, kept=kept, gone=[gone], now=NOW)
    kept.refresh_from_db()
    world.signe.refresh_from_db()
    assert (kept.title, kept.reports_to, world.signe.reports_to) == ("Head", None, kept)
    actions.undo_contact_merge(US, merge=merge, now=NOW)
    gone.refresh_from_db()
    assert gone.reports_to == world.signe


def test_a_merge_that_would_put_somebody_above_themselves_is_refused(world: World) -> None:
    kept = actions.add_contact(US, account=world.energy, name="Kari Moe", now=NOW)
    gone = actions.add_contact(US, account=world.energy, name="K. Moe", now=NOW)
    actions.edit_contact(US, contact=kept, reports_to=world.signe, now=NOW)
    actions.edit_contact(US, contact=world.signe, reports_to=gone, now=NOW)
    with pytest.raises(errors.BadInput) as told, transaction.atomic():
        actions.merge_contacts(US, kept=kept, gone=[gone], now=NOW)
    assert told.value.field == "others" and "that would be a circle" in told.value.sentence
    assert not ContactMerge.objects.exists() and Contact.objects.filter(pk=gone.pk).exists()


def test_the_undo_of_a_merge_makes_no_circle(world: World) -> None:
    kept = actions.add_contact(US, account=world.energy, name="Kari Moe", now=NOW)
    gone = actions.add_contact(US, account=world.energy, name="K. Moe", now=NOW)
    actions.edit_contact(US, contact=gone, reports_to=world.jon, now=NOW)
    actions.edit_contact(US, contact=kept, reports_to=gone, now=NOW)
    [merge] = actions.merge_contacts(US, kept=kept, gone=[gone], now=NOW)
    kept.refresh_from_db()
    assert kept.reports_to == world.jon
    actions.edit_contact(US, contact=kept, reports_to=None, now=NOW)
    actions.edit_contact(US, contact=world.jon, reports_to=kept, now=NOW)
    actions.undo_contact_merge(US, merge=merge, now=NOW)
    kept.refresh_from_db()
    gone.refresh_from_db()
    assert (gone.reports_to, kept.reports_to) == (world.jon, None)
