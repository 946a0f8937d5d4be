"""What can be done on the map. Every change raises its revision, under a lock: two people never lose a card to each other.

`seen` is the revision the screen last saw of what is changed: what somebody else did since is told, and stays as they left it.
"""

from collections.abc import Mapping
from datetime import datetime
from typing import Any, Final, TypeVar

from django.db import transaction
from django.db.models import F, Q
from django.utils.translation import gettext as _

from covalue.accounts import actions as accounts
from covalue.accounts.actions import guard_colleague, guard_edits, named
from covalue.accounts.models import Account, Contact
from covalue.core import errors, events
from covalue.core.events import Actor
from covalue.people.models import User
from covalue.relationships import queries, rules
from covalue.relationships.models import Change, Line, Map, Pair, Placeholder, Rating, Spot
from covalue.relationships.rules import BuyingRole, Level, LineKind, MapAnswer, PersonKind, Rated

Person = Contact | Placeholder
OWN: Final = (Spot, Line, Rating, Pair, Placeholder)
Row = TypeVar("Row", Spot, Line, Rating, Pair)


@transaction.atomic
def move(
    actor: Actor, *, account: Account, who: str, x: int | None, y: int | None, seen: int | None = None, now: datetime
) -> Spot:
    """Put a card somewhere; without x and y it stands where the layout puts it. The place itself says who did and when."""
    guard_edits(actor, account)
    person = queries.person(account, who)
    revision = locked(account)
    _guard_unmoved(actor, account, who, seen)
    if (x is None) != (y is None) or max(abs(x or 0), abs(y or 0)) > rules.FARTHEST:
        raise errors.BadInput(_("This place is not on the map."), field="x")
    spot = _note(Spot, actor, account, person, revision, now, x=x, y=y)
    _changed(actor, account, revision, "moved", {"spot": [spot.pk]}, now)
    return spot


@transaction.atomic
def report(
    actor: Actor, *, account: Account, who: str, manager: str | None, seen: int | None = None, now: datetime
) -> None:
    """Say whom somebody reports to; None for nobody. A card placed by hand stands by its new manager again."""
    guard_edits(actor, account)
    person = queries.person(account, who)
    over = queries.person(account, manager) if manager else None
    revision = locked(account)
    _guard_not_led_since(actor, account, who, seen)
    _guard_no_circle(account, person, who, over, manager)
    moved = _lead(actor, account, person, over, revision, now)
    if not moved:
        return
    spot = Spot.objects.filter(account=account, undone_at=None, **queries.row_filter(who)).order_by("-pk").first()
    if spot is not None and spot.x is not None:
        moved["spot"] = [_note(Spot, actor, account, person, revision, now, x=None, y=None).pk]
    _changed(actor, account, revision, "reports", moved, now)


@transaction.atomic
def add_person(
    actor: Actor,
    *,
    account: Account,
    name: str,
    kind: str = queries.CONTACT,
    title: str = "",
    role: BuyingRole | None = None,
    manager: str | None = None,
    now: datetime,
) -> str:
    """A new contact, a role nobody was found for yet, or an outsider; returns the key on the map."""
    guard_edits(actor, account)
    over = queries.person(account, manager) if manager else None
    revision = locked(account)
    _guard_room(account)
    text = rules.text_of(role) if role else ""
    made: Person
    if kind == queries.CONTACT:
        made = accounts.add_contact(actor, account=account, name=name, title=title, buying_role=text, now=now)
        key, moved = f"c{made.pk}", {"contact": made.pk}
    else:
        made = Placeholder.objects.create(
            account=account, kind=PersonKind(kind), name=named(name)[:200], title=title[:200], buying_role=text,
            created_by=actor.user, created_at=now,
        )  # fmt: skip
        key, moved = f"p{made.pk}", {"placeholder": made.pk}
        events.write(actor, "added placeholder", subject=made, stream=account, now=now)
    if over is not None:
        moved |= _lead(actor, account, made, over, revision, now)
    _changed(actor, account, revision, "added", moved, now)
    return key


@transaction.atomic
def edit_placeholder(actor: Actor, *, placeholder: Placeholder, now: datetime, **values: Any) -> Placeholder:
    """Another name or title for who is no contact."""
    guard_edits(actor, placeholder.account)
    if "name" in values:
        values["name"] = named(values["name"])[:200]
    changes = events.changed(placeholder, values)
    if changes:
        locked(placeholder.account)
        placeholder.save()
        account = placeholder.account
        events.write(actor, "edited placeholder", subject=placeholder, stream=account, changes=changes, now=now)
    return placeholder


