"""Users from a file: found again by email address. No file gives or takes the roles of administrator and guest."""

from collections.abc import Collection, Hashable, Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any, Final

from django.db import models
from django.utils.translation import gettext as _

from covalue.core import events, jobs, mailboxes
from covalue.core.models import Event
from covalue.ledger.headings import folded
from covalue.masterdata.files import Row
from covalue.masterdata.importers import cells as reading
from covalue.masterdata.importers.base import NounImporter, RowRefusedError
from covalue.masterdata.rules import Noun
from covalue.people import actions as people
from covalue.people import queries
from covalue.people.models import RoleGrant, User
from covalue.people.rules import ROLE_NAMES, Role

BY_HAND: Final = frozenset({Role.ADMINISTRATOR, Role.CUSTOMER_GUEST})  # roles no file gives or takes


class UserImporter(NounImporter):
    """Our own people with their roles."""

    noun, model, parent = Noun.USERS, User, "reports_to"
    written_fields = ("email", "name", "title", "phone", "reports_to_id", "roles")
    extra_rows = ("roles",)
    dependent_models = (RoleGrant,)

    def load(self, rows: Collection[Row]) -> None:
        self._remember(queries.everybody())
        for user in self.records.values():
            self.index[("key", user.email)].add(user.pk)

    def key(self, cells: Mapping[str, str]) -> Hashable:
        return ("key", mailboxes.folded(cells["email"]))

    def parent_keys(self, text: str, cells: Mapping[str, str]) -> tuple[Hashable, ...]:
        return (("key", mailboxes.folded(text)),)

    def values(self, cells: Mapping[str, str], known: Any) -> dict[str, Any]:
        values: dict[str, Any] = {"email": mailboxes.folded(reading.mail(cells["email"])), "name": cells["name"]}
        values |= reading.texts(cells, ("title", "phone"))
        if cells.get("roles"):
            values["roles"] = _roles(cells["roles"])
        if known is None and "roles" not in values:
            raise RowRefusedError(_("a new user needs a role"))
        if known is not None:
            self._guard(known, values)
        return values

    def _guard(self, known: User, values: Mapping[str, Any]) -> None:
        changes = [name for name, value in values.items() if self.value_of(known, name) != value]
        if changes and known == self.actor.user:
            raise RowRefusedError(_("you cannot change yourself with a file"))
        if changes and known.roles & BY_HAND:
            raise RowRefusedError(_("administrators and guests are changed on the Users page, not with a file"))
        if not known.is_active:
            raise RowRefusedError(_("this user was deactivated; reactivate them first"))

    def rows(self) -> models.QuerySet[Any]:
        return queries.everybody()

    def value_of(self, record: Any, name: str) -> Any:
        return sorted(role.value for role in record.roles) if name == "roles" else getattr(record, name)

    def make(self, values: Mapping[str, Any], now: datetime) -> Any:
        user = super().make(values, now)
        user.created_at = now
        user.set_unusable_password()
        return user

    def created(self, records: list[Any], values: Sequence[Mapping[str, Any]], now: datetime) -> Iterable[Event]:
        granted = [(user, row["roles"]) for user, row in zip(records, values, strict=True)]
        people.grant_roles(self.actor, granted, now=now)
        if self.options.invites:
            for user in records:
                jobs.enqueue("covalue.people.tasks.send_reset", user.email, self.actor.origin)
        return [
            events.prepare(self.actor, "created user", subject=user, now=now, changes={"roles": ("", ", ".join(roles))})
            for user, roles in granted
        ]

    def write_extra(self, record: Any, name: str, value: Any, now: datetime) -> None:
        people.set_roles(self.actor, user=record, roles=[Role(role) for role in value], now=now)


def _roles(text: str) -> list[str]:
    known = {folded(word): role for role in Role for word in (role.value, str(ROLE_NAMES[role]))}
    wanted = set()
    for part in filter(None, (piece.strip() for piece in text.replace(";", ",").split(","))):
        role = known.get(folded(part))
        if role is None:
            raise RowRefusedError(_("“{text}” is not a role").format(text=part[:60]))
        if role in BY_HAND:
            raise RowRefusedError(_("the role {role} is assigned on the Users page, not with a file").format(role=part))
        wanted.add(role.value)
    return sorted(wanted)
