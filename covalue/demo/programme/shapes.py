"""What the authored programme is made of. Days are counted from today: 30 is thirty days ago."""

from dataclasses import dataclass, field

from covalue.people.rules import Role


@dataclass(frozen=True)
class Person:
    """One of ours."""

    key: str
    name: str
    title: str
    roles: tuple[Role, ...]
    reports_to: str = ""
    coach: str = ""


@dataclass(frozen=True)
class Theirs:
    """One of theirs; `left` so many days ago, if they did."""

    name: str
    title: str
    buying_role: str = ""
    department: str = ""
    reports_to: str = ""
    left: int | None = None


@dataclass(frozen=True)
class Words:
    """What one of theirs said, and why it matters to them personally."""

    who: str
    words: str
    why: str = ""


@dataclass(frozen=True)
class Talk:
    """A conversation so many days ago."""

    days_ago: int
    channel: str
    subject: str
    ours: tuple[str, ...]
    theirs: tuple[str, ...]
    said: tuple[Words, ...] = ()
    notes: str = ""


@dataclass(frozen=True)
class Goal:
    """An objective; `who` is a contact on their side, one of ours on ours; due in so many days."""

    side: str
    statement: str
    measure: str
    baseline: str
    target: str
    due: int
    who: str
    source: str = ""
    rests: tuple[tuple[str, int, str], ...] = ()  # ours: which of theirs, how strongly, why


@dataclass(frozen=True)
class Todo:
    """An action due in so many days (negative: overdue); `done` that many days ago."""

    title: str
    owner: str
    due: int
    done: int | None = None


@dataclass(frozen=True)
class Wanted:
    """Something they value; `discussed` that many days ago, and `validated` by whom that many days ago, in which words."""

    title: str
    success: str
    who: str
    impact: int
    fit: int
    discussed: int | None = None
    validated: tuple[str, int, str] | None = None
    parked: str = ""


@dataclass(frozen=True)
class Signed:
    """Who of theirs answered, how many days ago; for a claim, the amounts by line they signed for instead of the claimed."""

    who: str
    days_ago: int
    remark: str = ""
    amounts: dict[str, int] = field(default_factory=dict)


@dataclass(frozen=True)
class Reached:
    """What came of a case in a quarter (1: the last whole one): amounts by line, who signed, and how we let go of the rest."""

    quarters_ago: int
    amounts: dict[str, int]
    remark: str
    signed: Signed | None = None
    asked: str = ""
    settled: str = ""


@dataclass(frozen=True)
class Worth:
    """A value case for a target: its sheet as one types it, who confirmed which assumption how long ago, who agreed to the
    whole, since how many quarters it delivers and what came of it.
    """

    title: str
    target: str
    owner: str
    sheet: dict[str, object]
    confirmed: tuple[tuple[str, str, int, str], ...] = ()
    begun: int = 80
    agreed: Signed | None = None
    delivers: int = 0
    reached: tuple[Reached, ...] = ()


@dataclass(frozen=True)
class Note:
    """A card on the board: `who` is a contact whose thought it is, or one of ours; `said` begins the words they said."""

    lane: str
    words: str
    who: str
    days_ago: int
    said: str = ""


@dataclass(frozen=True)
class Programme:
    """What the team has built up on one account. `guests` are contacts at the table, greeted with `welcome`."""

    customer: str
    account_class: str
    since: int
    sector: str
    profile: str
    lead: str
    sponsor: str
    team: tuple[str, ...]
    now: str
    wanted: str
    contacts: tuple[Theirs, ...] = ()
    goals: tuple[Goal, ...] = ()
    talks: tuple[Talk, ...] = ()
    todos: tuple[Todo, ...] = ()
    notes: tuple[Note, ...] = ()
    targets: tuple[Wanted, ...] = ()
    cases: tuple[Worth, ...] = ()
    customer_strategy: str = ""
    growth_strategy: str = ""
    approved: bool = False
    written_since_approval: str = ""
    critical: bool = False
    employees: int | None = None
    guests: tuple[str, ...] = ()
    welcome: str = ""


@dataclass(frozen=True)
class Group:
    """A parent company over customers Northwind knows apart."""

    name: str
    sector: str
    members: tuple[str, ...] = field(default=())