@transaction.atomic
def find(actor: Actor, *, account: Account, who: str, contact: Contact, now: datetime) -> str:
    """Say which contact a placeholder turned out to be: their place, lines and ratings are the contact's from now on."""
    guard_edits(actor, account)
    placeholder = queries.person(account, who)
    if not isinstance(placeholder, Placeholder):
        raise errors.WrongState(_("{name} is a contact already.").format(name=placeholder.name))
    if contact.account_id != account.pk:
        raise _not_here(contact, account)
    key, revision = f"c{contact.pk}", locked(account)
    moved: dict[str, Any] = {"removed": placeholder.pk, "line": [], "ended": []}
    for line in Line.objects.filter(account=account, undone_at=None, ended_at=None):
        if who not in (line.start, line.end) or key in (line.start, line.end):
            continue
        start, end = (queries.person(account, key if at == who else at) for at in (line.start, line.end))
        moved["ended"] += _end([line], actor, now)
        if line.kind == LineKind.REPORTS:
            if not rules.circle(queries.whole(account).managers, _key(start), _key(end)):
                led = _lead(actor, account, start, end, revision, now)
                moved["line"] += led.pop("line", [])
                moved["ended"] += led.pop("ended", [])
                moved.setdefault("managers", []).extend(led.pop("managers", []))
        else:
            drawn = _draw(actor, account, start, end, LineKind(line.kind), line.strength, revision, now)
            moved["line"].append(drawn.pk)
    for rating in queries.ratings_of(account, who)[::-1]:
        copied = _note(
            Rating, actor, account, contact, revision, now, what=rating.what, value=rating.value,
            reason=rating.reason, answers=rating.answers,
        )  # fmt: skip
        moved.setdefault("rating", []).append(copied.pk)
    placeholder.removed_at, placeholder.became = now, contact
    placeholder.save(update_fields=["removed_at", "became"])
    changes = {"contact": (None, contact)}
    events.write(actor, "found placeholder", subject=placeholder, stream=account, changes=changes, now=now)
    _changed(actor, account, revision, "found", moved, now)
    return key


@transaction.atomic
def take_off(actor: Actor, *, account: Account, who: str, now: datetime) -> None:
    """Off the map: a placeholder is gone, a contact stands with those not placed yet. Their people report to nobody."""
    guard_edits(actor, account)
    person = queries.person(account, who)
    revision = locked(account)
    moved: dict[str, Any] = {"ended": [], "spot": [], "managers": [], "line": []}
    open_lines = Line.objects.filter(account=account, undone_at=None, ended_at=None)
    whole = queries.whole(account)
    led = [card.key for card in whole.cards.values() if card.manager == who]
    for key in [who, *led]:
        told = _lead(actor, account, queries.person(account, key), None, revision, now)
        for name, rows in told.items():
            moved[name] += rows
    moved["ended"] += _end([line for line in open_lines if who in (line.start, line.end)], actor, now)
    if isinstance(person, Placeholder):
        person.removed_at = now
        person.save(update_fields=["removed_at"])
        moved["removed"] = person.pk
        events.write(actor, "removed placeholder", subject=person, stream=account, now=now)
    else:
        moved["spot"].append(_note(Spot, actor, account, person, revision, now, x=None, y=None).pk)
        events.write(actor, "took contact off the map", subject=person, stream=account, now=now)
    _changed(actor, account, revision, "took off", moved, now)


@transaction.atomic
def draw(
    actor: Actor, *, account: Account, kind: LineKind, start: str, end: str, strength: int = 2, now: datetime
) -> Line:
    """A dotted line, who influences whom, or a conflict. Drawn again with another strength, the first one ends."""
    guard_edits(actor, account)
    one, other = queries.person(account, start), queries.person(account, end)
    if kind == LineKind.REPORTS:
        raise errors.BadInput(_("Say whom they report to instead."), field="kind")
    if start == end:
        raise errors.BadInput(_("A line needs two people."), field="end")
    if strength not in rules.STRENGTH_NAMES:
        raise errors.BadInput(_("A line is weak, clear or strong."), field="strength")
    revision = locked(account)
    same = [
        line
        for line in Line.objects.filter(account=account, kind=kind, undone_at=None, ended_at=None)
        if (line.start, line.end) == (start, end)
        or (kind == LineKind.CONFLICT and (line.end, line.start) == (start, end))
    ]
    if same and same[0].strength == strength:
        return same[0]
    ended = _end(same, actor, now)
    line = _draw(actor, account, one, other, kind, strength, revision, now)
    changes = {"kind": (None, kind), "strength": (same[0].strength if same else None, strength)}
    events.write(actor, "drew line", subject=line, stream=account, changes=changes, now=now)
    _changed(actor, account, revision, "drew", {"line": [line.pk], "ended": ended}, now)
    return line


