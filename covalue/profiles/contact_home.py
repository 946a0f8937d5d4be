"""What a contact told us of their business."""

from django.urls import reverse
from django.utils.translation import gettext as _

from covalue.accounts.contact_home import MOST, ContactView, Entry, Section
from covalue.profiles.queries import FINDINGS, SIGNALS


def told(view: ContactView) -> Section:
    """Findings and signals in their words, on accounts this user may open, the latest first."""
    findings = FINDINGS.visible_to(view.user).filter(contact=view.contact).order_by("-found_on", "-id")[:MOST]
    signals = SIGNALS.visible_to(view.user).filter(contact=view.contact).order_by("-happened_on", "-id")[:MOST]
    entries = [
        *(
            Entry(
                row.said,
                note=row.get_topic_display(),
                on=row.found_on,
                quoted=True,
                href=f"{reverse('profiles:profile', args=[row.account_id])}#finding-{row.pk}",
            )
            for row in findings
        ),
        *(
            Entry(
                row.words,
                note=row.get_kind_display(),
                on=row.happened_on,
                quoted=True,
                href=reverse("profiles:signal", args=[row.pk]),
            )
            for row in signals
        ),
    ]
    return Section("business", _("What they told us of their business"), tuple(entries[:MOST]))
