"""The one-page brief before a touchpoint, in which every line opens to the rows it was made of.

Packages add lines in their `hooks.py` (`add_lines`): what is said of promises or relationships is theirs. Why something
matters to a contact personally is in no line: the brief leaves as a file.
"""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum
from typing import Final

from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from covalue.accounts import queries as accounts
from covalue.accounts.models import Account, Contact
from covalue.action_items import queries as action_items
from covalue.action_items.models import Action
from covalue.conversations import queries as conversations
from covalue.conversations.models import Conversation, Statement
from covalue.core import days, money
from covalue.core.shared import Added
from covalue.objectives import queries as objectives
from covalue.objectives.models import Objective
from covalue.people.models import User
from covalue.sponsors import guards, queries, rules
from covalue.sponsors.models import Sponsorship, Touchpoint
from covalue.sponsors.queries import Standing
from covalue.value.claims.queries import ClaimView
from covalue.value.records import CaseRow, records_of
from covalue.value.statement.queries import stated
from covalue.value.statement.words import of_later
from covalue.web.answered import AsRef, PageOnly
from covalue.web.parts import PageContext

MOST_SAID: Final = 5  # statements; what was said before is on the page of conversations
MOST_ROWS: Final = 12  # behind a line


class BriefPart(StrEnum):
    """The sections, in the order they are read."""

    WHO = "who"
    SAID = "said"
    VALUE = "value"
    OPEN = "open"
    PROMISES = "promises"
    NOT_TO_PROMISE = "not_to_promise"
    OBJECTIVES = "objectives"


TITLES: Final[dict[BriefPart, str | Promise]] = {
    BriefPart.WHO: gettext_lazy("Who you meet"),
    BriefPart.SAID: gettext_lazy("What they said"),
    BriefPart.VALUE: gettext_lazy("Value"),
    BriefPart.OPEN: gettext_lazy("Open actions"),
    BriefPart.PROMISES: gettext_lazy("Promises"),
    BriefPart.NOT_TO_PROMISE: gettext_lazy("What not to promise"),
    BriefPart.OBJECTIVES: gettext_lazy("What this sponsorship is for"),
}


@dataclass(frozen=True)
class Row:
    """What a line was made of. `theirs` where it is the customer's own word or signature."""

    text: str
    note: str = ""
    on: date | None = None
    theirs: bool = False
    href: PageOnly[str] = ""


@dataclass(frozen=True)
class Line:
    """One line of the brief with the rows behind it. `theirs` where the customer speaks; `warns` where care is needed."""

    text: str
    rows: tuple[Row, ...]
    note: str = ""
    theirs: bool = False
    warns: bool = False


@dataclass(frozen=True)
class BriefSection:
    """A section of the brief."""

    key: BriefPart
    title: str
    lines: tuple[Line, ...]


@dataclass(frozen=True)
class Brief:
    """One page for one touchpoint, or for the next one that is not planned yet."""

    sponsorship: AsRef[Sponsorship]
    account: AsRef[Account]
    sponsor: AsRef[User]
    planned_on: date | None
    subject: str
    made_on: date
    parts: tuple[BriefSection, ...]
    standing: PageOnly[Standing]
    touchpoint: PageOnly[Touchpoint | None]


@dataclass(frozen=True)
class BriefView(PageContext):
    """For whom and what a brief is made: the contacts are those of the touchpoint, or the counterparts."""

    user: User
    sponsorship: Sponsorship
    account: Account
    contacts: tuple[Contact, ...]
    today: date


Lines = Callable[[BriefView], Iterable[Line]]
_added: Added[tuple[BriefPart, int, Lines]] = Added()


def add_lines(part: BriefPart, order: int, lines: Lines) -> None:
    """Say something more in a section of the brief; every line brings the rows it was made of."""
    _added.add((part, order, lines))


