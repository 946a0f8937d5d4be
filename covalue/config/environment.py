"""Everything the outside may set, read once, with its default. The README lists the same names."""

import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import parse_qsl, unquote, urlsplit

from covalue.people.rules import Role, parse_role_map

SHORTEST_TOKEN = 32
DEMO_SECRET_KEY = "demo-secret-key-good-for-loopback-only"


class ConfigurationError(Exception):
    """The environment asks for something that must not run; the message is the sentence shown."""


@dataclass(frozen=True)
class Environment:
    """The configuration of one process."""

    production: bool
    demo: bool
    secret_key: str
    data_dir: Path
    database_url: str
    ledger_url: str
    base_url: str
    mail_url: str
    mail_from: str
    allowed_hosts: tuple[str, ...]
    sign_on_roles: Mapping[str, frozenset[Role]]
    scim_token: str

    @property
    def refusal(self) -> str | None:
        """Why this must not be started in production, or None."""
        if not self.production:
            return None
        if not self.secret_key or self.secret_key == DEMO_SECRET_KEY:
            return "COVALUE_SECRET_KEY is not set: in production it has to be a long random text of your own."
        if self.demo:
            return "COVALUE_DEMO is set: the demo's sign-in buttons and passwords must not run in production."
        return None


def read() -> Environment:
    """The environment variables, with defaults for a laptop."""
    data_dir = Path(os.environ.get("COVALUE_DATA_DIR", "var")).resolve()
    production = _flag("COVALUE_PRODUCTION")
    return Environment(
        production=production,
        demo=_flag("COVALUE_DEMO"),
        secret_key=os.environ.get("COVALUE_SECRET_KEY", "" if production else DEMO_SECRET_KEY),
        data_dir=data_dir,
        database_url=os.environ.get("COVALUE_DATABASE_URL", f"sqlite:///{data_dir}/covalue.sqlite3"),
        ledger_url=os.environ.get("COVALUE_LEDGER_URL", str(data_dir / "ledger")),
        base_url=os.environ.get("COVALUE_BASE_URL", "http://127.0.0.1:8000").rstrip("/"),
        mail_url=os.environ.get("COVALUE_MAIL_URL", "console:"),
        mail_from=os.environ.get("COVALUE_MAIL_FROM", "Covalue <covalue@localhost>"),
        allowed_hosts=_hosts(os.environ.get("COVALUE_BASE_URL", "")),
        sign_on_roles=_role_map(os.environ.get("COVALUE_SIGN_ON_ROLES", "")),
        scim_token=_token(os.environ.get("COVALUE_SCIM_TOKEN", "")),
    )


def database(url: str) -> dict[str, object]:
    """Django's DATABASES entry for `sqlite:///path` or `postgresql://user:password@host:port/name?option=…`.

    SQLite runs with write-ahead log and immediate transactions: without both, writers beside readers fail
    with "database is locked". PostgreSQL runs through psycopg's pool.
    """
    parts = urlsplit(url)
    if parts.scheme == "sqlite":
        return {
            "ENGINE": "django.db.backends.sqlite3",
            "NAME": unquote(url.removeprefix("sqlite:///")),
            "CONN_MAX_AGE": None,
            "OPTIONS": {
                "timeout": 20,
                "transaction_mode": "IMMEDIATE",
                "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL; PRAGMA foreign_keys=ON;",
            },
        }
    if parts.scheme in ("postgres", "postgresql"):
        return {
            "ENGINE": "django.db.backends.postgresql",
            "NAME": unquote(parts.path.lstrip("/")),
            "USER": unquote(parts.username or ""),
            "PASSWORD": unquote(parts.password or ""),
            "HOST": unquote(parts.hostname or ""),
            "PORT": str(parts.port or ""),
            "OPTIONS": {"pool": {"min_size": 1, "max_size": 16}, **dict(parse_qsl(parts.query))},
        }
    raise ConfigurationError(
        f"COVALUE_DATABASE_URL starts with “{parts.scheme}:”; it has to be sqlite:///… or postgresql://…"
    )


def mail(url: str) -> dict[str, object]:
    """Django's mail settings for `console:`, `folder:///path` or `smtp[s]://user:password@host:port`."""
    parts = urlsplit(url)
    if parts.scheme == "console":
        return {"EMAIL_BACKEND": "django.core.mail.backends.console.EmailBackend"}
    if parts.scheme == "folder":
        return {
            "EMAIL_BACKEND": "django.core.mail.backends.filebased.EmailBackend",
            "EMAIL_FILE_PATH": parts.path,
        }
    if parts.scheme in ("smtp", "smtps"):
        return {
            "EMAIL_BACKEND": "django.core.mail.backends.smtp.EmailBackend",
            "EMAIL_HOST": parts.hostname or "localhost",
            "EMAIL_PORT": parts.port or (465 if parts.scheme == "smtps" else 25),
            "EMAIL_HOST_USER": unquote(parts.username or ""),
            "EMAIL_HOST_PASSWORD": unquote(parts.password or ""),
            "EMAIL_USE_SSL": parts.scheme == "smtps",
        }
    raise ConfigurationError("COVALUE_MAIL_URL has to be console:, folder:///path or smtp://user:password@host:port")


def _role_map(text: str) -> Mapping[str, frozenset[Role]]:
    try:
        return parse_role_map(text)
    except ValueError as problem:
        raise ConfigurationError(f"COVALUE_SIGN_ON_ROLES: {problem}") from None


def _token(text: str) -> str:
    if text and len(text) < SHORTEST_TOKEN:
        raise ConfigurationError(f"COVALUE_SCIM_TOKEN has to be a random text of at least {SHORTEST_TOKEN} characters.")
    return text


def _flag(name: str) -> bool:
    return os.environ.get(name, "").lower() in ("1", "true", "yes", "on")


def _hosts(base_url: str) -> tuple[str, ...]:
    host = urlsplit(base_url).hostname
    return ("127.0.0.1", "localhost", "[::1]", *([host] if host else []))
