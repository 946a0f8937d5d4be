"""Making one account of several that are the same customer, and taking that back."""

from collections import defaultdict
from collections.abc import Collection, Iterable
from datetime import date, datetime, timedelta
from typing import Any, Final

from django.db import models, transaction
from django.utils.translation import gettext as _

from covalue.accounts import found, lineage, queries, rules, shown
from covalue.accounts.actions import moving
from covalue.accounts.actions.guards import guard_edits, guard_steers
from covalue.accounts.models import Account, AccountClass, Contact, Identifier, Lineage, MatchProposal, Merge
from covalue.accounts.shown import Guests
from covalue.core import errors, events
from covalue.core.events import Actor
from covalue.people.rules import Right

UNDO_WITHIN: Final = timedelta(days=30)
FILLED: Final = (
    "sector",
    "countries",
    "employees",
    "website",
    "profile",
    "relationship_now",
    "relationship_wanted",
    "owner",
)
RANKS: Final = tuple(AccountClass.values)  # the highest first
STAYS: Final = (Account, Lineage, MatchProposal, Merge)  # the tree and the record of merges have their own rules


def propose_matches(new: Iterable[Account], *, now: datetime) -> int:
    """Propose, for new accounts, others of much the same name or ID; a person decides. Returns how many were proposed."""
    fresh = {account.pk for account in new}
    if not fresh:
        return 0
    names = dict(Account.objects.filter(archived_at=None).values_list("pk", "name"))
    proposals = {
        (newer, older): (alike, f"“{names[newer]}” reads like “{names[older]}”")
        for newer, older, alike in rules.likely_pairs(names, fresh & names.keys())
    }
    proposals |= {pair: (1.0, reason) for pair, reason in _same_keys(fresh, names).items()}
    rows = [
        MatchProposal(account_id=newer, likely_id=older, likeness=alike, reason=reason[:300], proposed_at=now)
        for (newer, older), (alike, reason) in proposals.items()
    ]
    MatchProposal.objects.bulk_create(rows, ignore_conflicts=True, batch_size=500)
    return len(rows)


def keep_apart(actor: Actor, *, keys: Iterable[tuple[str, str]], now: datetime) -> None:
    """Decide of accounts with these IDs that they are not the ones their names look like: nobody is asked again."""
    wanted = set(keys)
    identifiers = Identifier.objects.filter(key__in=[key for _source, key in wanted])
    made = [
        account
        for account, source, key in identifiers.values_list("account", "source", "key")
        if (source, key) in wanted
    ]
    open_ones = MatchProposal.objects.filter(account__in=made, decided_at=None)
    open_ones.update(decided_at=now, decided_by=actor.user, accepted=False)


def _same_keys(fresh: set[int], present: Collection[int]) -> dict[tuple[int, int], str]:
    """New accounts whose ID in a system is that of another account but for leading zeros: (newer, older) → why."""
    by_key: dict[tuple[str, str], list[tuple[int, str]]] = defaultdict(list)
    for account, source, key in Identifier.objects.order_by("account_id").values_list("account_id", "source", "key"):
        if account in present:
            by_key[source, rules.same_key(key)].append((account, key))
    pairs = {}
    for (source, _key), known in by_key.items():
        older, older_key = known[0]
        for newer, key in known[1:]:
            if newer in fresh and newer != older:
                pairs[newer, older] = f"the IDs {key} and {older_key} in {source} differ only in leading zeros"
    return pairs


@transaction.atomic
def merge(
    actor: Actor, *, kept: Account, gone: Iterable[Account], now: datetime, guests: Guests | None = None
) -> list[Merge]:
    """Make one account of several: all that hangs on those `gone` moves to `kept`, whose empty facts they fill.

    Nothing is deleted; the higher class stays, and what is critical. What cannot be twice, such as a second plan or the
    same place on the team, stays with the account put away, and comes back with an undo. BadInput where guests of one would
    see something of the other and `guests` does not say whether they may.
    """
    return [_merge_one(actor, kept, account, now, guests) for account in gone]


