"""What a contact confirmed, signed, or was asked to sign."""

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from covalue.accounts import queries as accounts
from covalue.accounts.contact_home import MOST, ContactView, Entry, Section
from covalue.core import money
from covalue.value.models import Confirmation, Signature, SignatureRequest, Target
from covalue.value.rules import Answer


def signed(view: ContactView) -> Section:
    """What waits for their signature, then what they signed, declined or withdrew; the latest first."""
    asked = accounts.within(view.user, SignatureRequest.objects.filter(contact=view.contact, answered_at=None))
    signatures = accounts.within(view.user, Signature.objects.filter(contact=view.contact, withdraws=None))
    entries = [
        *(
            _asked(request, view)
            for request in asked.filter(revoked_at=None).select_related("claim", "initiative")[:MOST]
        ),
        *(
            _signed(row, view)
            for row in signatures.select_related("withdrawn_by", "claim", "initiative").order_by("-number")[:MOST]
        ),
    ]
    return Section("signed", _("Signed, and asked to sign"), tuple(entries))


def confirmed(view: ContactView) -> Section:
    """Value targets they own or confirmed, and assumptions they stand behind."""
    targets = accounts.within(view.user, Target.objects.filter(removed_at=None))
    theirs = (targets.filter(holder=view.contact) | targets.filter(validated_by=view.contact)).distinct()
    confirmations = Confirmation.objects.filter(
        contact=view.contact, withdrawn_at=None, initiative__removed_at=None,
        initiative__account__in=accounts.visible_to(view.user).values("pk"),
    ).select_related("initiative")  # fmt: skip
    entries = [
        *(_target(target, view) for target in theirs.order_by("-validated_on", "-id")[:MOST]),
        *(_confirmation(row) for row in confirmations.order_by("-confirmed_on", "-id")[:MOST]),
    ]
    return Section("confirmed", _("What they value, and confirmed"), tuple(entries))


def _asked(request: SignatureRequest, view: ContactView) -> Entry:
    expired = request.expires_at <= timezone.now()
    about = request.claim_id
    address = ("value:claim", about) if about else ("value:case", request.initiative_id)
    if request.declined_at is not None:
        note, on = _("declined to sign"), view.contact.account.day_of(request.declined_at)
    else:
        opened = _("asked to sign, opened") if request.opened_at else _("asked to sign, not opened yet")
        note, on = (
            (_("asked to sign, link expired") if expired else opened),
            view.contact.account.day_of(request.asked_at),
        )
    return Entry(str(request), note=note, on=on, late=expired, href=reverse(address[0], args=[address[1]]))


def _signed(signature: Signature, view: ContactView) -> Entry:
    answers = {Answer.AGREE: _("signed"), Answer.PARTLY: _("agreed in part"), Answer.DISAGREE: _("did not agree")}
    note = answers[Answer(signature.answer)]
    if signature.amount is not None:
        note = f"{note} · {money.short_money(signature.amount, signature.currency)}"
    if not signature.stands:
        note = _("{answer}, withdrawn since").format(answer=note)
    title = str(signature.claim or signature.initiative)
    return Entry(
        title,
        note=note,
        on=view.contact.account.day_of(signature.signed_at),
        href=reverse("value:signature", args=[signature.pk]),
    )


def _target(target: Target, view: ContactView) -> Entry:
    theirs = target.validated_by_id == view.contact.pk
    note = _("value target, confirmed by them") if theirs else _("value target, owned by them")
    address = reverse("value:edit-target", args=[target.pk])
    return Entry(target.title, note=note, on=target.validated_on if theirs else None, href=address)


def _confirmation(row: Confirmation) -> Entry:
    if row.number is None:
        note = _("assumption of “{case}”, confirmed by them").format(case=row.initiative.title)
    else:
        note = _("assumption of “{case}”: they say {number}")
        note = note.format(case=row.initiative.title, number=money.figure(row.number, 12))
    return Entry(row.name, note=note, on=row.confirmed_on, href=reverse("value:case", args=[row.initiative_id]))
