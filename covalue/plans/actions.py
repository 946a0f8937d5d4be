"""Writing the plan: start it, save a section as it is typed, go back to an older text, approve."""

from datetime import datetime, timedelta
from typing import Final

from django.db import transaction
from django.utils.translation import gettext as _

from covalue.accounts import queries as accounts
from covalue.accounts.actions import guard_edits
from covalue.accounts.models import Account
from covalue.core import errors, events
from covalue.core.events import Actor
from covalue.plans.models import Approval, Plan, Revision, Section, SectionKey
from covalue.plans.rules import LONGEST_TEXT

ONE_SITTING: Final = timedelta(minutes=10)  # autosaves of one person within it are one revision


@transaction.atomic
def start(actor: Actor, *, account: Account, now: datetime) -> Plan:
    """Begin the account's plan, with its empty sections. Started twice is started once."""
    guard_edits(actor, account)
    plan, new = Plan.objects.get_or_create(account=account, defaults={"started_by": actor.user, "started_at": now})
    if new:
        Section.objects.bulk_create(Section(plan=plan, key=key) for key in SectionKey)
        events.write(actor, "started the plan", subject=plan, stream=account, now=now)
    return plan


@transaction.atomic
def write(actor: Actor, *, section: Section, text: str, seen_revision: int, now: datetime) -> Section:
    """Save the text of a section.

    `seen_revision` is the revision the writer began from: if somebody else saved since, nothing is overwritten.
    """
    account = section.plan.account
    guard_edits(actor, account)
    if len(text) > LONGEST_TEXT:
        raise errors.BadInput(_("A section has at most 100 000 characters."), field="text")
    section = Section.objects.select_for_update().get(pk=section.pk)
    text = text.replace("\r\n", "\n").replace("\x00", "").rstrip()
    if text == section.text:
        return section
    if seen_revision != section.revision:
        raise errors.WrongState(
            _(
                "{value} saved this section while you were writing. Your text is still on this page: copy what "
                "you need, then load their version."
            ).format(value=section.edited_by or "Somebody")
        )
    _save(actor, section, text, now)
    return section


@transaction.atomic
def revert(actor: Actor, *, revision: Revision, now: datetime) -> Section:
    """Make an older text the present one again; nothing in between is lost."""
    section = Section.objects.select_for_update().get(pk=revision.section_id)
    guard_edits(actor, section.plan.account)
    if revision.text != section.text:
        _save(actor, section, revision.text, now, new_sitting=True)
    return section


@transaction.atomic
def approve(actor: Actor, *, plan: Plan, content: dict[str, object], now: datetime) -> Approval:
    """Approve the plan as it stands; `content` is kept as what was approved."""
    guard_edits(actor, plan.account)
    if actor.user is not None and not accounts.may_approve(actor.user, plan.account):
        raise errors.NotAllowed(_("The program director or the account's sponsor approves a plan."))
    if not any(section.text for section in plan.sections.all()):
        raise errors.WrongState(_("The plan has nothing to approve yet."))
    version = plan.approvals.count() + 1
    approval = Approval.objects.create(
        plan=plan, version=version, approved_by=actor.user, approved_at=now, content=content
    )
    changes = {"version": ("", version)}
    events.write(actor, "approved the plan", subject=plan, stream=plan.account, now=now, changes=changes)
    return approval


def _save(actor: Actor, section: Section, text: str, now: datetime, *, new_sitting: bool = False) -> None:
    last = section.revisions.first()
    same_sitting = (
        last is not None and not new_sitting and last.edited_by == actor.user and now - last.edited_at < ONE_SITTING
    )
    section.text, section.edited_by, section.edited_at = text, actor.user, now
    section.revision += 1
    section.save()
    if same_sitting and last is not None:
        last.text, last.edited_at, last.number = text, now, section.revision
        last.save()
        return
    Revision.objects.create(section=section, number=section.revision, text=text, edited_by=actor.user, edited_at=now)
    events.write(
        actor,
        "wrote in the plan",
        subject=section,
        stream=section.plan.account,
        now=now,
        name=str(section),
        changes={"revision": (section.revision - 1, section.revision)},
    )