@transaction.atomic
def undo_merge(actor: Actor, *, merge: Merge, now: datetime) -> None:
    """Take a merge back within 30 days: what was moved and is still there goes back where it was."""
    kept, gone = merge.kept, merge.gone
    if actor.user is None or not (actor.user.may(Right.IMPORT_LEDGER) and not queries.has_team(gone)):
        guard_steers(actor, kept)
    if merge.undone_at is not None:
        raise errors.WrongState(_("This merge has already been undone."))
    if now - merge.merged_at > UNDO_WITHIN:
        raise errors.WrongState(_("A merge can be undone for 30 days; this one is older."))
    since = queries.merged_into(kept)
    if since is not None:
        raise errors.WrongState(
            _("{kept} has since been merged into {since}. Undo that merge first.").format(kept=kept, since=since)
        )
    moving.move_back(_links(), merge.moved["rows"], kept, gone)
    shown.parted(merge)
    gone.archived_at = None
    gone.save(update_fields=["archived_at"])
    merge.undone_at = now
    merge.save(update_fields=["undone_at"])
    _restore_tree(merge)
    _empty_filled(merge)
    _lower(merge)
    _index_again(kept, gone)
    for account in (kept, gone):
        events.write(
            actor, "took a merge back", subject=gone, stream=account, now=now, changes={"account": (kept, gone)}
        )


@transaction.atomic
def decide_match(
    actor: Actor,
    *,
    proposal: MatchProposal,
    accepted: bool,
    now: datetime,
    keep_new: bool = False,
    guests: Guests | None = None,
) -> Merge | None:
    """Say whether a proposed match is the same customer; accepted, the two are merged into the one we had."""
    if actor.user is not None and not actor.user.may(Right.IMPORT_LEDGER):
        raise errors.NotAllowed(_("Only people who import the ledger can decide on matches."))
    if proposal.decided_at is not None:
        raise errors.WrongState(_("This has already been decided."))
    account, likely = proposal.account, proposal.likely
    proposal.accepted, proposal.decided_at, proposal.decided_by = accepted, now, actor.user
    proposal.save()
    if not accepted:
        changes = {"account": (account, likely)}
        events.write(actor, "kept accounts apart", subject=account, stream=likely, now=now, changes=changes)
        return None
    kept, gone = (account, likely) if keep_new else (likely, account)
    return _merge_one(actor, kept, gone, now, guests)


def _merge_one(actor: Actor, kept: Account, gone: Account, now: datetime, guests: Guests | None) -> Merge:
    _guard_merges(actor, kept, gone)
    _guard_separate(kept, gone)
    guests = _answered(guests, kept, gone)
    moved: dict[str, Any] = {
        "parents": _move_children(actor, kept, gone, now),
        "rows": moving.move(_links(*shown.staying(guests)), kept, gone),
    }
    moved["filled"] = _fill(kept, gone)
    moved["raised"] = _raise(actor, kept, gone, now)
    gone.archived_at = now
    gone.save(update_fields=["archived_at"])
    done = Merge.objects.create(kept=kept, gone=gone, merged_at=now, merged_by=actor.user, moved=moved)
    shown.merged(done, guests)
    _close_proposals(actor, gone, now)
    _index_again(kept, gone)
    for account in (kept, gone):
        events.write(actor, "merged accounts", subject=gone, stream=account, now=now, changes={"account": (gone, kept)})
    return done


def _guard_merges(actor: Actor, kept: Account, gone: Account) -> None:
    """What is confided to a team stays with it: only who steers both accounts may open one team's to another.

    Those who import may put away an account that no team works on, itself or anywhere below.
    """
    user = actor.user
    if user is None or user.may(Right.CLASSIFY_ACCOUNTS):
        return
    if user.may(Right.IMPORT_LEDGER) and not queries.has_team(gone):
        return
    for account in (kept, gone):
        guard_edits(actor, account)
        if not queries.may_steer(user, account):
            raise errors.NotAllowed(
                _("{account} has a team, so only its SAM or the program director can merge it.").format(account=account)
            )


def _guard_separate(kept: Account, gone: Account) -> None:
    if kept.pk == gone.pk:
        raise errors.BadInput(_("An account cannot be merged with itself."))
    for account in (kept, gone):
        into = queries.merged_into(account)
        if into is not None:
            raise errors.WrongState(
                _("{account} has already been merged into {into}.").format(account=account, into=into)
            )


def _answered(guests: Guests | None, kept: Account, gone: Account) -> Guests:
    """Whether guests of both see what is shared with either; BadInput where that has to be said and is not."""
    question = "" if guests else shown.question(kept, gone)
    if question:
        sentence = _("{question} Say whether they may, on the Facts page of {gone}, where it is merged.")
        raise errors.BadInput(sentence.format(question=question, gone=gone), field="guests")
    return guests or Guests.TOGETHER


