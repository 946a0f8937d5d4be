"""Users, what they may do, and how they come in."""

from collections.abc import Iterator
from functools import cached_property
from typing import Any, ClassVar

from django.conf import settings
from django.contrib.auth.models import AbstractBaseUser, BaseUserManager
from django.db import models
from django.utils.crypto import salted_hmac

from covalue.core import mailboxes
from covalue.people.rules import (
    BY_TEAM,
    LEADING,
    ON_TEAMS,
    ROLE_NAMES,
    SETTING_UP,
    SPONSORING,
    Right,
    Role,
    rights_of,
    roles_with,
)


class UserManager(BaseUserManager["User"]):
    """Finds users by their address, whatever its capitals."""

    def get_by_natural_key(self, username: str | None) -> "User":
        return self.get(email=mailboxes.folded(username or ""))


class User(AbstractBaseUser):
    """A person who signs in: one of ours, or a guest of a customer."""

    email = models.EmailField(unique=True)
    name = models.CharField(max_length=200)
    title = models.CharField(max_length=200, blank=True)
    phone = models.CharField(max_length=60, blank=True)
    time_zone = models.CharField(max_length=60, default="UTC")
    language = models.CharField(max_length=10, choices=settings.LANGUAGES, blank=True)
    reports_to = models.ForeignKey("self", null=True, blank=True, on_delete=models.SET_NULL, related_name="reports")
    coach = models.ForeignKey("self", null=True, blank=True, on_delete=models.SET_NULL, related_name="coached")
    created_at = models.DateTimeField()
    deactivated_at = models.DateTimeField(null=True, blank=True)
    access_epoch = models.PositiveIntegerField(default=0)

    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = ["name"]
    objects: ClassVar[UserManager] = UserManager()

    class Meta:
        ordering: ClassVar = ["name", "id"]

    def __str__(self) -> str:
        return self.name

    @property
    def is_active(self) -> bool:  # type: ignore[override]
        return self.deactivated_at is None

    @property
    def initials(self) -> str:
        words = self.name.split()
        return "".join(word[0] for word in (words[:1] + words[1:][-1:])).upper()

    @cached_property
    def roles(self) -> frozenset[Role]:
        return frozenset(Role(grant.role) for grant in self.grants.all())

    @property
    def ordered_roles(self) -> list[Role]:
        return [role for role in Role if role in self.roles]

    @property
    def role_names(self) -> str:
        return ", ".join(str(ROLE_NAMES[role]) for role in self.ordered_roles)

    def forget_roles(self) -> None:
        """Read the roles again where they are next asked for: they have just changed."""
        self.__dict__.pop("roles", None)
        self.__dict__.pop("sets_up", None)
        getattr(self, "_prefetched_objects_cache", {}).pop("grants", None)

    @property
    def is_guest(self) -> bool:
        return Role.CUSTOMER_GUEST in self.roles

    @property
    def may_lead(self) -> bool:
        """Whether a place as SAM of an account makes them its lead."""
        return self.is_active and bool(self.roles & LEADING)

    @property
    def may_sponsor(self) -> bool:
        """Whether a place as sponsor of an account makes them its sponsor."""
        return self.is_active and bool(self.roles & SPONSORING)

    @property
    def works_on_accounts(self) -> bool:
        """Whether a place on a team, whatever it is, opens an account to them."""
        return self.is_active and not self.is_guest and bool(self.roles & ON_TEAMS)

    @property
    def needs_team(self) -> bool:
        """Whether there is nothing for them to see before somebody puts them on the team of an account."""
        return bool(self.roles & BY_TEAM) or not self.roles

    def may(self, right: Right) -> bool:
        return self.is_active and (right in rights_of(self.roles) or (right in SETTING_UP and self.sets_up))

    @cached_property
    def sets_up(self) -> bool:
        """Whether this administrator sets the workspace up: no colleague has a role that could go on with it."""
        importers = RoleGrant.objects.filter(role__in=roles_with(Right.IMPORT_LEDGER), user__deactivated_at=None)
        return Role.ADMINISTRATOR in self.roles and not importers.exists()

    def clean(self) -> None:
        self.email = mailboxes.folded(self.email)

    def get_session_auth_hash(self) -> str:
        """What a session has to carry: a new password, or a new epoch of access, ends every session at once."""
        return self._access_hash(settings.SECRET_KEY)

    def get_session_auth_fallback_hash(self) -> Iterator[str]:
        for secret in settings.SECRET_KEY_FALLBACKS:
            yield self._access_hash(secret)

    def _access_hash(self, secret: str | bytes) -> str:
        value = f"{self.password}:{self.access_epoch}"
        return salted_hmac("covalue.people.access", value, secret=secret, algorithm="sha256").hexdigest()


class RoleGrant(models.Model):
    """A role somebody was given, by whom and when; `source` names the directory it came from, if it did."""

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="grants")
    role = models.CharField(max_length=30, choices=[(role.value, name) for role, name in ROLE_NAMES.items()])
    granted_by = models.ForeignKey(User, null=True, on_delete=models.SET_NULL, related_name="+")
    granted_at = models.DateTimeField()
    source = models.CharField(max_length=60, blank=True)

    class Meta:
        constraints: ClassVar[list[Any]] = [
            models.UniqueConstraint(fields=["user", "role"], name="one_grant_per_user_and_role"),
        ]

    def __str__(self) -> str:
        return f"{self.user}: {self.role}"


class Invitation(models.Model):
    """An address asked to join. The link holds a secret of which only the hash is kept."""

    email = models.EmailField()
    name = models.CharField(max_length=200)
    roles = models.JSONField(default=list)
    language = models.CharField(max_length=10, choices=settings.LANGUAGES, blank=True)
    secret_hash = models.CharField(max_length=64, unique=True)
    invited_by = models.ForeignKey(User, on_delete=models.CASCADE, related_name="+")
    invited_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    accepted_at = models.DateTimeField(null=True, blank=True)
    withdrawn_at = models.DateTimeField(null=True, blank=True)

    def __str__(self) -> str:
        return self.email

    @property
    def is_of_guest(self) -> bool:
        """Whether a customer is invited, who reads their own language."""
        return Role.CUSTOMER_GUEST in self.roles

    @property
    def role_names(self) -> str:
        """The roles somebody will have, as people call them."""
        return ", ".join(str(ROLE_NAMES[Role(role)]) for role in self.roles)


class SignInAttempt(models.Model):
    """A wrong password or code, counted per address typed and per origin; several processes share the count."""

    email = models.CharField(max_length=254, db_index=True)
    origin = models.CharField(max_length=80, db_index=True)
    at = models.DateTimeField(db_index=True)


class Token(models.Model):
    """A personal key for the API; only its hash is kept."""

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="tokens")
    label = models.CharField(max_length=200, blank=True)
    prefix = models.CharField(max_length=12)
    secret_hash = models.CharField(max_length=64, unique=True)
    created_at = models.DateTimeField()
    expires_at = models.DateTimeField(null=True, blank=True)
    last_used_at = models.DateTimeField(null=True, blank=True)
    revoked_at = models.DateTimeField(null=True, blank=True)

    def __str__(self) -> str:
        return f"{self.prefix}… {self.label}"
