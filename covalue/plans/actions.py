"""Writing the plan: start it, save a section as it is typed, go back to an older text, approve."""

from datetime import datetime, timedelta
from typing import Final
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from covalue.accounts import queries as accounts
from covalue.accounts.actions import guard_edits
from covalue.accounts.models import Account
from covalue.core import errors, events
from covalue.core.events import Actor
from covalue.plans import together
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


def write(actor: Actor, *, section: Section, text: str, seen_revision: int, now: datetime) -> Section:
    """Save the text of a section.

    `seen_revision` is the revision the writer began from: if somebody else saved since, nothing is overwritten.
    """
    with together.held(section.pk) as slot, transaction.atomic():
        guard_edits(actor, section.plan.account)
        if len(text) > LONGEST_TEXT:
            raise errors.BadInput(_("A section has at most 100 000 characters."), field="text")
        section = _locked(section)
        text = text.replace("\r\n", "\n").replace("\x00", "").rstrip()
        if text == section.text.rstrip():
            return section
        if seen_revision != section.revision:
            raise errors.WrongState(
                _(
                    "{value} saved this section while you were writing. Your text is still on this page: copy what "
                    "you need, then load their version."
                ).format(value=section.edited_by or "Somebody")
            )
        _save(actor, section, text, now)
        _share(slot, actor, section, now)
    return section


def guard_writing(actor: Actor, *, section: Section) -> None:
    """Refuse whoever may not write in this section, or nobody may: its account is archived."""
    if section.plan.account.archived_at is not None:
        raise errors.WrongState(_("The account was archived: its plan can be read and no longer be written."))
    guard_edits(actor, section.plan.account)


def open_together(actor: Actor, *, section: Section) -> None:
    """Let the section's text be written by several at once."""
    with transaction.atomic():
        section = _locked(section)
        guard_writing(actor, section=section)
        together.begin(section)


def write_together(actor: Actor, *, section: Section, epoch: UUID, updates: list[bytes], now: datetime) -> Section:
    """Add changes to the text several write at once; they are kept when this returns. OutdatedError if it was made anew."""
    with together.held(section.pk) as slot, transaction.atomic():
        section = _locked(section)
        guard_writing(actor, section=section)
        copy = together.up_to_date(slot, section.pk)
        if copy.epoch != epoch:
            raise together.OutdatedError
        text = together.add(slot, copy, actor=actor, section=section, updates=updates, now=now)
        if text != section.text:
            _save(actor, section, text, now, as_group=True)
    return section


def revert(actor: Actor, *, revision: Revision, now: datetime) -> Section:
    """Make an older text the present one again; nothing in between is lost."""
    with together.held(revision.section_id) as slot, transaction.atomic():
        section = _locked(revision.section)
        guard_edits(actor, section.plan.account)
        if revision.text != section.text:
            _save(actor, section, revision.text, now, new_sitting=True)
            _share(slot, actor, section, now)
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


def _locked(section: Section) -> Section:
    """The row as it is now, which changes no more until this transaction ends."""
    return Section.objects.select_for_update(of=("self",)).select_related("plan__account").get(pk=section.pk)


def _share(slot: together.Slot, actor: Actor, section: Section, now: datetime) -> None:
    """Let whoever is writing this section see its new text."""
    if together.has_begun(section):
        copy = together.up_to_date(slot, section.pk)
        together.rewrite(slot, copy, actor=actor, section=section, text=section.text, now=now)


def _save(
    actor: Actor, section: Section, text: str, now: datetime, *, new_sitting: bool = False, as_group: bool = False
) -> None:
    """Keep the text, as the last revision if it is of one sitting: one person's, or of all who write together."""
    last = section.revisions.first()
    same_sitting = (
        last is not None
        and not new_sitting
        and now - last.edited_at < ONE_SITTING
        and last.together == as_group
        and (as_group or last.edited_by == actor.user)
    )
    section.text, section.edited_by, section.edited_at = text, actor.user, now
    section.revision += 1
    section.save()
    if same_sitting and last is not None:
        _write_on(last, actor, section, now)
        return
    kept = Revision.objects.create(
        section=section,
        number=section.revision,
        text=text,
        edited_by=actor.user,
        edited_at=now,
        together=as_group,
    )
    if as_group and actor.user is not None:
        kept.writers.add(actor.user)
    _tell(actor, section, now)


def _write_on(last: Revision, actor: Actor, section: Section, now: datetime) -> None:
    """The same sitting goes on; who joins it is told of once."""
    joins = last.together and actor.user is not None and not last.writers.filter(pk=actor.user.pk).exists()
    last.text, last.edited_at, last.number = section.text, now, section.revision
    last.edited_by = actor.user
    last.save()
    if joins:
        last.writers.add(actor.user)
        _tell(actor, section, now)


def _tell(actor: Actor, section: Section, now: datetime) -> None:
    events.write(
        actor,
        "wrote in the plan",
        subject=section,
        stream=section.plan.account,
        now=now,
        name=str(section),
        changes={"revision": (section.revision - 1, section.revision)},
    )