def brief(user: User, sponsorship: Sponsorship, today: date, touchpoint: Touchpoint | None = None) -> Brief:
    """The brief for a sponsor who may open the account; WrongState where they no longer may: nothing is handed to them then."""
    guards.runs(sponsorship)
    guards.on_team(sponsorship)
    standing = queries.standing_of(sponsorship, today)
    touchpoint = touchpoint or standing.next
    theirs = tuple(touchpoint.contacts.all()) if touchpoint else ()
    present = tuple(contact for contact in theirs or standing.counterparts if contact.departed_on is None)
    view = BriefView(user, sponsorship, sponsorship.account, present, today)
    return Brief(
        sponsorship=sponsorship,
        account=sponsorship.account,
        sponsor=sponsorship.sponsor,
        planned_on=touchpoint.planned_on if touchpoint else None,
        subject=touchpoint.subject if touchpoint else "",
        made_on=today,
        parts=tuple(_part(key, view) for key in BriefPart if any(part == key for part, *_rest in _added)),
        standing=standing,
        touchpoint=touchpoint,
    )


def _part(key: BriefPart, view: BriefView) -> BriefSection:
    added = sorted((one for one in _added if one[0] == key), key=lambda one: one[1])
    lines = tuple(line for _key, _order, make in added for line in make(view))
    return BriefSection(key, str(TITLES[key]), lines)


def who(view: BriefView) -> Iterator[Line]:
    """Each contact with their place, and when we last spoke; behind it the conversations with them."""
    for contact in view.contacts:
        held = _talks_with(view, contact)
        place = ", ".join(filter(None, (contact.title, contact.department)))
        last = _("last spoke with us {day}").format(day=days.day(held[0].held_on)) if held else _("no conversation yet")
        rows = tuple(_talk(conversation) for conversation in held) or (_person(contact),)
        yield Line(contact.name, rows, note=" · ".join(filter(None, (place, last))))


def said(view: BriefView) -> Iterator[Line]:
    """The last words of those they meet, then of others at the account; behind each the conversation it fell in."""
    statements = list(conversations.statements_of([view.account])[:40])
    met = {contact.pk for contact in view.contacts}
    first = sorted(statements, key=lambda statement: statement.contact_id not in met)
    for statement in first[:MOST_SAID]:
        same = [one for one in statements if one.conversation_id == statement.conversation_id]
        note = f"{statement.contact.name}, {days.day(statement.conversation.held_on)}"
        yield Line(statement.words, (_talk(statement.conversation), *map(_quote, same)), note=note, theirs=True)


def value_lines(view: BriefView) -> Iterator[Line]:
    """Agreed, delivered, signed, in dispute; behind each the cases or periods that make it up."""
    records = view.once(records_of, view.account)
    page = stated(view.account, records, None, view.today)
    total, cur = page.statement.total, page.statement.currency
    cases = records.rows(view.account)
    agreed = [row for row in cases if row.agreed is not None]
    if agreed:
        later = of_later(total.later, cur) if total.later else _("due by today")
        yield Line(
            _("{amount} agreed").format(amount=_money(total.promised, cur)),
            tuple(_agreed_row(row) for row in agreed[:MOST_ROWS]),
            note=later,
            theirs=True,
        )
    if total.money.claimed:
        rows = tuple(_claim_row(one, one.money.claimed) for one in page.claims if one.money.claimed)
        yield Line(_("{amount} delivered").format(amount=_money(total.money.claimed, cur)), rows[:MOST_ROWS],
                   note=_("as we claim it"))  # fmt: skip
    if total.money.validated:
        rows = tuple(_signed_row(one) for one in page.claims if one.money.validated)
        yield Line(_("{amount} signed").format(amount=_money(total.money.validated, cur)), rows[:MOST_ROWS],
                   note=_("by a named person at the customer"), theirs=True)  # fmt: skip
    if page.disputed:
        yield Line(
            _("{amount} in dispute").format(amount=_money(total.money.disputed, cur)),
            tuple(_disputed_row(one) for one in page.disputed[:MOST_ROWS]),
            note=_("claimed but not signed for"),
            warns=True,
        )


