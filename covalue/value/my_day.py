"""What of value waits for somebody: answers to settle, signatures that do not come, periods to be claimed."""

from collections import defaultdict
from collections.abc import Callable, Iterator
from datetime import datetime
from typing import Any, Final, TypeVar

from django.db.models import Exists, F, Max, OuterRef, Q, QuerySet
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from covalue.accounts import addresses
from covalue.accounts.my_day import answered_for, of_day, where
from covalue.action_items import queries as action_items
from covalue.core import days, events, mailboxes, money
from covalue.core.periods import Period
from covalue.value.cases import queries as cases
from covalue.value.claims import deliveries
from covalue.value.models import Claim, Confirmation, Initiative, Settlement, Signature, SignatureRequest
from covalue.value.rules import Answer
from covalue.value.signing.kind import SIGNATURES
from covalue.web import moments
from covalue.web.my_day import Act, Day, Item, Urgency

PATIENCE: Final = 2  # days, as the page counts them
LONG: Final = 7
SHORTENED: Final = 120
OF_CASE: Final = ("initiative__account", "initiative__target", "initiative__owner")
Row = TypeVar("Row", Signature, SignatureRequest)


def answers(day: Day) -> Iterator[Item]:
    """What contacts agreed to in part, or not at all: cases until somebody asks again, claims until they are settled."""
    for signature in _those(_answers(day), lambda: _open_case() | _open_claim()).order_by("signed_at"):
        name, pk = ("claim", signature.claim_id) if signature.claim_id else ("case", signature.initiative_id)
        yield _answer(day, signature, reverse(f"value:{name}", args=[pk]))


def to_confirm(day: Day) -> Iterator[Item]:
    """Requests that are not sent before another than who entered the contact's address confirms it."""
    held = SIGNATURES.unanswered().filter(held=True, expires_at__gt=timezone.now(), account__archived_at=None)
    others = of_day(
        day,
        held.exclude(address__entered_by=day.user).filter(initiative__removed_at=None, initiative__archived_at=None),
    )
    by_address: dict[tuple[int, str], list[SignatureRequest]] = defaultdict(list)
    for request in others.select_related(
        "account", "initiative", "claim", "contact", "asked_by", "address__entered_by"
    ):
        if day.user in addresses.asked_to_confirm(request.contact, request.account):
            by_address[request.contact_id, mailboxes.folded(request.email)].append(request)
    for waiting in by_address.values():
        request = waiting[0]
        yield Item(
            key=f"to-confirm:{request.pk}",
            why=_why_held(request, ", ".join(map(str, waiting))),
            title=_("Is this the address of {name}?").format(name=request.contact.name),
            url=_thing(request),
            urgency=Urgency.NOW,
            act=Act(_("Confirm and send"), reverse("value:confirm-address", args=[request.pk])),
            **where(request.account),
        )


def other_numbers(day: Day) -> Iterator[Item]:
    """Other numbers than ours that contacts said of a case, until we take them, keep ours, or ask again."""
    rows = Confirmation.objects.filter(
        withdrawn_at=None,
        settled="",
        initiative__account__in=answered_for(day),
        initiative__removed_at=None,
        initiative__archived_at=None,
    ).exclude(number=None)
    for view in cases.views({row.initiative_id: row.initiative for row in rows.select_related(*OF_CASE)}.values()):
        for row in view.assumptions:
            for word in row.others:
                ours, theirs = (money.figure(value, 12) for value in (row.row.ends[1], word.number or 0))
                why = _("{who} says {theirs}, ours is {ours}")
                yield Item(
                    key=f"other-number:{word.pk}",
                    why=why.format(who=word.contact, theirs=theirs, ours=ours),
                    title=_("Settle: {name} of {case}").format(name=row.row.name, case=view.initiative.title),
                    url=reverse("value:case", args=[view.initiative.pk]) + "#assumptions",
                    urgency=Urgency.WEEK,
                    **where(view.initiative.account),
                )


def requests(day: Day) -> Iterator[Item]:
    """Requests for a signature that wait too long or have expired, and those given back until somebody else is asked."""
    now = timezone.now()
    for request in _those(_requests(day), lambda: Q(declined_at=None) | _given_back()).order_by("asked_at"):
        expired = request.expires_at <= now
        if request.declined_at is not None:
            yield _returned(request)
        elif expired or _days_since(request.reminded_at or request.asked_at, day) >= PATIENCE:
            yield _waiting(request, day, expired=expired)


