"""Plans that wait for somebody's approval."""

from collections.abc import Iterator

from django.db.models import Exists, OuterRef
from django.urls import reverse
from django.utils.translation import gettext as _

from covalue.accounts import queries as accounts
from covalue.accounts.my_day import where
from covalue.plans.models import Plan, Section
from covalue.plans.queries import approved_content
from covalue.web.my_day import Day, Item, Urgency


def to_approve(day: Day) -> Iterator[Item]:
    """Plans the user approves which are written and were never approved, or have changed since."""
    written = Section.objects.filter(plan=OuterRef("pk")).exclude(text="")
    plans = Plan.objects.filter(Exists(written), account__in=accounts.approved_by(day.user))
    if day.account_id is not None:
        plans = plans.filter(account=day.account_id)
    for plan in plans.select_related("account").prefetch_related("sections", "approvals"):
        approval = next(iter(plan.approvals.all()), None)
        if approval is not None and approval.content == approved_content(plan):
            continue
        changed = _("changed since version {version} was approved")
        yield Item(
            key=f"plan:{plan.pk}:{approval.version if approval else 0}",
            why=changed.format(version=approval.version) if approval else _("written, not approved yet"),
            title=_("Approve the plan of {account}").format(account=plan.account.name),
            url=reverse("plans:plan", args=[plan.account_id]),
            urgency=Urgency.LATER if approval else Urgency.WEEK,
            **where(plan.account),
        )
