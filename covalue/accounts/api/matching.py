"""Accounts, and contacts, that may be one: proposals, merges, and undoing them."""

from datetime import datetime

from django.http import HttpRequest
from django.utils import timezone
from ninja import Query, Router, Schema, Status

from covalue.accounts import actions, queries
from covalue.accounts.inputs import ContactDecision, MatchDecision, MergeContactsInput, MergeInput
from covalue.accounts.models import ContactMatch, ContactMerge, MatchProposal, Merge
from covalue.accounts.rules import Alike
from covalue.web import paging, requests
from covalue.web.inputs import chosen, chosen_many
from covalue.web.paging import Asked, Cut, Page
from covalue.web.shapes import Id, Ref

router = Router(tags=["accounts"])


class Match(Schema):
    """An imported account with a name similar to an existing one."""

    id: int
    account: Ref
    likely: Ref
    reason: str
    likeness: float


class ContactMatchOut(Schema):
    """Two contacts who may be one person, and why."""

    id: int
    contact: Ref
    likely: Ref
    reasons: list[Alike]
    likeness: float

    @staticmethod
    def resolve_reasons(match: ContactMatch) -> list[str]:
        return match.reasons.split()


class ContactMergeOut(Schema):
    """Everything on `gone` moved to `kept`; it can be undone for 30 days."""

    id: int
    kept: Ref
    gone: Ref
    merged_by: Ref | None
    merged_at: datetime
    undone_at: datetime | None


class ContactDecided(Schema):
    """The result of a decision: a merge, if both are the same person."""

    merge: ContactMergeOut | None


class MergeOut(Schema):
    """Everything on `gone` moved to `kept`; it can be undone for 30 days."""

    id: int
    kept: Ref
    gone: Ref
    merged_by: Ref | None
    merged_at: datetime
    undone_at: datetime | None


class Decided(Schema):
    """The result of a decision: a merge, if both are the same customer."""

    merge: MergeOut | None


@router.get(
    "/contacts/{contact_id}/merges", response=Page[ContactMergeOut], summary="List contacts merged into a contact"
)
def list_contact_merges(request: HttpRequest, contact_id: Id, query: Query[Asked]) -> Cut[ContactMerge]:
    """Latest first, including those that were undone."""
    user = requests.user_of(request)
    rows = queries.contact_merges(user).filter(kept=queries.get_contact(user, contact_id))
    return paging.cut(request, rows, ("-merged_at", "-id"), query)


@router.post("/contacts/{contact_id}/merge", response={201: list[ContactMergeOut]}, summary="Merge contacts into one")
def merge_contacts(request: HttpRequest, contact_id: Id, body: MergeContactsInput) -> Status[list[ContactMerge]]:
    """Everything on the others moves to this contact, which is on the same account or on one above."""
    user = requests.user_of(request)
    contact = queries.get_contact(user, contact_id)
    others = chosen_many(queries.mergeable_into(user, contact), body.others, "others")
    merges = actions.merge_contacts(requests.actor(request), kept=contact, gone=others, now=timezone.now())
    return Status(201, merges)


@router.post("/contact-merges/{contact_merge_id}/undo", response=ContactMergeOut, summary="Undo a merge of contacts")
def undo_contact_merge(request: HttpRequest, contact_merge_id: Id) -> ContactMerge:
    """For 30 days: what was moved and still exists goes back to where it was."""
    merge = queries.get_contact_merge(requests.user_of(request), contact_merge_id)
    actions.undo_contact_merge(requests.actor(request), merge=merge, now=timezone.now())
    return merge


@router.get("/contact-matches", response=Page[ContactMatchOut], summary="List likely duplicate contacts")
def list_contact_matches(request: HttpRequest, query: Query[Asked]) -> Cut[ContactMatch]:
    """Contacts who may be one person, with the reason; only where you may open both."""
    return paging.cut(request, queries.contact_matches(requests.user_of(request)), ("-likeness", "id"), query)


@router.post(
    "/contact-matches/{contact_match_id}/decision", response=ContactDecided, summary="Decide on a contact match"
)
def decide_contact_match(request: HttpRequest, contact_match_id: Id, body: ContactDecision) -> ContactDecided:
    """The same person: the two are merged. Otherwise the match is not proposed again."""
    match = queries.get_contact_match(requests.user_of(request), contact_match_id)
    merge = actions.decide_contact_match(
        requests.actor(request),
        match=match,
        accepted=body.same,
        keep_new=body.keep == "contact",
        now=timezone.now(),
    )
    return ContactDecided(merge=ContactMergeOut.from_orm(merge) if merge else None)


@router.get("/matches", response=Page[Match], summary="List likely matches")
def list_matches(request: HttpRequest, query: Query[Asked]) -> Cut[MatchProposal]:
    """Imported accounts with a name similar to an existing one; a person decides."""
    return paging.cut(request, queries.matches(requests.user_of(request)), ("-likeness", "id"), query)


@router.post("/matches/{match_id}/decision", response=Decided, summary="Decide on a match")
def decide_match(request: HttpRequest, match_id: Id, body: MatchDecision) -> Decided:
    """The same customer: the two are merged. Otherwise the match is not proposed again."""
    proposal = queries.match_to_decide(requests.user_of(request), match_id)
    merge = actions.decide_match(
        requests.actor(request),
        proposal=proposal,
        accepted=body.same,
        keep_new=body.keep == "account",
        guests=body.guests,
        now=timezone.now(),
    )
    return Decided(merge=MergeOut.from_orm(merge) if merge else None)


@router.get("/accounts/{account_id}/merges", response=Page[MergeOut], summary="List accounts merged into it")
def list_merges(request: HttpRequest, account_id: Id, query: Query[Asked]) -> Cut[Merge]:
    """Latest first, including those that were undone."""
    account = queries.get(requests.user_of(request), account_id)
    return paging.cut(request, queries.merges_into(account), ("-merged_at", "-id"), query)


@router.post("/accounts/{account_id}/merge", response={201: MergeOut}, summary="Merge into another account")
def merge_account(request: HttpRequest, account_id: Id, body: MergeInput) -> Status[Merge]:
    """Everything on this account moves to the one that is kept."""
    user, actor = requests.user_of(request), requests.actor(request)
    account = queries.get(user, account_id)
    actions.guard_steers(actor, account)
    into = chosen(queries.possible_parents(user, account), body.into, "into")
    [merge] = actions.merge(actor, kept=into, gone=[account], guests=body.guests, now=timezone.now())
    return Status(201, merge)


@router.post("/merges/{merge_id}/undo", response=MergeOut, summary="Undo a merge")
def undo_merge(request: HttpRequest, merge_id: Id) -> Merge:
    """For 30 days: what was moved and still exists goes back to where it was."""
    merge = queries.get_merge(requests.user_of(request), merge_id)
    actions.undo_merge(requests.actor(request), merge=merge, now=timezone.now())
    return merge