def to_claim(day: Day) -> Iterator[Item]:
    """Agreed cases of which a period has ended that nobody claimed."""
    agreed = Signature.objects.filter(
        initiative=OuterRef("pk"),
        claim=None,
        withdraws=None,
        withdrawn_by=None,
        answer__in=[Answer.AGREE, Answer.PARTLY],
    )
    current = Q(claims__removed_at=None)
    cases = Initiative.objects.filter(
        removed_at=None, archived_at=None, begins_on__lte=day.today, account__in=answered_for(day)
    )
    cases = cases.select_related("account").annotate(
        last_start=Max("claims__starts_on", filter=current), last_end=Max("claims__ends_on", filter=current)
    )
    for case in cases.filter(Exists(agreed)):
        last = Period(case.last_start, case.last_end) if case.last_end else None
        period = deliveries.next_period(last, case.begins_on, day.today)
        if period.end < day.today and case.begins_on is not None and case.begins_on <= period.end:
            yield Item(
                key=f"to-claim:{case.pk}:{period.start}",
                why=_("{period} has ended and nothing is claimed for it yet").format(
                    period=deliveries.period_name(period)
                ),
                title=_("Claim what was delivered: {case}").format(case=case.title),
                url=reverse("value:add-claim", args=[case.pk]),
                urgency=Urgency.WEEK,
                sets_aside=True,
                **where(case.account),
            )


def to_plan(day: Day) -> Iterator[Item]:
    """Agreed cases whose value does not count yet and of which nothing is planned, until it does."""
    agreed = Signature.objects.filter(
        initiative=OuterRef("pk"), claim=None, withdraws=None, withdrawn_by=None, answer=Answer.AGREE
    )
    coming = Initiative.objects.filter(
        Exists(agreed), removed_at=None, archived_at=None, begins_on__gt=day.today, account__in=answered_for(day)
    )
    rows = list(coming.select_related("account", "target", "owner").order_by("begins_on", "pk"))
    planned = action_items.some_arose_from(rows)
    for view in cases.views(row for row in rows if events.key(row) not in planned):
        word = next((word for word in view.agreements if word.agreed), None)
        if word is None or any(other.to_settle for other in view.agreements):
            continue
        who, begins = word.signature.signer_name or _("a former contact"), view.initiative.begins_on
        assert begins is not None
        yield Item(
            key=f"to-plan:{view.initiative.pk}",
            why=_("{who} agreed, its value counts from {day} on, and nothing is planned yet").format(
                who=who, day=days.day(begins)
            ),
            title=_("Plan the delivery: {case}").format(case=view.initiative.title),
            url=reverse("value:plan", args=[view.initiative.pk]),
            urgency=Urgency.WEEK,
            sets_aside=True,
            **where(view.initiative.account),
        )


def _why_held(request: SignatureRequest, what: str) -> str:
    """Who entered the address alone: who asks, or who wrote what another asks."""
    enterer = request.address.entered_by if request.address else None
    names = {"name": enterer.name if enterer else "", "asker": request.asked_by.name if request.asked_by else ""}
    if enterer == request.asked_by:
        sentence = _("{name} entered {email} and asks to sign: {what}")
    else:
        sentence = _("{name} entered {email} and wrote what {asker} asks to sign: {what}")
    return sentence.format(email=request.email, what=what, **names)


def _open_case() -> Q:
    """An answer to a case after which the same contact said nothing, and nobody was asked."""
    after = {"contact": OuterRef("contact"), "number__gt": OuterRef("number")}
    later = Signature.objects.filter(initiative=OuterRef("initiative"), claim=None, withdraws=None, **after)
    asked = _requests_of(claim=None).filter(asked_at__gt=OuterRef("signed_at"))
    return Q(claim=None) & ~Exists(later) & ~Exists(asked)


def _open_claim() -> Q:
    """An answer to a claim, signed for less, which nobody settled, replaced or asked about again."""
    later = Signature.objects.filter(claim=OuterRef("claim"), withdraws=None, number__gt=OuterRef("number"))
    settled = Settlement.objects.filter(claim=OuterRef("claim"), taken_back_at=None)
    replaced = Claim.objects.filter(replaces=OuterRef("claim"), removed_at=None)
    asked = _requests_of(claim=OuterRef("claim")).filter(asked_at__gt=OuterRef("signed_at"))
    short = Q(claim__isnull=False, claim__removed_at=None, amount__lt=F("claim__total"))
    return short & ~Exists(later) & ~Exists(settled) & ~Exists(replaced) & ~Exists(asked)


def _given_back() -> Q:
    """A request given back, after which nobody else was asked."""
    after = {"asked_at__gt": OuterRef("declined_at")}
    of_case, of_claim = (_requests_of(claim).filter(**after) for claim in (None, OuterRef("claim")))
    unasked_case = Q(claim=None) & ~Exists(of_case)
    unasked_claim = Q(claim__isnull=False, claim__removed_at=None) & ~Exists(of_claim)
    return Q(declined_at__isnull=False) & (unasked_case | unasked_claim)


