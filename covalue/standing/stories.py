"""How three customers see the work with us: what they rated beside what we thought, what shows the rung, their scorecards.

The drivers in order: trust, commitment, satisfaction, benefits, expertise, communication, shared goals, settling
disagreements, service and support, personal contact.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final

Scores = str  # a digit for each driver in order, “-” where they cannot judge


@dataclass(frozen=True)
class View:
    """What somebody answered: the name of a contact or the key of one of ours, so many days after the round was opened."""

    who: str
    scores: Scores
    rung: str
    structure: str
    remark: str = ""
    after: int = 3
    remarks: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Assessed:
    """A round: opened and, unless it still runs, closed so many days ago; `silent` contacts and colleagues have not answered."""

    name: str
    opened: int
    closed: int | None
    theirs: tuple[View, ...]
    ours: tuple[View, ...]
    silent: tuple[str, ...] = ()


@dataclass(frozen=True)
class Shown:
    """Evidence of a criterion; with `who` it is the customer's view."""

    criterion: str
    words: str
    days_ago: int
    who: str = ""


@dataclass(frozen=True)
class Carded:
    """Their scorecard: per criterion weight, score, target, our guess, the key of a driver and their remark."""

    name: str
    period: str
    ended: int
    worst: int
    best: int
    overall: str
    who: str
    lines: tuple[tuple[str, int, str, str, str, str, str], ...]


STANDING: Final = (
    ("SAVEA", Assessed(
        "Relationship, last year", 400, 378,
        (
            View("Marcus Bell", "3332423324", "vendor", "cluster", "Tell us about shortages before the truck is at the dock."),
            View("Teresa Quill", "332-323233", "preferred", "cluster"),
            View("Hal Jennings", "4433434345", "preferred", "cluster"),
        ),
        (View("davolio", "4444545445", "partner", "cluster"), View("king", "4434434434", "preferred", "cluster")),
    )),
    ("SAVEA", Assessed(
        "Relationship, this autumn", 40, 16,
        (
            View("Marcus Bell", "4443524435", "preferred", "cluster", "The Boise work showed what you can do. Now do it in all stores.",
                 4, {"communication": "Short deliveries still reach us by surprise."}),
            View("Teresa Quill", "433-423334", "preferred", "cluster", "", 7,
                 {"communication": "I hear of changes from my stores, not from you."}),
            View("Hal Jennings", "4544535445", "partner", "diamond", "", 2),
            View("Dana Whitfield", "3433434-34", "preferred", "cluster",
                 "Bring me one page on what we gained, not twenty on what you did.", 12),
        ),
        (
            View("davolio", "4544545445", "partner", "diamond", "", 2),
            View("suyama", "4444545445", "partner", "diamond", "", 3),
            View("king", "4434444444", "preferred", "cluster", "", 5),
        ),
        ("Ruth Salazar",),
    )),
    ("SAVEA", Shown("reliable", "Deliveries on time in nine of ten weeks", 30, "Teresa Quill")),
    ("SAVEA", Shown("contact", "“I call Nancy, and somebody picks up.”", 95, "Marcus Bell")),
    ("SAVEA", Shown("first-asked", "On the list of preferred suppliers for chilled", 120, "Teresa Quill")),
    ("SAVEA", Shown("proven", "Signed what the pilot in Boise delivered", 60, "Dana Whitfield")),
    ("SAVEA", Shown("several", "Supply chain, fresh and stores each have someone of ours to call", 50)),
    ("SAVEA", Shown("joint", "Shelf-life pilot planned and run together", 70)),
    ("SAVEA", Carded(
        "Vendor performance review", "H1 this year", 170, 0, 100, "74", "Teresa Quill",
        (
            ("On-time in full", 40, "71", "90", "85", "support", "Two weeks of short deliveries in spring."),
            ("Quality at receipt", 25, "86", "85", "85", "", ""),
            ("Cost and terms", 20, "68", "70", "65", "benefits", ""),
            ("Cooperation", 15, "70", "75", "90", "communication", "Late to tell us."),
        ),
    )),
    ("ERNSH", Assessed(
        "Relationship", 60, 41,
        (
            View("Stefan Moser", "4434434344", "preferred", "cluster"),
            View("Birgit Lang", "5545534445", "partner", "cluster", "", 5, {"support": "Two days for an answer about pallets."}),
            View("Katharina Ernst", "4543445-44", "partner", "cluster", "", 9),
        ),
        (View("peacock", "4444444444", "partner", "cluster", "", 1),),
    )),
    ("ERNSH", Shown("reliable", "„Pünktlich und vollständig, seit Jahren.“", 90, "Birgit Lang")),
    ("ERNSH", Shown("contact", "Asked for Margaret by name in the tender", 150, "Stefan Moser")),
    ("ERNSH", Shown("plans", "Hotel season plan shared in spring", 200)),
    ("ERNSH", Carded(
        "Lieferantenbewertung", "2. Halbjahr", 100, 6, 1, "2.1", "Stefan Moser",
        (
            ("Qualität", 40, "1.5", "2", "2", "", ""),
            ("Liefertreue", 30, "2", "2", "1.5", "support", ""),
            ("Service", 30, "3", "2", "2", "communication", "Antworten dauern zu lange."),
        ),
    )),
    ("RATTC", Assessed(
        "Relationship", 9, None,
        (View("Marisol Trujillo", "5554545455", "advisor", "cluster", "", 2), View("Ron Tafoya", "4443434344", "preferred", "bow_tie", "", 4)),
        (View("leverling", "5454555455", "partner", "cluster", "", 1),),
        ("Elena Baca", "suyama"),
    )),
)  # fmt: skip
