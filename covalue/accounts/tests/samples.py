"""Sample rows of accounts."""

from django.core.files.base import ContentFile

from covalue.accounts import actions
from covalue.accounts.models import Account, Contact, ContactMatch, MatchProposal, TeamRole
from covalue.people import actions as people
from covalue.people.rules import Role
from tests.world import NOW, US, World

CONTACT = "Siri Dahl"


def contact_of(account: Account) -> Contact:
    """The contact the samples of other packages are about; her email address is that of Greta, the guest."""
    return Contact.objects.select_related("account").get(account=account, name=CONTACT)


def rows(world: World, account: Account) -> dict[str, int | str]:
    """A contact, a file, somebody on the team; what was merged, may be the same, or was edited for many."""
    contact = actions.add_contact(US, account=account, name=CONTACT, email="greta@covalue.test", now=NOW)
    twin, namesake = (actions.add_contact(US, account=account, name="Liv Aas", now=NOW) for _ in range(2))
    somebody = actions.add_contact(US, account=account, name="Somebody", now=NOW)
    [contact_merge] = actions.merge_contacts(US, kept=contact, gone=[somebody], now=NOW)
    [merge] = actions.merge(US, kept=account, gone=[actions.create(US, name=f"Twin of {account}", now=NOW)], now=NOW)
    alike = actions.create(US, name="Orsa Paper AB", now=NOW)
    match = MatchProposal.objects.create(account=alike, likely=world.orsa, reason="x", likeness=0.9, proposed_at=NOW)
    file = actions.attach(US, account=account, upload=ContentFile(b"text", name="a.txt"), now=NOW)
    extra = people.create_user(US, email="extra@covalue.test", name="Eda Extra", roles=[Role.TEAM_MEMBER], now=NOW)
    return {
        "account_id": account.pk,
        "wind_id": world.wind.pk,
        "contact_id": contact.pk,
        "contact_match_id": ContactMatch.objects.get(contact=namesake, likely=twin).pk,
        "contact_merge_id": contact_merge.pk,
        "merge_id": merge.pk,
        "match_id": match.pk,
        "file_id": file.pk,
        "membership_id": actions.join_team(US, account=account, user=extra, team_role=TeamRole.EXTENDED, now=NOW).pk,
        "bulk_id": actions.edit_many(US, accounts=[account], values={"sector": "Wind"}, now=NOW).pk,
        "fact": "sector",
        "contact_fact": "title",
    }