def open_actions(view: BriefView) -> Iterator[Line]:
    """What we owe and what they owe, the late ones first; behind each line the actions."""
    actions = action_items.open_on(view.account)
    sides = (
        (_("We owe"), [action for action in actions if action.customer_owner_id is None]),
        (_("They owe"), [action for action in actions if action.customer_owner_id is not None]),
    )
    for who_owes, owed in sides:
        if not owed:
            continue
        late = [action for action in owed if action.due_on is not None and action.due_on < view.today]
        count = ngettext("%(n)s open action", "%(n)s open actions", len(owed)) % {"n": len(owed)}
        first = (late or owed)[0].title
        late_words = ngettext("%(n)s overdue", "%(n)s overdue", len(late)) % {"n": len(late)}
        note = f"{late_words}: {first}" if late else first
        ordered = [*late, *(action for action in owed if action not in late)]
        yield Line(f"{who_owes}: {count}", tuple(map(_action, ordered[:MOST_ROWS])), note=note, warns=bool(late))


def typed_limits(view: BriefView) -> Iterator[Line]:
    """What the team says is not to be promised, line by line."""
    href = reverse("sponsors:account", args=[view.account.pk])
    for text in rules.lines_of(view.sponsorship.not_to_promise):
        yield Line(text, (Row(_("said by the team in this sponsorship"), href=href),), warns=True)


def limits(view: BriefView) -> Iterator[Line]:
    """What is in dispute, what is not agreed, and what is no sponsor's matter."""
    records = view.once(records_of, view.account)
    page = stated(view.account, records, None, view.today)
    if page.disputed:
        rows = tuple(_disputed_row(one) for one in page.disputed[:MOST_ROWS])
        yield Line(_("Concede nothing that is in dispute: listen, note it, hand it on"), rows, warns=True)
    waiting = [row for row in records.rows(view.account) if row.agreed is None]
    if waiting:
        rows = tuple(_open_case(row) for row in waiting[:MOST_ROWS])
        count = ngettext("%(n)s value case is", "%(n)s value cases are", len(waiting)) % {"n": len(waiting)}
        yield Line(
            _("Name no figure of what is not agreed: {cases} not agreed yet").format(cases=count), rows, warns=True
        )
    card = queries.current_card()
    matters = rules.lines_of(card.may_not_escalate) if card else ()
    if matters:
        href = reverse("sponsors:card")
        yield Line(_("Not a sponsor's matter, says the role card"), tuple(Row(one, href=href) for one in matters),
                   note="; ".join(matters))  # fmt: skip


def escalated(view: BriefView) -> Iterator[Line]:
    """What was escalated and has no answer yet."""
    href = reverse("sponsors:account", args=[view.account.pk])
    for row in view.sponsorship.escalations.filter(answered_at=None).select_related("raised_by"):
        by = row.raised_by.name if row.raised_by else ""
        behind = Row(row.reason, by, view.account.day_of(row.raised_at), href=href)
        yield Line(_("Escalated, not answered: {matter}").format(matter=row.matter), (behind,), warns=True)


def purpose(view: BriefView) -> Iterator[Line]:
    """What the sponsorship is for, and the objectives it supports with what they are linked to."""
    href = reverse("sponsors:account", args=[view.account.pk])
    if view.sponsorship.purpose:
        since = _("agreed when the sponsorship began")
        yield Line(view.sponsorship.purpose, (Row(since, on=view.sponsorship.starts_on, href=href),))
    links = list(objectives.links_of(view.account))
    goals = view.sponsorship.objectives.filter(removed_at=None).select_related("contact", "owner")
    for goal in goals:
        linked = [link.theirs for link in links if link.ours_id == goal.pk]
        linked += [link.ours for link in links if link.theirs_id == goal.pk]
        yield Line(
            goal.statement, (_goal(goal), *map(_goal, linked)), note=_measure(goal), theirs=goal.side == "theirs"
        )


