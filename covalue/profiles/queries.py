"""Reading what is known about a customer's business; queries of accounts decide whose."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Final

from django.db import transaction
from django.db.models import Count, Q, QuerySet
from django.db.models.functions import Coalesce, Greatest
from django.utils.translation import gettext as _

from covalue.accounts import queries as accounts
from covalue.accounts.actions import guard_contact, guard_past
from covalue.accounts.models import Account
from covalue.accounts.rows import AccountRows
from covalue.core import errors
from covalue.core.events import Actor
from covalue.people.models import User
from covalue.profiles import concerns
from covalue.profiles.concerns import Concern
from covalue.profiles.models import Activity, Finding, FindingVersion, Signal
from covalue.profiles.rules import (
    BUSINESS,
    NUMBERED,
    PROCUREMENT,
    QUESTIONS,
    SHELF_LIFE,
    TOPIC_NAMES,
    Effect,
    Label,
    Topic,
    stale_before,
)

VERSIONED: Final = frozenset({"words", "number", "source", "found_on", "contact"})
LATEST_SIGNALS: Final = 5


def _who(account: Account) -> dict[str, QuerySet[Any]]:
    return {"contact": accounts.current_contacts_above(account)}


def _guard_finding(finding: Finding) -> None:
    guard_contact(finding.account, finding.contact, "contact")
    guard_past(finding.account, finding.found_on, "found_on")
    if finding.number is not None and finding.topic not in NUMBERED:
        raise errors.BadInput(_("Only the number of suppliers and our rank have a number."), field="number")
    if finding.number is None and finding.topic in NUMBERED:
        raise errors.BadInput(_("Enter the number."), field="number")


def _guard_signal(signal: Signal) -> None:
    guard_contact(signal.account, signal.contact, "contact")
    guard_past(signal.account, signal.happened_on, "happened_on")


class Findings(AccountRows[Finding]):
    """Findings with all their versions."""

    @transaction.atomic
    def add(self, actor: Actor, account: Account, values: Mapping[str, Any], *, now: datetime) -> Finding:
        """A new finding, and its first version."""
        finding = super().add(actor, account, values, now=now)
        _note_version(finding, actor, now)
        return finding

    @transaction.atomic
    def edit(self, actor: Actor, row: Finding, values: Mapping[str, Any], *, now: datetime) -> Finding:
        """Change a finding; what it said before stays in its history."""
        differs = any(getattr(row, name) != value for name, value in values.items() if name in VERSIONED)
        finding = super().edit(actor, row, values, now=now)
        if differs:
            finding.revision += 1
            finding.save(update_fields=["revision"])
            _note_version(finding, actor, now)
        return finding


class Chain(AccountRows[Activity]):
    """The activities of a value chain; a new one is the last of all."""

    def add(self, actor: Actor, account: Account, values: Mapping[str, Any], *, now: datetime) -> Activity:
        """A new activity behind the others."""
        position = Activity.objects.filter(account=account).count()
        return super().add(actor, account, {"position": position, **values}, now=now)


def _note_version(finding: Finding, actor: Actor, now: datetime) -> None:
    FindingVersion.objects.create(
        finding=finding,
        number=finding.revision,
        words=finding.words,
        figure=finding.number,
        source=finding.source,
        found_on=finding.found_on,
        contact=finding.contact,
        written_by=actor.user,
        written_at=now,
    )


FINDINGS: Final = Findings(
    Finding, related=("contact", "created_by"), order=("-found_on", "-id"), choices=_who, check=_guard_finding
)
CHAIN: Final = Chain(Activity, order=("position", "id"))
SIGNALS: Final = AccountRows(
    Signal,
    related=("contact", "action", "answered_by"),
    order=("-happened_on", "-id"),
    choices=_who,
    check=_guard_signal,
)


@dataclass(frozen=True)
class TopicView:
    """A topic with what is known of it, the latest first, and how long that is taken as fresh."""

    topic: Topic
    findings: tuple[Finding, ...]

    @property
    def title(self) -> Label:
        return TOPIC_NAMES[self.topic]

    @property
    def question(self) -> Label:
        return QUESTIONS[self.topic]

    @property
    def months(self) -> int:
        """Its shelf life in months."""
        return round(SHELF_LIFE[self.topic] / 30.4)

    @property
    def stale(self) -> int:
        return sum(finding.stale for finding in self.findings)


@dataclass(frozen=True)
class ProfilePage:
    """Everything known about the business of an account."""

    account: Account
    business: tuple[TopicView, ...]
    procurement: tuple[TopicView, ...]
    chain: tuple[Activity, ...]
    support: tuple[Activity, ...]
    open_signals: tuple[Signal, ...]
    may_edit: bool

    @property
    def topics(self) -> tuple[TopicView, ...]:
        return (*self.business, *self.procurement)

    @property
    def stale(self) -> int:
        return sum(view.stale for view in self.topics)

    @property
    def known(self) -> int:
        """Topics of which something is known."""
        return sum(bool(view.findings) for view in self.topics)

    @property
    def touched(self) -> int:
        """Activities of the value chain that we are part of."""
        return sum(bool(activity.touch) for activity in (*self.chain, *self.support))


@dataclass(frozen=True)
class Standing:
    """How well an account's business is known, and which signals nobody has answered."""

    account: Account
    known: int
    topics: int
    stale: int
    signals: tuple[Signal, ...]
    may_edit: bool