@transaction.atomic
def end_line(actor: Actor, *, line: Line, now: datetime) -> None:
    """Off the map from now on; the map of before keeps it. Ended twice is ended once."""
    guard_edits(actor, line.account)
    if line.kind == LineKind.REPORTS:
        raise errors.WrongState(_("Say whom they report to instead."))
    revision = locked(line.account)
    ended = _end([Line.objects.get(pk=line.pk)], actor, now)
    if ended:
        events.write(actor, "removed line", subject=line, stream=line.account, now=now)
        _changed(actor, line.account, revision, "erased", {"ended": ended}, now)


@transaction.atomic
def rate(
    actor: Actor,
    *,
    account: Account,
    who: str,
    what: Rated,
    value: str,
    reason: str = "",
    answers: Mapping[str, str] | None = None,
    now: datetime,
) -> Rating:
    """What the team thinks of somebody, from now on; what was thought before stays. A role is the contact's, too."""
    guard_edits(actor, account)
    person = queries.person(account, who)
    if value not in rules.VALUES[what] and what != Rated.ROLE:
        raise errors.BadInput(_("This rating does not exist."), field="value")
    revision = locked(account)
    moved: dict[str, Any] = {}
    if what == Rated.ROLE:
        value = rules.text_of(BuyingRole(value)) if value in rules.ROLE_NAMES else value.strip()[:30]
        moved["roles"] = [[who, person.buying_role, value]]
        _remember_role(person, person.buying_role)
    rating = _note(
        Rating, actor, account, person, revision, now, what=what, value=value, reason=reason.strip(),
        answers=dict(answers or {}),
    )  # fmt: skip
    if what == Rated.ROLE:
        _give_role(actor, person, value, now)
    events.write(actor, "rated on the map", subject=rating, stream=account, changes={"what": (None, what)}, now=now)
    _changed(actor, account, revision, "rated", moved | {"rating": [rating.pk]}, now)
    return rating


def answer(
    actor: Actor, *, account: Account, who: str, what: Rated, answers: Mapping[str, MapAnswer], reason: str = "",
    now: datetime,
) -> Rating:  # fmt: skip
    """The rating that answers to the questionnaire lead to, kept with them and the reason."""
    if what not in rules.QUESTIONS:
        raise errors.BadInput(_("There are no questions about this."), field="what")
    value = rules.result(what, answers)
    return rate(actor, account=account, who=who, what=what, value=value, reason=reason, answers=answers, now=now)


@transaction.atomic
def know(
    actor: Actor, *, account: Account, who: str, colleague: User, current: int, wanted: int | None = None, now: datetime
) -> Pair:
    """How well one of us knows one of them, and how well they should."""
    guard_edits(actor, account)
    person = queries.person(account, who)
    guard_colleague(account, colleague, "colleague")
    for field, level in (("current", current), ("wanted", wanted)):
        if level is not None and level not in list(Level):
            raise errors.BadInput(_("This level does not exist."), field=field)
    revision = locked(account)
    pair = _note(
        Pair, actor, account, person, revision, now, colleague=colleague, current=current, wanted=wanted
    )  # fmt: skip
    events.write(actor, "noted who knows whom", subject=pair, stream=account, now=now)
    _changed(actor, account, revision, "pair", {"pair": [pair.pk]}, now)
    return pair


@transaction.atomic
def undo(actor: Actor, *, account: Account, now: datetime) -> Change:
    """Take back the last thing this person did on the map; WrongState where somebody has changed it since."""
    guard_edits(actor, account)
    revision = locked(account)
    mine = Change.objects.filter(account=account, noted_by=actor.user, undone_at=None)
    change = mine.order_by("-pk").first()
    if change is None:
        raise errors.WrongState(_("There is nothing of yours to undo on this map."))
    circles = _in_circles(account)
    for moved in reversed(change.moved.get("parts", [change.moved])):
        _guard_not_drawn_since(account, moved)
        _take_back(actor, account, moved, revision, now)
    if _in_circles(account) - circles:
        raise errors.WrongState(_("Somebody has changed this since; it was left as it is."))
    change.undone_at = now
    change.save(update_fields=["undone_at"])
    events.write(actor, "undid on the map", subject=change, stream=account, now=now, name=str(account))
    return change


