"""Work packages and milestones of initiatives, what depends on what, and the plan as it was agreed."""

from datetime import date
from typing import Any, ClassVar

from django.conf import settings
from django.db import models

from covalue.accounts.models import Account, Contact
from covalue.core.removal import Removable
from covalue.execution import rules, working_days
from covalue.execution.rules import WORK_SAID_NAMES, Task, WorkState
from covalue.value.models import Initiative

US = settings.AUTH_USER_MODEL


class WorkPackage(Removable):
    """Work of an initiative: planned to begin on a day for so many working days, owned by one of ours or one of theirs.

    With 0 days it is a milestone, reached on `starts_on`. `ends_on` is its last day as planned, kept beside them for lists.
    """

    account = models.ForeignKey(Account, on_delete=models.CASCADE, related_name="work_packages")
    initiative = models.ForeignKey(
        Initiative, null=True, blank=True, on_delete=models.SET_NULL, related_name="work_packages"
    )
    title = models.CharField(max_length=200)
    note = models.TextField(blank=True)
    starts_on = models.DateField()
    duration = models.PositiveSmallIntegerField()
    ends_on = models.DateField(editable=False)
    owner = models.ForeignKey(US, null=True, blank=True, on_delete=models.SET_NULL, related_name="work_packages")
    customer_owner = models.ForeignKey(
        Contact, null=True, blank=True, on_delete=models.SET_NULL, related_name="work_packages"
    )
    progress = models.PositiveSmallIntegerField(default=0)
    done_on = models.DateField(null=True, blank=True)
    source = models.CharField(max_length=60, blank=True)
    external_id = models.CharField(max_length=200, blank=True)
    predecessors = models.CharField(max_length=1000, blank=True)  # as its file names them, such as 3;5FS+2d
    created_by = models.ForeignKey(US, null=True, on_delete=models.SET_NULL, related_name="+")
    created_at = models.DateTimeField()

    class Meta:
        verbose_name = "work package"
        ordering: ClassVar = ["starts_on", "id"]
        indexes: ClassVar[list[Any]] = [
            models.Index(fields=["account", "ends_on"], name="work_account"),
            models.Index(fields=["owner", "ends_on"], name="work_owner"),
        ]

    def __str__(self) -> str:
        return self.title

    def save(self, *args: Any, **kwargs: Any) -> None:
        self.ends_on = self.planned_end()
        if fields := kwargs.get("update_fields"):
            kwargs["update_fields"] = {*fields, "ends_on"}
        super().save(*args, **kwargs)

    def planned_end(self) -> date:
        """Its last day, by start and duration."""
        if not self.duration:
            return self.starts_on
        return working_days.last_day(working_days.start(self.starts_on, self.duration) + self.duration)

    @property
    def name(self) -> str:
        return self.title

    @property
    def is_milestone(self) -> bool:
        return self.duration == 0

    @property
    def is_open(self) -> bool:
        return self.done_on is None

    @property
    def task(self) -> Task:
        """The work package as the rules take it."""
        done = self.done_on
        return Task(
            self.pk,
            self.duration,
            working_days.start(self.starts_on, self.duration),
            self.progress,
            None if done is None else working_days.finish_of(done),
        )

    def state_on(self, today: date) -> WorkState:
        """Where it stands on a day."""
        return rules.state(self.task, working_days.number(today))

    @property
    def state(self) -> WorkState:
        return self.state_on(self.account.today())

    @property
    def state_name(self) -> str:
        return str(rules.STATE_NAMES[self.state])


class Dependency(Removable):
    """`after` begins `lag` working days after `before` is finished, at the earliest."""

    account = models.ForeignKey(Account, on_delete=models.CASCADE, related_name="work_dependencies")
    before = models.ForeignKey(WorkPackage, on_delete=models.CASCADE, related_name="followers")
    after = models.ForeignKey(WorkPackage, on_delete=models.CASCADE, related_name="waits_for")
    lag = models.PositiveSmallIntegerField(default=0)
    from_file = models.BooleanField(default=False)  # it follows the predecessors a file names
    created_by = models.ForeignKey(US, null=True, on_delete=models.SET_NULL, related_name="+")
    created_at = models.DateTimeField()

    class Meta:
        verbose_name = "dependency"
        ordering: ClassVar = ["id"]
        constraints: ClassVar[list[Any]] = [
            models.UniqueConstraint(
                fields=["before", "after"], condition=models.Q(removed_at=None), name="one_dependency_of_two"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.before} → {self.after}"


class Move(models.Model):
    """What moved together: the days before and after of each work package, by its id, for the undo."""

    account = models.ForeignKey(Account, on_delete=models.CASCADE, related_name="work_moves")
    of = models.ForeignKey(WorkPackage, on_delete=models.CASCADE, related_name="+")
    rows = models.JSONField()
    made_by = models.ForeignKey(US, null=True, on_delete=models.SET_NULL, related_name="+")
    made_at = models.DateTimeField()
    undone_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = "move of work"
        ordering: ClassVar = ["-id"]

    def __str__(self) -> str:
        return str(self.of)


class Baseline(models.Model):
    """The plan of an account's work as it was on a day; it holds from when somebody who leads the account approved it."""

    account = models.ForeignKey(Account, on_delete=models.CASCADE, related_name="work_baselines")
    note = models.CharField(max_length=300, blank=True)
    rows = models.JSONField()
    made_by = models.ForeignKey(US, null=True, on_delete=models.SET_NULL, related_name="+")
    made_at = models.DateTimeField()
    approved_by = models.ForeignKey(US, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    approved_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering: ClassVar = ["-id"]

    def __str__(self) -> str:
        return self.note or f"{self.made_at:%Y-%m-%d}"


class WorkAnswer(models.Model):
    """What a contact said to work of theirs; another day waits until one of ours took it over or left it."""

    package = models.ForeignKey(WorkPackage, on_delete=models.CASCADE, related_name="answers")
    contact = models.ForeignKey(Contact, null=True, on_delete=models.SET_NULL, related_name="work_answers")
    said = models.CharField(max_length=10, choices=[(said.value, name) for said, name in WORK_SAID_NAMES.items()])
    day = models.DateField(null=True, blank=True)
    words = models.CharField(max_length=500, blank=True)
    answered_at = models.DateTimeField()
    decided_by = models.ForeignKey(US, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    decided_at = models.DateTimeField(null=True, blank=True)
    accepted = models.BooleanField(null=True)

    class Meta:
        verbose_name = "answer to work"
        ordering: ClassVar = ["-answered_at", "-id"]

    def __str__(self) -> str:
        return self.get_said_display()