def _talks_with(view: BriefView, contact: Contact) -> list[Conversation]:
    """The conversations with a contact that both the reader and the sponsor may see: a contact can be one of an account above."""
    theirs = accounts.visible_to(view.sponsorship.sponsor).values("pk")
    return list(conversations.of_contact(view.user, contact).filter(account__in=theirs)[:MOST_ROWS])


def _talk(conversation: Conversation) -> Row:
    href = reverse("conversations:edit", args=[conversation.pk])
    return Row(conversation.subject, conversation.get_channel_display(), conversation.held_on, href=href)


def _person(contact: Contact) -> Row:
    return Row(_("no conversation with them is logged"), href=reverse("accounts:contact", args=[contact.pk]))


def _quote(statement: Statement) -> Row:
    href = reverse("conversations:edit", args=[statement.conversation_id])
    return Row(statement.words, statement.contact.name, statement.conversation.held_on, theirs=True, href=href)


def _agreed_row(row: CaseRow) -> Row:
    word, initiative = row.agreed, row.case.initiative
    signature = word.signature if word else None
    on = initiative.account.day_of(signature.signed_at) if signature else None
    who_signed = (signature.signer_name or _("a former contact")) if signature else ""
    if word and word.in_part:
        who_signed = _("in part: {who}").format(who=who_signed)
    return Row(initiative.title, who_signed, on, theirs=True, href=reverse("value:case", args=[initiative.pk]))


def _open_case(row: CaseRow) -> Row:
    initiative = row.case.initiative
    return Row(initiative.title, _("not agreed yet"), href=reverse("value:case", args=[initiative.pk]))


def _claim_row(view: ClaimView, amount: Decimal) -> Row:
    claim = view.claim
    text = f"{claim.initiative.title}, {claim.label}"
    return Row(text, _money(amount, claim.currency), claim.ends_on, href=reverse("value:claim", args=[claim.pk]))


def _signed_row(view: ClaimView) -> Row:
    claim, signature = view.claim, view.signature
    who_signed = (signature.signer_name or _("a former contact")) if signature else ""
    on = claim.account.day_of(signature.signed_at) if signature else None
    note = " · ".join(filter(None, (_money(view.money.validated, claim.currency), who_signed)))
    text = f"{claim.initiative.title}, {claim.label}"
    return Row(text, note, on, theirs=True, href=reverse("value:claim", args=[claim.pk]))


def _disputed_row(view: ClaimView) -> Row:
    claim, signature = view.claim, view.signature
    words = f"“{signature.remark}” {signature.signer_name}" if signature and signature.remark else ""
    on = claim.account.day_of(signature.signed_at) if signature else None
    note = " · ".join(filter(None, (_money(view.money.disputed, claim.currency), words)))
    text = f"{claim.initiative.title}, {claim.label}"
    return Row(text, note, on, theirs=True, href=reverse("value:claim", args=[claim.pk]))


def _action(action: Action) -> Row:
    owner = action.owner or action.customer_owner
    due = _("due {day}").format(day=days.day(action.due_on)) if action.due_on else _("no due date")
    note = " · ".join(filter(None, (owner.name if owner else _("nobody"), due)))
    return Row(action.title, note, href=reverse("action_items:edit", args=[action.pk]))


def _goal(goal: Objective) -> Row:
    holder = goal.contact or goal.owner
    note = " · ".join(filter(None, (holder.name if holder else "", _measure(goal))))
    href = reverse("objectives:edit", args=[goal.pk])
    return Row(goal.statement, note, goal.due_on, theirs=goal.side == "theirs", href=href)


def _measure(goal: Objective) -> str:
    ends = " → ".join(filter(None, (goal.baseline, goal.target)))
    return ": ".join(filter(None, (goal.measure, ends)))


def _money(amount: Decimal, currency: str) -> str:
    return money.short_money(amount, currency)
