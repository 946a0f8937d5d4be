"""What becomes of guests and of what is shared when two accounts become one, and when that is taken back."""

from typing import Final

from django.utils.translation import ngettext

from covalue.accounts.models import Account, Merge
from covalue.accounts.shown import Guests
from covalue.portal.models import Assent, Comment, Guest, Share
from covalue.portal.rules import ItemKind
from covalue.value import queries as value

STAYING: Final = (Guest, Share)
CASES: Final = "value.initiative.account"  # how a merge calls the value cases it moved


def question(kept: Account, gone: Account) -> str:
    """Whether guests of one of them would see something of the other."""
    return " ".join(filter(None, (_seen_more(kept, gone), _seen_more(gone, kept))))


def merged(merge: Merge, guests: Guests) -> None:
    """What was said of the statement follows it. It is shown on where everybody may see what it holds now."""
    kept, gone = merge.kept, merge.gone
    for model in (Comment, Assent):
        model._default_manager.filter(account=kept, kind=ItemKind.STATEMENT, item=gone.pk).update(item=kept.pk)
    own = Share.objects.filter(account=kept, kind=ItemKind.STATEMENT, item=kept.pk, ended_at=None)
    joined = Share.objects.filter(account=kept, kind=ItemKind.STATEMENT, item=gone.pk, ended_at=None)
    if guests == Guests.APART and merge.moved["rows"].get(CASES):
        own.update(ended_at=merge.merged_at)
    elif own.exists():
        joined.update(ended_at=merge.merged_at)
    else:
        joined.update(item=kept.pk)


def parted(merge: Merge) -> None:
    """The statements are two again, each shown as it was."""
    for model in (Comment, Assent, Share):
        back = model._default_manager.filter(account=merge.gone, kind=ItemKind.STATEMENT, item=merge.kept_id)
        back.update(item=merge.gone_id)
    for account in (merge.kept, merge.gone):
        of_statement = Share.objects.filter(account=account, kind=ItemKind.STATEMENT, item=account.pk)
        ended = of_statement.filter(ended_at=merge.merged_at).last()
        if ended is not None and not of_statement.filter(ended_at=None).exists():
            ended.ended_at = None
            ended.save(update_fields=["ended_at"])


def _seen_more(account: Account, other: Account) -> str:
    """What the guests of an account would see of the other one."""
    guests = Guest.objects.filter(account=account, revoked_at=None).count()
    if not guests:
        return ""
    items = Share.objects.filter(account=other, ended_at=None).count()
    statement = Share.objects.filter(account=account, kind=ItemKind.STATEMENT, ended_at=None).exists()
    if items:
        sentence = ngettext(
            "{n} guest of {account} would see what is shared with {other}.",
            "{n} guests of {account} would see what is shared with {other}.",
            guests,
        )
    elif statement and value.initiatives_of(other).exists():
        sentence = ngettext(
            "{n} guest of {account} would see the value of {other} in the statement.",
            "{n} guests of {account} would see the value of {other} in the statement.",
            guests,
        )
    else:
        return ""
    return sentence.format(n=guests, account=account, other=other)