def _take_back(actor: Actor, account: Account, moved: Mapping[str, Any], revision: int, now: datetime) -> None:
    """What one change did, undone."""
    _give_back_managers(actor, account, moved.get("managers", ()), now)
    _give_back_roles(actor, account, moved.get("roles", ()), now)
    for name, model in (("spot", Spot), ("line", Line), ("rating", Rating), ("pair", Pair)):
        rows = model._base_manager.filter(pk__in=moved.get(name, ()))
        rows.update(undone_at=now, revision=revision)
    Line.objects.filter(pk__in=moved.get("ended", ())).update(ended_at=None, ended_by=None, revision=revision)
    Placeholder.objects.filter(pk=moved.get("removed") or 0).update(removed_at=None, became=None)
    Placeholder.objects.filter(pk=moved.get("placeholder") or 0).update(undone_at=now)
    if added := account.contacts.filter(pk=moved.get("contact") or 0).first():
        accounts.take_contact_back(actor, contact=added, but=OWN, now=now)


@transaction.atomic
def follow(actor: Actor, contact: Contact, changes: Mapping[str, tuple[Any, Any]], now: datetime) -> None:
    """A contact was changed elsewhere: the map keeps from when on they report to somebody else, and their role."""
    if "reports_to" in changes:
        before, after = changes["reports_to"]
        _keep_reporting(actor, contact, before, after, now)
        _guard_no_circle_of_roles(contact)
    if "buying_role" in changes and _latest_role(contact) != changes["buying_role"][1]:
        before, after = changes["buying_role"]
        _remember_role(contact, before)
        _note(Rating, actor, contact.account, contact, locked(contact.account), now, what=Rated.ROLE, value=after)


@transaction.atomic
def open_circles(actor: Actor, account: Account, now: datetime) -> None:
    """Where facts make a circle with reporting lines of roles and outsiders, the latest such line ends: the facts count."""
    lines = _lines_of_roles(account)
    while lines and (inside := _in_circles(account)):
        line = next((line for line in lines if line.start in inside and line.end in inside), None)
        if line is None:
            return
        lines.remove(line)
        locked(account)
        _end([line], actor, now)
        events.write(actor, "removed line", subject=line, stream=account, now=now)


def locked(account: Account) -> int:
    """The map, locked until the change is whole; its revision, one higher."""
    Map.objects.get_or_create(account=account)
    Map.objects.filter(account=account).update(revision=F("revision") + 1)
    return Map.objects.select_for_update().get(account=account).revision


def _key(person: Person) -> str:
    return f"c{person.pk}" if isinstance(person, Contact) else f"p{person.pk}"


def _of(person: Person, prefix: str = "") -> dict[str, Any]:
    return {f"{prefix}{'contact' if isinstance(person, Contact) else 'placeholder'}": person}


def _note(
    model: type[Row], actor: Actor, account: Account, person: Person, revision: int, now: datetime, **values: Any
) -> Row:
    row: Row = model._default_manager.create(
        account=account, revision=revision, noted_by=actor.user, noted_at=now, **_of(person), **values
    )
    return row


def _draw(
    actor: Actor, account: Account, start: Person, end: Person, kind: LineKind, strength: int, revision: int,
    now: datetime,
) -> Line:  # fmt: skip
    return Line.objects.create(
        account=account, kind=kind, strength=strength, revision=revision, noted_by=actor.user, noted_at=now,
        **_of(start, "from_"), **_of(end, "to_"),
    )  # fmt: skip


def _end(lines: list[Line], actor: Actor, now: datetime) -> list[int]:
    """End these lines, those that had not ended; returns which."""
    ids = [line.pk for line in lines if line.ended_at is None]
    Line.objects.filter(pk__in=ids).update(ended_at=now, ended_by=actor.user)
    return ids


def _changed(actor: Actor, account: Account, revision: int, verb: str, moved: Mapping[str, Any], now: datetime) -> None:
    if actor.user is not None:
        Change.objects.create(
            account=account, revision=revision, verb=verb, moved=dict(moved), noted_by=actor.user, noted_at=now
        )


