"""Needs added and removed, accounts rated, clusters kept under the names somebody gave them."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from django.db import transaction
from django.db.models import Q
from django.db.models.functions import Lower
from django.utils.translation import gettext as _

from covalue.accounts.models import Account, Identifier
from covalue.core import errors, events
from covalue.core.events import Actor
from covalue.needs import queries, rules
from covalue.needs.models import Need, NeedRating, NeedsSegmentation
from covalue.needs.rules import Reject


@transaction.atomic
def add_need(actor: Actor, *, name: str, now: datetime) -> Need:
    """Another need customers are rated by."""
    guard(actor)
    name = " ".join(name.split())[:120]
    if not name:
        raise errors.BadInput(_("The need has no name."), field="name")
    standing = queries.needs()
    if standing.filter(name__iexact=name).exists():
        raise errors.BadInput(_("There is a need of this name."), field="name")
    if standing.count() >= rules.MOST_NEEDS:
        raise errors.WrongState(_("At most {n} needs: more nobody rates with care.").format(n=rules.MOST_NEEDS))
    need = Need.objects.create(name=name, added_by=actor.user, added_at=now)
    events.write(actor, "added need", subject=need, stream="needs", now=now)
    return need


@transaction.atomic
def remove_need(actor: Actor, *, need: Need, now: datetime) -> None:
    """It counts no more; `restore_need` brings it and its ratings back."""
    guard(actor)
    need.removed_at = now
    need.save(update_fields=["removed_at"])
    events.write(actor, "removed need", subject=need, stream="needs", now=now)


@transaction.atomic
def restore_need(actor: Actor, *, need: Need, now: datetime) -> None:
    """Undo a removal."""
    guard(actor)
    need.removed_at = None
    need.save(update_fields=["removed_at"])
    events.write(actor, "restored need", subject=need, stream="needs", now=now)


@transaction.atomic
def rate_account(actor: Actor, *, account: Account, ratings: Mapping[Need, int | None], now: datetime) -> None:
    """How much each need means to an account; None takes a rating away."""
    guard(actor)
    changes = {}
    before = dict(NeedRating.objects.filter(account=account).values_list("need", "score"))
    for need, score in ratings.items():
        if score is not None and score not in rules.SCALE:
            raise errors.BadInput(_("{need}: give 1 to 5.").format(need=need), field=f"need-{need.pk}")
        if before.get(need.pk) == score:
            continue
        changes[str(need)] = (before.get(need.pk, ""), "" if score is None else score)
        if score is None:
            NeedRating.objects.filter(account=account, need=need).delete()
        else:
            told = {"score": score, "rated_by": actor.user, "rated_at": now}
            NeedRating.objects.update_or_create(account=account, need=need, defaults=told)
    if changes:
        events.write(actor, "rated needs", subject=account, stream="needs", changes=changes, now=now)


@transaction.atomic
def paste(actor: Actor, *, text: str, now: datetime) -> tuple[int, list[Reject]]:
    """Ratings from a table: accounts by name or key in the first column, needs in the headings; new needs are added.

    Returns how many accounts were rated, and the lines that were not taken with the reason.
    """
    guard(actor)
    headings, rows = rules.read_table(text)
    if not headings or not all(headings) or not rows:
        raise errors.BadInput(
            _("Paste a table: accounts in the first column, a need in each other heading, ratings of 1 to 5."),
            field="text",
        )
    if len({one.lower() for one in headings}) < len(headings):
        raise errors.BadInput(_("Two columns have the same heading."), field="text")
    known = {need.name.lower(): need for need in queries.needs()}
    needs = [known.get(one.lower()) or add_need(actor, name=one, now=now) for one in headings]
    found = _accounts([row[0] for row in rows])
    taken, rejects = set(), []
    for number, row in enumerate(rows, start=2):
        scores = [rules.rating(cell) if cell.strip() else None for cell in row[1 : len(needs) + 1]]
        account, wrong = found.get(row[0].lower()), _wrong(row, scores)
        if account is None or wrong:
            rejects.append(Reject(number, wrong or _("“{name}” is no account we know.").format(name=row[0][:80])))
            continue
        told = {need: score for need, score in zip(needs, scores, strict=False) if score is not None}
        rate_account(actor, account=account, ratings=told, now=now)
        taken.add(account.pk)
    return len(taken), rejects


@transaction.atomic
def keep(actor: Actor, *, name: str, k: int, names: Sequence[str], now: datetime) -> NeedsSegmentation:
    """Keep the clusters of a number, each under the name somebody gave it."""
    guard(actor)
    page = queries.needs_page(actor.user, k) if actor.user else None
    if page is None or page.k != k or not page.clusters:
        raise errors.WrongState(_("These clusters are not there any more. Look at them again."))
    cleaned = [" ".join(one.split())[:120] for one in names]
    if len(cleaned) != k or not all(cleaned):
        raise errors.BadInput(_("Give every cluster a name: what do they need that others do not?"), field="names")
    if len({one.lower() for one in cleaned}) < k:
        raise errors.BadInput(_("Two clusters have the same name."), field="names")
    if not name.strip():
        raise errors.BadInput(_("The segmentation needs a name."), field="name")
    choice = next(one for one in page.choices if one.k == k)
    told = [
        {"name": said, "means": list(one.means), "accounts": [{"id": a.pk, "name": a.name} for a in one.accounts]}
        for said, one in zip(cleaned, page.clusters, strict=True)
    ]
    kept = NeedsSegmentation.objects.create(
        name=" ".join(name.split())[:120], needs=[need.name for need in page.needs], clusters=told,
        silhouette=choice.silhouette, stability=choice.stability, kept_by=actor.user, kept_at=now,
    )  # fmt: skip
    events.write(actor, "kept needs segments", subject=kept, stream="needs", changes={"clusters": ("", k)}, now=now)
    return kept


@transaction.atomic
def remove_kept(actor: Actor, *, kept: NeedsSegmentation, now: datetime) -> None:
    """`restore_kept` brings it back."""
    guard(actor)
    kept.removed_at = now
    kept.save(update_fields=["removed_at"])
    events.write(actor, "removed needs segments", subject=kept, stream="needs", now=now)


@transaction.atomic
def restore_kept(actor: Actor, *, kept: NeedsSegmentation, now: datetime) -> None:
    """Undo a removal."""
    guard(actor)
    kept.removed_at = None
    kept.save(update_fields=["removed_at"])
    events.write(actor, "restored needs segments", subject=kept, stream="needs", now=now)


def guard(actor: Actor) -> None:
    """Whoever sees the whole base."""
    if actor.user is not None:
        queries.guard(actor.user)


def _accounts(names: list[str]) -> dict[str, Account]:
    """Accounts by the lower case of their name, or of a key another system knows them by."""
    wanted = {name.lower() for name in names}
    standing = Account.objects.filter(archived_at=None)
    named = standing.annotate(lower=Lower("name")).filter(Q(lower__in=wanted) | Q(name__in=names))
    found = {one.name.lower(): one for one in named}
    keys = Identifier.objects.filter(account__archived_at=None).annotate(lower=Lower("key"))
    keys = keys.filter(Q(lower__in=wanted) | Q(key__in=names)).select_related("account")
    return {**{one.key.lower(): one.account for one in keys}, **found}


def _wrong(row: list[str], scores: list[int | None]) -> str:
    bad = [cell for cell, score in zip(row[1:], scores, strict=False) if cell.strip() and score is None]
    return _("“{text}” is no rating of 1 to 5.").format(text=bad[0][:40]) if bad else ""
