"""The map of an account: its revision, who stands on it besides contacts, lines, ratings, pairs and places by hand.

Everything is noted by somebody at a time and stays: a newer row counts from its time on, so that the map can be read as of
any date. `undone_at` takes back what should not have been noted at all.
"""

from typing import Any, ClassVar

from django.conf import settings
from django.db import models

from covalue.accounts.models import Account, Contact
from covalue.core.removal import Removable
from covalue.relationships import rules
from covalue.relationships.rules import LineKind, MapAnswer, PersonKind, Rated


class Map(models.Model):
    """One an account. `revision` counts its changes, so that every screen knows what it has not seen."""

    account = models.OneToOneField(Account, on_delete=models.CASCADE, related_name="map")
    revision = models.PositiveIntegerField(default=0)

    def __str__(self) -> str:
        return str(self.account)


class Placeholder(Removable):
    """Somebody on the map who is no contact: a role nobody was found for yet, or an outsider such as a consultant."""

    account = models.ForeignKey(Account, on_delete=models.CASCADE, related_name="placeholders")
    kind = models.CharField(max_length=10, choices=[(kind.value, kind.value) for kind in PersonKind])
    name = models.CharField(max_length=200)
    title = models.CharField(max_length=200, blank=True)
    buying_role = models.CharField(max_length=30, blank=True)
    became = models.ForeignKey(Contact, null=True, blank=True, on_delete=models.SET_NULL, related_name="placeholders")
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    created_at = models.DateTimeField()
    undone_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering: ClassVar = ["id"]
        verbose_name = "placeholder"

    def __str__(self) -> str:
        return self.name


class Noted(models.Model):
    """What somebody noted at a time, with the map's revision it made."""

    account = models.ForeignKey(Account, on_delete=models.CASCADE, related_name="+")
    revision = models.PositiveIntegerField(default=0)
    noted_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    noted_at = models.DateTimeField()
    undone_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        abstract = True


class OfPerson(Noted):
    """What is noted of one person of the map: a contact or a placeholder."""

    contact = models.ForeignKey(Contact, null=True, blank=True, on_delete=models.CASCADE, related_name="+")
    placeholder = models.ForeignKey(Placeholder, null=True, blank=True, on_delete=models.CASCADE, related_name="+")

    class Meta:
        abstract = True

    @property
    def who(self) -> str:
        """The person's key on the map."""
        return f"c{self.contact_id}" if self.contact_id else f"p{self.placeholder_id}"


def _one_person(name: str) -> models.CheckConstraint:
    contact, placeholder = models.Q(contact=None), models.Q(placeholder=None)
    return models.CheckConstraint(condition=(contact & ~placeholder) | (placeholder & ~contact), name=name)


class Spot(OfPerson):
    """Where somebody put a card by hand; without `x` and `y` it stands where the layout puts it again."""

    x = models.IntegerField(null=True)
    y = models.IntegerField(null=True)

    class Meta:
        ordering: ClassVar = ["id"]
        indexes: ClassVar = [models.Index(fields=["account"], name="map_spot_account")]
        constraints: ClassVar[list[Any]] = [_one_person("a_spot_of_one_person")]


class Rating(OfPerson):
    """What the team thinks of a person: never for guests, in no file. `answers` are those of the questionnaire, if it was one."""

    what = models.CharField(max_length=10, choices=[(what.value, what.value) for what in Rated])
    value = models.CharField(max_length=30, blank=True)
    reason = models.TextField(blank=True)
    answers = models.JSONField(default=dict, blank=True)

    class Meta:
        ordering: ClassVar = ["id"]
        verbose_name = "rating"
        indexes: ClassVar = [models.Index(fields=["account", "noted_at"], name="map_rating_account")]
        constraints: ClassVar[list[Any]] = [_one_person("a_rating_of_one_person")]

    def __str__(self) -> str:
        return str(self.contact or self.placeholder)

    @property
    def words(self) -> str:
        """The rating in words; a role in free text as it was typed."""
        return str(rules.VALUES[Rated(self.what)].get(self.value, self.value or "–"))

    @property
    def said(self) -> list[tuple[str, str]]:
        """The questions that were answered, each with its answer."""
        asked = rules.QUESTIONS.get(Rated(self.what), ())
        answers = {question: self.answers.get(question.key, MapAnswer.UNSURE) for question in asked if self.answers}
        return [(str(question.words), str(rules.ANSWER_NAMES[answer])) for question, answer in answers.items()]


class Pair(OfPerson):
    """How well one of us knows one of them, and how well they should (`rules.Level`)."""

    colleague = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    current = models.PositiveSmallIntegerField()
    wanted = models.PositiveSmallIntegerField(null=True, blank=True)

    class Meta:
        ordering: ClassVar = ["id"]
        indexes: ClassVar = [models.Index(fields=["account"], name="map_pair_account")]
        constraints: ClassVar[list[Any]] = [_one_person("a_pair_of_one_person")]

    def __str__(self) -> str:
        return f"{self.colleague} – {self.contact or self.placeholder}"


class Line(Noted):
    """A line from one person to another, until `ended_at`. Lines of reporting between contacts follow `Contact.reports_to`."""

    kind = models.CharField(max_length=12, choices=[(kind.value, kind.value) for kind in LineKind])
    from_contact = models.ForeignKey(Contact, null=True, blank=True, on_delete=models.CASCADE, related_name="+")
    from_placeholder = models.ForeignKey(Placeholder, null=True, blank=True, on_delete=models.CASCADE, related_name="+")
    to_contact = models.ForeignKey(Contact, null=True, blank=True, on_delete=models.CASCADE, related_name="+")
    to_placeholder = models.ForeignKey(Placeholder, null=True, blank=True, on_delete=models.CASCADE, related_name="+")
    strength = models.PositiveSmallIntegerField(default=2)
    ended_at = models.DateTimeField(null=True, blank=True)
    ended_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")

    class Meta:
        ordering: ClassVar = ["id"]
        verbose_name = "line"
        indexes: ClassVar = [models.Index(fields=["account", "ended_at"], name="map_line_account")]

    def __str__(self) -> str:
        return f"{self.from_contact or self.from_placeholder} – {self.to_contact or self.to_placeholder}"

    @property
    def start(self) -> str:
        """Whom it begins at, by their key on the map."""
        return f"c{self.from_contact_id}" if self.from_contact_id else f"p{self.from_placeholder_id}"

    @property
    def end(self) -> str:
        return f"c{self.to_contact_id}" if self.to_contact_id else f"p{self.to_placeholder_id}"


class Change(Noted):
    """One thing somebody did on the map, with what an undo needs; `moved` holds ids alone (see `undoing`)."""

    verb = models.CharField(max_length=20)
    moved = models.JSONField(default=dict)

    class Meta:
        ordering: ClassVar = ["id"]
        indexes: ClassVar = [models.Index(fields=["account", "noted_by"], name="map_change_account")]