def _lead(
    actor: Actor, account: Account, person: Person, over: Person | None, revision: int, now: datetime
) -> dict[str, Any]:
    """Say whom somebody reports to; what an undo needs, or nothing where it is so already."""
    key = _key(person)
    open_lines = [
        line
        for line in Line.objects.filter(account=account, kind=LineKind.REPORTS, undone_at=None, ended_at=None)
        if line.start == key
    ]
    before = person.reports_to if isinstance(person, Contact) else None
    now_led = f"c{before.pk}" if before else next((line.end for line in open_lines), None)
    if now_led == (_key(over) if over else None):
        return {}
    manager = over if isinstance(over, Contact) else None
    moved: dict[str, Any] = {"managers": [], "ended": _end(open_lines, actor, now), "line": []}
    if isinstance(person, Contact) and before is not None and not any(line.end == now_led for line in open_lines):
        began = max(person.created_at, before.created_at)
        Line.objects.create(
            account=account, kind=LineKind.REPORTS, noted_at=began, ended_at=now, ended_by=actor.user,
            **_of(person, "from_"), **_of(before, "to_"),
        )  # fmt: skip
    if over is not None:
        moved["line"] = [_draw(actor, account, person, over, LineKind.REPORTS, 2, revision, now).pk]
    if isinstance(person, Contact) and before != manager:
        moved["managers"] = [[person.pk, before.pk if before else None, manager.pk if manager else None]]
        accounts.edit_contact(actor, contact=person, reports_to=manager, now=now)
    elif not isinstance(person, Contact) or not isinstance(over, Contact):
        events.write(actor, "changed reporting line", subject=person, stream=account, now=now,
                     changes={"reports_to": (None, over)})  # fmt: skip
    return moved


def _keep_reporting(actor: Actor, contact: Contact, before: Any, after: Any, now: datetime) -> None:
    """Lines of reporting after the fact was changed, wherever that was; nothing where the map drew them already."""
    account = contact.account
    rows = Line.objects.filter(account=account, kind=LineKind.REPORTS, undone_at=None, from_contact=contact)
    standing = [row for row in rows if row.ended_at is None]
    if after is not None and any(row.end == f"c{after.pk}" for row in standing):
        return
    gone = [row for row in standing if row.end.startswith("c")] if after is None else standing
    _end(gone, actor, now)
    if isinstance(before, Contact) and not rows.filter(to_contact=before).exists():
        began = max(contact.created_at, before.created_at)
        Line.objects.create(account=account, kind=LineKind.REPORTS, noted_at=began, ended_at=now,
                            from_contact=contact, to_contact=before)  # fmt: skip
    if isinstance(after, Contact):
        _draw(actor, account, contact, after, LineKind.REPORTS, 2, locked(account), now)
    else:
        locked(account)


def _give_role(actor: Actor, person: Person, role: str, now: datetime) -> None:
    if isinstance(person, Contact):
        accounts.edit_contact(actor, contact=person, buying_role=role, now=now)
    else:
        person.buying_role = role
        person.save(update_fields=["buying_role"])


def _latest_role(contact: Contact) -> str | None:
    rows = Rating.objects.filter(contact=contact, what=Rated.ROLE, undone_at=None).order_by("noted_at", "pk")
    latest = rows.last()
    return latest.value if latest else None


def _remember_role(person: Person, before: str) -> None:
    """The role somebody had before the first change that was noted."""
    if isinstance(person, Contact) and _latest_role(person) is None:
        Rating.objects.create(
            account=person.account, contact=person, what=Rated.ROLE, value=before, noted_at=person.created_at
        )


def _guard_unmoved(actor: Actor, account: Account, who: str, seen: int | None) -> None:
    rows = Spot.objects.filter(account=account, undone_at=None, **queries.row_filter(who))
    _guard_seen(rows.select_related("noted_by").order_by("-pk").first(), seen, actor,
                _("{name} has moved this card meanwhile. It stands where they put it; move it again if you still want to."))  # fmt: skip


def _guard_not_led_since(actor: Actor, account: Account, who: str, seen: int | None) -> None:
    rows = Line.objects.filter(account=account, kind=LineKind.REPORTS, undone_at=None)
    latest = rows.filter(**queries.row_filter(who, "from_")).select_related("noted_by").order_by("-pk").first()
    _guard_seen(latest, seen, actor,
                _("{name} has changed meanwhile whom they report to. Look at it before you change it again."))  # fmt: skip