def _move_children(actor: Actor, kept: Account, gone: Account, now: datetime) -> dict[str, int | None]:
    """Hang what is below the account put away under the one kept; returns child → parent before."""
    before: dict[str, int | None] = {}
    if Lineage.objects.filter(ancestor=gone, account=kept).exists():
        before[str(kept.pk)] = kept.parent_id
        _hang(kept, gone.parent)
    for child in Account.objects.filter(parent=gone):
        before[str(child.pk)] = gone.pk
        _hang(child, kept)
        events.write(actor, "moved account", subject=child, stream=child, changes={"parent": (gone, kept)}, now=now)
    return before


def _hang(account: Account, parent: Account | None) -> None:
    account.parent = parent
    account.save(update_fields=["parent"])
    lineage.move(account, parent)


def _links(*staying: type[models.Model]) -> moving.Links:
    return moving.links_to(Account, stay=(*STAYS, *staying))


def _fill(kept: Account, gone: Account) -> list[str]:
    """Give the account kept the facts it lacks; returns which."""
    filled = [name for name in FILLED if not getattr(kept, name) and getattr(gone, name)]
    for name in filled:
        setattr(kept, name, getattr(gone, name))
    if filled:
        kept.save(update_fields=filled)
    return filled


def _raise(actor: Actor, kept: Account, gone: Account, now: datetime) -> dict[str, list[Any]]:
    """The higher class of the two stays, and critical stays critical; returns what was before and is now, by field."""
    before = {"account_class": kept.account_class, "class_since": kept.class_since, "critical": kept.critical}
    if RANKS.index(gone.account_class) < RANKS.index(kept.account_class):
        kept.account_class, kept.class_since = gone.account_class, gone.class_since
    kept.critical = kept.critical or gone.critical
    changed = {name: (old, getattr(kept, name)) for name, old in before.items() if old != getattr(kept, name)}
    if changed:
        kept.save(update_fields=list(changed))
        told = {name: pair for name, pair in changed.items() if name != "class_since"}
        events.write(actor, "edited account", subject=kept, stream=kept, changes=told, now=now)
    return {name: [_stored(side) for side in pair] for name, pair in changed.items()}


def _lower(merge: Merge) -> None:
    """Class and critical flag go back to what they were, unless somebody changed them since."""
    kept = Account.objects.get(pk=merge.kept_id)
    raised = merge.moved.get("raised", {})  # merges of before have none
    if "account_class" in raised and kept.account_class == raised["account_class"][1]:
        kept.account_class = raised["account_class"][0]
        if "class_since" in raised:
            since = raised["class_since"][0]
            kept.class_since = date.fromisoformat(since) if since else None
    if "critical" in raised and kept.critical:
        kept.critical = False
    kept.save(update_fields=["account_class", "class_since", "critical"])


def _stored(value: Any) -> Any:
    return value.isoformat() if isinstance(value, date) else value


def _close_proposals(actor: Actor, gone: Account, now: datetime) -> None:
    """What was still to be decided about an account put away is settled with it."""
    waiting = MatchProposal.objects.filter(decided_at=None).filter(models.Q(account=gone) | models.Q(likely=gone))
    waiting.update(decided_at=now, decided_by=actor.user)


def _index_again(kept: Account, gone: Account) -> None:
    found.index_accounts([kept.pk, gone.pk])
    found.index_contacts(Contact.objects.filter(account__in=(kept, gone)))


def _restore_tree(merge: Merge) -> None:
    """Children still where the merge hung them go back, the one kept last if it stood below the one put away."""
    for child_id, parent_id in sorted(merge.moved["parents"].items(), key=lambda pair: pair[0] == str(merge.kept_id)):
        child = Account.objects.filter(pk=child_id).first()
        expected = merge.gone.parent_id if int(child_id) == merge.kept_id else merge.kept_id
        parent = Account.objects.filter(pk=parent_id).first()
        if child is None or child.parent_id != expected or parent is None:
            continue
        if not Lineage.objects.filter(ancestor=child, account=parent).exists():
            _hang(child, parent)


def _empty_filled(merge: Merge) -> None:
    """Facts taken over and unchanged since go again."""
    kept = Account.objects.get(pk=merge.kept_id)
    same = [name for name in merge.moved["filled"] if getattr(kept, name) == getattr(merge.gone, name)]
    for name in same:
        field = Account._meta.get_field(name)
        setattr(kept, name, None if field.null else "")
    if same:
        kept.save(update_fields=same)
