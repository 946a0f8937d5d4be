"""Taking accounts out again that an import created and nobody uses."""

from collections import Counter
from collections.abc import Collection, Iterable
from datetime import datetime
from typing import Final

from django.db import transaction
from django.utils.translation import gettext as _

from covalue.accounts import found, lineage
from covalue.accounts.actions import moving
from covalue.accounts.models import Account, Attachment, Identifier, Lineage, MatchProposal
from covalue.core import events, money
from covalue.core.events import Actor
from covalue.search import actions as search

GOES_ALONG: Final = (Lineage, Identifier, MatchProposal)  # their rows go with the account


@transaction.atomic
def remove_unused(
    actor: Actor, *, ids: Iterable[int], keys_in_use: Collection[tuple[str, str]], stream: str, now: datetime
) -> list[str]:
    """Remove those of the accounts nothing hangs on, nobody changed and no line of the ledger is of.

    `keys_in_use` are the customers of the ledger by source and key. Returns a sentence for each account that stays.
    """
    rows = (Account.objects.filter(pk__in=some).select_for_update() for some in lineage.in_parts(list(ids)))
    here = {account.pk: account for some in rows for account in some}
    used = _in_use(here) | _with_lines(here, keys_in_use)
    going = [pk for pk in here if pk not in used]
    for some in lineage.in_parts(going):
        search.remove(found.ACCOUNT, some)
        Account.objects.filter(pk__in=some).delete()
    if going:
        changes = {"accounts": (len(going), 0)}
        events.write(actor, "removed accounts", stream=stream, name=stream, now=now, changes=changes)
    return [_("{name} is in use by now and is kept.").format(name=here[pk].name) for pk in here if pk in used]


def uses_of(ids: Iterable[int], *, keys_in_use: Collection[tuple[str, str]]) -> list[tuple[str, list[str]]]:
    """The accounts that are there by their names, with what keeps each from being removed; empty where nothing does.

    `keys_in_use` are customers with other lines in the ledger, by source and key.
    """
    here = {pk: name for some in lineage.in_parts(list(ids)) for pk, name in _named(some)}
    things: dict[int, list[str]] = {pk: [] for pk in here}
    for pk in _with_lines(here, keys_in_use):
        things[pk].append(_("other lines of the ledger"))
    for some in lineage.in_parts(here):
        for model, link in moving.links_to(Account, stay=GOES_ALONG):
            rows = Counter(model._base_manager.filter(**{f"{link}__in": some}).values_list(link, flat=True))
            for pk, count in rows.items():
                name = model._meta.verbose_name if count == 1 else model._meta.verbose_name_plural
                things[pk].append(f"{money.count(count)} {name}")
    for pk in _in_use([pk for pk, known in things.items() if not known]):
        things[pk].append(_("changes made since"))
    return [(here[pk], known) for pk, known in things.items()]


def _named(ids: Collection[int]) -> Iterable[tuple[int, str]]:
    return Account.objects.filter(pk__in=ids).values_list("pk", "name")


def _in_use(ids: Collection[int]) -> set[int]:
    """Those of the accounts something hangs on, or that have a history of their own."""
    used: set[int] = set()
    for some in lineage.in_parts(ids):
        for model, link in moving.links_to(Account, stay=GOES_ALONG):
            used |= set(model._base_manager.filter(**{f"{link}__in": some}).values_list(link, flat=True))
        streams = {f"account:{pk}": pk for pk in some}
        used |= {streams[stream] for stream in events.with_history(streams)}
    return used


def _with_lines(ids: Collection[int], keys_in_use: Collection[tuple[str, str]]) -> set[int]:
    used: set[int] = set()
    for some in lineage.in_parts(ids):
        keys = Identifier.objects.filter(account__in=some).values_list("account", "source", "key")
        used |= {account for account, source, key in keys if (source, key) in keys_in_use}
    return used


def archive(ids: Iterable[int], *, now: datetime) -> None:
    """Accounts that are only on record from now on. The caller writes the event."""
    Account.objects.filter(pk__in=list(ids), archived_at=None).update(archived_at=now)


def delete_contents(attachments: Iterable[int]) -> None:
    """The files of attachments whose rows are deleted."""
    for attachment in Attachment.objects.filter(pk__in=list(attachments)):
        attachment.content.delete(save=False)