def _guard_seen(latest: Any, seen: int | None, actor: Actor, sentence: str) -> None:
    if seen is None or latest is None or latest.revision <= seen or latest.noted_by_id == getattr(actor.user, "pk", 0):
        return
    raise errors.WrongState(sentence.format(name=latest.noted_by or _("Somebody")))


def _guard_no_circle(
    account: Account, person: Person, who: str, over: Person | None, manager: str | None, field: str = "manager"
) -> None:
    if over is None or manager is None:
        return
    if who == manager:
        raise errors.BadInput(_("Nobody reports to themselves."), field=field)
    cards = queries.whole(account).cards
    way = rules.circle({key: card.manager for key, card in cards.items()}, who, manager)
    if way:
        names = " → ".join(cards[key].name for key in way if key in cards)
        raise errors.BadInput(
            _("{who} cannot report to {manager}: that would be a circle ({way}).").format(
                who=person.name, manager=over.name, way=names
            ),
            field=field,
        )


def _guard_no_circle_of_roles(contact: Contact) -> None:
    """Refuse a manager who reports to the contact through roles or outsiders, whom only the map knows."""
    account, who = contact.account, f"c{contact.pk}"
    if contact.reports_to is not None and _lines_of_roles(account):
        over = contact.reports_to
        _guard_no_circle(account, contact, who, over, f"c{over.pk}", field="reports_to")


def _lines_of_roles(account: Account) -> list[Line]:
    """Reporting lines from or to a role or an outsider, the latest first."""
    lines = Line.objects.filter(account=account, kind=LineKind.REPORTS, undone_at=None, ended_at=None)
    return list(lines.filter(Q(from_contact=None) | Q(to_contact=None)).order_by("-pk"))


def _guard_not_drawn_since(account: Account, moved: Mapping[str, Any]) -> None:
    """A line that was drawn anew in the place of one that would come back stays the only one."""
    lines = Line.objects.filter(account=account, undone_at=None)
    standing = {_place_of(line) for line in lines.filter(ended_at=None).exclude(pk__in=moved.get("line", ()))}
    back = lines.filter(pk__in=moved.get("ended", ())).exclude(ended_at=None)
    if any(_place_of(line) in standing for line in back):
        raise errors.WrongState(_("Somebody has changed this since; it was left as it is."))


def _place_of(line: Line) -> tuple[str, frozenset[str] | tuple[str, ...]]:
    """What only one line can say: whom somebody reports to, or that one influences or is in conflict with another."""
    if line.kind == LineKind.REPORTS:
        return line.kind, (line.start,)
    return line.kind, frozenset((line.start, line.end)) if line.kind == LineKind.CONFLICT else (line.start, line.end)


def _in_circles(account: Account) -> set[str]:
    """Whoever reports, through others, to themselves."""
    managers = queries.whole(account).managers
    found = set()
    for key in managers:
        seen: set[str] = set()
        above = managers[key]
        while above is not None and above not in seen:
            seen.add(above)
            above = managers.get(above)
        if key in seen:
            found.add(key)
    return found


def _guard_room(account: Account) -> None:
    if account.contacts.count() >= rules.MOST_CARDS:
        raise errors.WrongState(_("A map holds {most} people.").format(most=rules.MOST_CARDS))


def _not_here(contact: Contact, account: Account) -> errors.BadInput:
    sentence = _("{contact} is not a contact of {account}.").format(contact=contact, account=account)
    return errors.BadInput(sentence, field="contact")


def _give_back_managers(actor: Actor, account: Account, rows: Any, now: datetime) -> None:
    for pk, before, after in rows:
        contact = account.contacts.filter(pk=pk).first()
        if contact is None or contact.reports_to_id != after:
            raise errors.WrongState(_("Somebody has changed this since; it was left as it is."))
        manager = account.contacts.filter(pk=before).first() if before else None
        changes = events.changed(contact, {"reports_to": manager})
        contact.save(update_fields=["reports_to"])
        events.write(actor, "edited contact", subject=contact, stream=account, changes=changes, now=now)


def _give_back_roles(actor: Actor, account: Account, rows: Any, now: datetime) -> None:
    for key, before, after in rows:
        person = queries.person(account, key)
        if person.buying_role != after:
            raise errors.WrongState(_("Somebody has changed this since; it was left as it is."))
        person.buying_role = before
        person.save(update_fields=["buying_role"])
        if isinstance(person, Contact):
            changes = {"buying_role": (after, before)}
            events.write(actor, "edited contact", subject=person, stream=account, changes=changes, now=now)