@dataclass(frozen=True)
class SignalView:
    """A signal with what it concerns, where that is still there."""

    signal: Signal
    concern: Concern | None


def profile_page(user: User, account: Account) -> ProfilePage:
    """What the page of an account's profile shows."""
    by_topic: dict[str, list[Finding]] = {}
    for finding in FINDINGS.of(account):
        finding.account = account
        by_topic.setdefault(finding.topic, []).append(finding)
    activities = tuple(CHAIN.of(account))
    return ProfilePage(
        account,
        tuple(TopicView(topic, tuple(by_topic.get(topic, ()))) for topic in BUSINESS),
        tuple(TopicView(topic, tuple(by_topic.get(topic, ()))) for topic in PROCUREMENT),
        tuple(row for row in activities if row.kind == Activity.ActivityKind.PRIMARY),
        tuple(row for row in activities if row.kind == Activity.ActivityKind.SUPPORT),
        tuple(open_signals(account)),
        accounts.may_edit(user, account),
    )


def versions_of(finding: Finding) -> QuerySet[FindingVersion]:
    """How a finding read before, the latest first."""
    return finding.versions.select_related("written_by", "contact")


def standing_of(account: Account, today: date) -> Standing | None:
    """How well an account's business is known; None where nothing is, and nothing happened."""
    rows = Finding.objects.filter(account=account, removed_at=None)
    known = rows.aggregate(
        topics=Count("topic", distinct=True), stale=Count("pk", filter=Q(pk__in=stale_among(rows, today).values("pk")))
    )
    signals, may_edit = tuple(open_signals(account)[:LATEST_SIGNALS]), account.archived_at is None
    if not known["topics"] and not signals:
        return None
    return Standing(account, known["topics"], len(Topic), known["stale"], signals, may_edit)


def stale_among(findings: QuerySet[Finding], today: date) -> QuerySet[Finding]:
    """Those older than their shelf life."""
    known = findings.annotate(known=Greatest("found_on", Coalesce("checked_on", "found_on")))
    stale = Q(pk__in=())
    for topic in Topic:
        stale |= Q(topic=topic, known__lt=stale_before(topic, today))
    return known.filter(stale)


def open_signals(account: Account) -> QuerySet[Signal]:
    """The signals of an account of which nobody has said what they change, the latest first."""
    return SIGNALS.of(account).filter(effect="")


def signals_of(account: Account, *, kind: str = "", state: str = "") -> QuerySet[Signal]:
    """The account's signals, the latest first; of one kind, or `open`, `nothing` or `changes`."""
    rows = SIGNALS.of(account)
    if kind:
        rows = rows.filter(kind=kind)
    return rows.filter(effect="" if state == "open" else state) if state else rows


def viewed(account: Account, signals: QuerySet[Signal]) -> tuple[SignalView, ...]:
    """Signals with what they concern."""
    rows = list(signals)
    known = concerns.by_key(account) if any(row.concerns for row in rows) else {}
    return tuple(SignalView(row, known.get(row.concerns)) for row in rows)


def changing(account: Account) -> tuple[SignalView, ...]:
    """The latest signals that change the plan, with what they concern."""
    return viewed(account, SIGNALS.of(account).filter(effect=Effect.CHANGES)[:LATEST_SIGNALS])