def _returned(request: SignatureRequest) -> Item:
    why = _("{name} is not the right person: “{words}”")
    return Item(
        key=f"returned:{request.pk}",
        why=why.format(name=request.contact.name, words=_short(request.declined_words)),
        title=_("Ask somebody else: {what}").format(what=request),
        url=_asking(request),
        urgency=Urgency.NOW,
        sets_aside=True,
        **where(request.account),
    )


def _waiting(request: SignatureRequest, day: Day, *, expired: bool) -> Item:
    return Item(
        key=f"signature-request:{request.pk}:{request.reminders}",
        why=_why_waiting(request, day, expired),
        title=_("Signature of {name}: {what}").format(name=request.contact.name, what=request),
        url=_asking(request) if expired else _thing(request),
        urgency=Urgency.NOW if expired or _days_since(request.asked_at, day) >= LONG else Urgency.WEEK,
        act=None if expired else Act(_("Remind"), reverse("value:remind-request", args=[request.pk])),
        **where(request.account),
    )


def _answers(day: Day) -> QuerySet[Signature]:
    """Standing signatures in part, or against, on what the user answers for or asked."""
    rows = Signature.objects.filter(
        answer__in=[Answer.PARTLY, Answer.DISAGREE],
        withdraws=None,
        withdrawn_by=None,
        account__archived_at=None,
        initiative__removed_at=None,
        initiative__archived_at=None,
    )
    mine = rows.filter(Q(account__in=answered_for(day)) | Q(request__asked_by=day.user))
    return of_day(day, mine).select_related("account", "initiative", "claim")


def _requests(day: Day) -> QuerySet[SignatureRequest]:
    """Requests without an answer on what the user answers for, or that they made, on accounts they may open."""
    rows = SignatureRequest.objects.filter(
        revoked_at=None,
        answered_at=None,
        held=False,
        account__archived_at=None,
        initiative__removed_at=None,
        initiative__archived_at=None,
    )
    mine = rows.filter(Q(account__in=answered_for(day)) | Q(asked_by=day.user))
    return of_day(day, mine).select_related("account", "initiative", "claim", "contact")


def _those(rows: QuerySet[Row], condition: Callable[[], Q]) -> QuerySet[Row]:
    """Those of a few rows that meet a condition; on most days there are none, and it is not asked at all."""
    ids = list(rows.order_by().values_list("pk", flat=True))
    return rows.filter(condition(), pk__in=ids) if ids else rows.none()


def _requests_of(claim: Any) -> QuerySet[SignatureRequest]:
    return SignatureRequest.objects.filter(initiative=OuterRef("initiative"), claim=claim, revoked_at=None)


def _answer(day: Day, signature: Signature, url: str) -> Item:
    said = _("agreed in part") if signature.answer == Answer.PARTLY else _("disagreed")
    when = moments.near(moments.day_of(signature.signed_at), day.today)
    why = [f"{signature.signer_name} {said} {when}"]
    if signature.claim is not None and signature.amount is not None:
        short = money.short_money(signature.claim.total - signature.amount, signature.currency)
        why.append(_("{amount} in dispute").format(amount=short))
    if signature.remark:
        why.append(f"“{_short(signature.remark)}”")
    return Item(
        key=f"answer:{signature.pk}",
        why=" · ".join(why),
        title=_("Settle: {what}").format(what=signature),
        url=url,
        urgency=Urgency.NOW,
        sets_aside=signature.claim is None,
        **where(signature.account),
    )


def _why_waiting(request: SignatureRequest, day: Day, expired: bool) -> str:
    if expired:
        expiry = moments.near(request.last_day, day.today)
        return _("the link expired {day}: ask again").format(day=expiry)
    days = _days_since(request.asked_at, day)
    if request.opened_at is None:
        return ngettext("asked %(n)s day ago, not opened yet", "asked %(n)s days ago, not opened yet", days) % {
            "n": days
        }
    return ngettext("asked %(n)s day ago, opened, no answer", "asked %(n)s days ago, opened, no answer", days) % {
        "n": days
    }


def _days_since(moment: datetime, day: Day) -> int:
    return (day.today - moments.day_of(moment)).days


def _thing(request: SignatureRequest) -> str:
    if request.claim_id:
        return reverse("value:claim", args=[request.claim_id])
    return reverse("value:case", args=[request.initiative_id])


def _asking(request: SignatureRequest) -> str:
    if request.claim_id:
        return reverse("value:ask-claim", args=[request.claim_id])
    return reverse("value:ask-case", args=[request.initiative_id])


def _short(words: str) -> str:
    return words if len(words) <= SHORTENED else words[: SHORTENED - 1].rstrip() + "…"
