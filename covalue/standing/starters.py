"""The drivers a workspace begins with.

After the meta-analysis of Palmatier, Dant, Grewal and Evans (Journal of Marketing 70, 2006): trust, commitment, satisfaction and what
goes before them (benefits, expertise, communication, shared goals, conflict), and the two benefits that set key suppliers apart
in Ulaga and Eggert (Journal of Marketing 70, 2006): service support and personal interaction. Each is a sentence to agree to, 1
to 5; conflict is asked as how disagreement is settled, so that more is better everywhere.
"""

from dataclasses import dataclass
from typing import Final

NAME: Final = "Relationship quality"


@dataclass(frozen=True)
class Starter:
    """A driver in English, and in German as contacts read it."""

    key: str
    name: str
    theirs: str
    ours: str
    german: str
    german_theirs: str


DRIVERS: Final = (
    Starter(
        "trust", "Trust", "We can rely on them to keep their word.", "They rely on us to keep our word.",
        "Vertrauen", "Wir können uns darauf verlassen, dass sie ihr Wort halten.",
    ),
    Starter(
        "commitment", "Commitment", "We want to keep working with them in the years to come.",
        "They want to keep working with us in the years to come.",
        "Bindung", "Wir möchten auch in den kommenden Jahren mit ihnen zusammenarbeiten.",
    ),
    Starter(
        "satisfaction", "Satisfaction", "We are satisfied with how we work together.",
        "They are satisfied with how we work together.",
        "Zufriedenheit", "Wir sind zufrieden damit, wie wir zusammenarbeiten.",
    ),
    Starter(
        "benefits", "Benefits", "Working with them brings us more than what we pay for.",
        "Working with us brings them more than what they pay for.",
        "Nutzen", "Die Zusammenarbeit bringt uns mehr, als wir dafür bezahlen.",
    ),
    Starter(
        "expertise", "Expertise", "Their people know their field, and understand our business.",
        "They find that our people know their field and understand their business.",
        "Kompetenz", "Ihre Leute kennen ihr Fach und verstehen unser Geschäft.",
    ),
    Starter(
        "communication", "Communication", "They tell us in good time what we need to know, also when it is unpleasant.",
        "They hear from us in good time what they need to know, also when it is unpleasant.",
        "Kommunikation", "Sie sagen uns rechtzeitig, was wir wissen müssen, auch wenn es unangenehm ist.",
    ),
    Starter(
        "goals", "Shared goals", "They know our goals and work towards them.",
        "They find that we know their goals and work towards them.",
        "Gemeinsame Ziele", "Sie kennen unsere Ziele und arbeiten darauf hin.",
    ),
    Starter(
        "conflict", "Settling disagreements", "When we disagree, we find a fair solution quickly.",
        "They find that disagreements are settled fairly and quickly.",
        "Umgang mit Konflikten", "Wenn wir verschiedener Meinung sind, finden wir schnell eine faire Lösung.",
    ),
    Starter(
        "support", "Service and support", "When we need help, we get it quickly and it solves the problem.",
        "When they need help, they get it quickly and it solves the problem.",
        "Service und Unterstützung", "Wenn wir Hilfe brauchen, bekommen wir sie schnell, und sie löst das Problem.",
    ),
    Starter(
        "people", "Personal contact", "It is easy to work with the people we deal with.",
        "They find it easy to work with the people they deal with.",
        "Persönlicher Kontakt", "Mit den Menschen, mit denen wir zu tun haben, arbeitet es sich leicht.",
    ),
)  # fmt: skip
