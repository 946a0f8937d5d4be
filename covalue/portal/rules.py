"""What can be shared, and whether a customer should be invited yet."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from typing import Final

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

HEARD_WITHIN: Final = timedelta(days=60)
LOOK_AGAIN_AFTER: Final = timedelta(minutes=30)  # a second look at the same page sooner is the same look
COLOUR: Final = re.compile(r"#[0-9a-fA-F]{6}")
LONGEST_COMMENT: Final = 4000  # characters
READABLE: Final = 4.5  # WCAG 2.2, 1.4.3: contrast of text with its ground


class ItemKind(StrEnum):
    """What can be shared with a customer's guests."""

    OBJECTIVE = "objective"
    TARGET = "target"
    CASE = "case"
    ACTION = "action"
    WORK = "work"
    PROMISE = "promise"
    CRITERION = "criterion"
    PILOT = "pilot"
    AGREEMENT = "agreement"
    RECEIPT = "receipt"
    SERVICE = "service"
    INCIDENT = "incident"
    STATEMENT = "statement"


class Said(StrEnum):
    """What a guest answers to an item."""

    CONFIRMED = "confirmed"
    ACCEPTED = "accepted"


PROPOSABLE: Final = (ItemKind.TARGET, ItemKind.OBJECTIVE, ItemKind.ACTION, ItemKind.PROMISE)


@dataclass(frozen=True)
class Facts:
    """What is known of an account before its customer is invited. `trusted`: preferred supplier or more; `heard_on`: the last conversation."""

    trusted: bool
    overdue: int
    disputed: bool
    validated_targets: int
    shared: int
    heard_on: date | None
    no_tender: bool
    no_burning_issue: bool


@dataclass(frozen=True)
class Check:
    """One thing to look at before inviting; `ours` is answered by a person, not calculated."""

    key: str
    sentence: str | Promise
    fine: bool
    ours: bool = False


def readiness(facts: Facts, today: date) -> tuple[Check, ...]:
    """What speaks for and against inviting the customer now. Source: domain.md A10."""
    heard = facts.heard_on is not None and today - facts.heard_on <= HEARD_WITHIN
    return (
        Check("rung", _("To them we are a preferred supplier or more"), facts.trusted),
        Check("heard", _("A conversation in the last two months"), heard),
        Check("overdue", _("All our promises kept on time so far"), facts.overdue == 0),
        Check("disputed", _("No dispute about claimed value"), not facts.disputed),
        Check("target", _("At least one value target validated by a contact"), facts.validated_targets > 0),
        Check("shared", _("At least one item shared"), facts.shared > 0),
        Check("tender", _("No tender is open in which this would look like pressure"), facts.no_tender, ours=True),
        Check("burning", _("No urgent issue is unresolved"), facts.no_burning_issue, ours=True),
    )


def ready(checks: Iterable[Check]) -> bool:
    """Whether nothing speaks against it."""
    return all(check.fine for check in checks)


def readable_on_white(colour: str) -> bool:
    """Whether white text on this colour can be read: contrast of 4.5 to 1. Source: WCAG 2.2, relative luminance."""
    parts = [int(colour[place : place + 2], 16) / 255 for place in (1, 3, 5)]
    linear = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
    luminance = 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]
    return 1.05 / (luminance + 0.05) >= READABLE
