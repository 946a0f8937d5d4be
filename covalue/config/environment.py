"""Everything the outside may set, read once, with its default. The README lists the same names."""

import os
from collections.abc import Mapping
from dataclasses import dataclass
from importlib.util import find_spec
from ipaddress import IPv4Network, IPv6Network, ip_network
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, unquote, urlsplit

from covalue.people.rules import Role, parse_role_map

SHORTEST_TOKEN = 32
DEMO_SECRET_KEY = "demo-secret-key-good-for-loopback-only"


class ConfigurationError(Exception):
    """The environment asks for something that must not run; the message is the sentence shown."""


@dataclass(frozen=True)
class SignOn:
    """The company's identity provider, by OpenID Connect, SAML, or neither."""

    name: str
    roles: Mapping[str, frozenset[Role]]
    groups_claim: str
    trust_email: bool
    oidc_issuer: str
    oidc_client_id: str
    oidc_client_secret: str
    oidc_scopes: str
    saml_entity_id: str
    saml_url: str
    saml_certificate: str


@dataclass(frozen=True)
class Environment:
    """The configuration of one process."""

    production: bool
    demo: bool
    secret_key: str
    secret_key_fallbacks: tuple[str, ...]
    data_dir: Path
    database_url: str
    ledger_url: str
    ledger_engine: str
    base_url: str
    company: str
    mail_url: str
    mail_from: str
    allowed_hosts: tuple[str, ...]
    sign_on: "SignOn"
    scim_token: str
    files_url: str
    scan_url: str
    scan_command: str
    private_networks: tuple[IPv4Network | IPv6Network, ...]
    second_factor_roles: frozenset[Role]
    proxies: int

    @property
    def refusal(self) -> str | None:
        """Why this must not be started in production, or None."""
        if not self.production:
            return None
        if not self.secret_key or self.secret_key == DEMO_SECRET_KEY:
            return "COVALUE_SECRET_KEY is not set: in production it must be a long random text of your own."
        if self.mail_url.startswith("outbox:"):
            return "COVALUE_MAIL_URL is “outbox:”: in production nobody may read what customers are asked to sign by."
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
        secret_key_fallbacks=tuple(filter(None, os.environ.get("COVALUE_SECRET_KEY_FALLBACKS", "").split())),
        data_dir=data_dir,
        database_url=os.environ.get("COVALUE_DATABASE_URL", f"sqlite:///{data_dir}/covalue.sqlite3"),
        ledger_url=os.environ.get("COVALUE_LEDGER_URL", str(data_dir / "ledger")),
        ledger_engine=_ledger_engine(os.environ.get("COVALUE_LEDGER_ENGINE", "")),
        base_url=os.environ.get("COVALUE_BASE_URL", "http://127.0.0.1:8000").rstrip("/"),
        company=os.environ.get("COVALUE_COMPANY", "").strip()
        or ("Northwind Traders" if _flag("COVALUE_DEMO") else "Covalue"),
        mail_url=os.environ.get("COVALUE_MAIL_URL", "console:" if production else "outbox:"),
        mail_from=os.environ.get("COVALUE_MAIL_FROM", "Covalue <covalue@localhost>"),
        allowed_hosts=_hosts(os.environ.get("COVALUE_BASE_URL", "")),
        sign_on=_sign_on(),
        scim_token=_token(os.environ.get("COVALUE_SCIM_TOKEN", "")),
        files_url=os.environ.get("COVALUE_FILES_URL", ""),
        scan_url=_scan_url(os.environ.get("COVALUE_SCAN_URL", "")),
        scan_command=os.environ.get("COVALUE_SCAN_COMMAND", ""),
        private_networks=_networks(os.environ.get("COVALUE_PRIVATE_NETWORKS", "")),
        second_factor_roles=_roles(os.environ.get("COVALUE_SECOND_FACTOR_ROLES", "")),
        proxies=_proxies(os.environ.get("COVALUE_PROXIES", "0")),
    )


def database(url: str) -> dict[str, object]:
    """Django's DATABASES entry for `sqlite:///path` or `postgresql://user:password@host:port/name?option=…`.

    SQLite runs with write-ahead log and immediate transactions: without both, writers beside readers fail
    with "database is locked". It is synchronous in FULL, so that what was acknowledged, a signature above all, outlives a
    power cut; with NORMAL the last commits of a write-ahead log may be gone (docs/decisions/0034-sqlite-synchronous.md). PostgreSQL runs through psycopg's pool.
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
                "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA foreign_keys=ON;",
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
            "CONN_HEALTH_CHECKS": True,  # a connection from before a restart of the database is noticed when it is taken
            "OPTIONS": {
                "pool": {"min_size": 1, "max_size": 16, "timeout": 5},
                "connect_timeout": 5,
                **dict(parse_qsl(parts.query)),
            },
        }
    raise ConfigurationError(
        f"COVALUE_DATABASE_URL starts with “{parts.scheme}:”; it has to be sqlite:///… or postgresql://…"
    )


def files(url: str, folder: Path) -> dict[str, object]:
    """Django's STORAGES entry for files: a bucket (`s3://…`), or the folder when there is no address."""
    if not url:
        return {"BACKEND": "django.core.files.storage.FileSystemStorage", "OPTIONS": {"location": folder}}
    if urlsplit(url).scheme != "s3" or not urlsplit(url).netloc:
        raise ConfigurationError("COVALUE_FILES_URL must have the form s3://bucket/part.")
    return {"BACKEND": "covalue.core.storage.ObjectStorage", "OPTIONS": {"location": url}}


def mail(url: str) -> dict[str, object]:
    """Django's mail settings for `console:`, `outbox:` (not in production), `folder:///path` or `smtp[s]://user:password@host:port`."""
    parts = urlsplit(url)
    if parts.scheme == "console":
        return {"EMAIL_BACKEND": "django.core.mail.backends.console.EmailBackend"}
    if parts.scheme == "outbox":
        return {"EMAIL_BACKEND": "covalue.demo.outbox.Backend"}
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
            "EMAIL_TIMEOUT": 5,
            "EMAIL_USE_SSL": parts.scheme == "smtps",
        }
    raise ConfigurationError("COVALUE_MAIL_URL must be console:, folder:///path or smtp://user:password@host:port")


def identity_providers(sign_on: SignOn) -> dict[str, dict[str, Any]]:
    """Allauth's SOCIALACCOUNT_PROVIDERS for the providers that are configured."""
    found: dict[str, dict[str, Any]] = {}
    if sign_on.oidc_issuer:
        values = {"server_url": sign_on.oidc_issuer, "scope": sign_on.oidc_scopes.split(), "oauth_pkce_enabled": True}
        app = {
            "provider_id": "oidc",
            "name": sign_on.name,
            "client_id": sign_on.oidc_client_id,
            "secret": sign_on.oidc_client_secret,
            "settings": values,
        }
        found["openid_connect"] = {"APPS": [app]}
    if sign_on.saml_entity_id:
        idp = {"entity_id": sign_on.saml_entity_id, "sso_url": sign_on.saml_url, "x509cert": sign_on.saml_certificate}
        advanced = {"allow_single_label_domains": True}  # a company's own host, such as https://covalue/
        app = {
            "provider_id": "saml",
            "name": sign_on.name,
            "client_id": "saml",
            "settings": {"idp": idp, "advanced": advanced},
        }
        found["saml"] = {"APPS": [app]}
    return found


def _sign_on() -> SignOn:
    found = SignOn(
        name=os.environ.get("COVALUE_SIGN_ON_NAME", "your company account"),
        roles=_role_map(os.environ.get("COVALUE_SIGN_ON_ROLES", "")),
        groups_claim=os.environ.get("COVALUE_SIGN_ON_GROUPS_CLAIM", "groups"),
        trust_email=_flag("COVALUE_OIDC_TRUST_EMAIL"),
        oidc_issuer=os.environ.get("COVALUE_OIDC_ISSUER", "").rstrip("/"),
        oidc_client_id=os.environ.get("COVALUE_OIDC_CLIENT_ID", ""),
        oidc_client_secret=os.environ.get("COVALUE_OIDC_CLIENT_SECRET", ""),
        oidc_scopes=os.environ.get("COVALUE_OIDC_SCOPES", "openid profile email"),
        saml_entity_id=os.environ.get("COVALUE_SAML_ENTITY_ID", ""),
        saml_url=os.environ.get("COVALUE_SAML_URL", ""),
        saml_certificate=os.environ.get("COVALUE_SAML_CERTIFICATE", ""),
    )
    if found.oidc_issuer and not found.oidc_client_id:
        raise ConfigurationError("COVALUE_OIDC_ISSUER needs COVALUE_OIDC_CLIENT_ID and COVALUE_OIDC_CLIENT_SECRET.")
    if found.saml_entity_id and not (found.saml_url and found.saml_certificate):
        raise ConfigurationError("COVALUE_SAML_ENTITY_ID needs COVALUE_SAML_URL and COVALUE_SAML_CERTIFICATE.")
    if found.saml_entity_id and find_spec("onelogin") is None:
        raise ConfigurationError("SAML needs the extra “saml”: pip install covalue[saml].")
    return found


def _role_map(text: str) -> Mapping[str, frozenset[Role]]:
    try:
        return parse_role_map(text)
    except ValueError as problem:
        raise ConfigurationError(f"COVALUE_SIGN_ON_ROLES: {problem}") from None


def _roles(text: str) -> frozenset[Role]:
    names = [name.strip() for name in text.split(",") if name.strip()]
    if unknown := [name for name in names if name not in set(Role)]:
        raise ConfigurationError(
            f"COVALUE_SECOND_FACTOR_ROLES: “{unknown[0]}” is not a role; choose one of {', '.join(Role)}."
        )
    return frozenset(Role(name) for name in names)


def _proxies(text: str) -> int:
    if not text.isascii() or not text.isdigit():
        raise ConfigurationError("COVALUE_PROXIES must be the number of proxies before the server, such as 1.")
    return int(text)


def _token(text: str) -> str:
    if text and len(text) < SHORTEST_TOKEN:
        raise ConfigurationError(f"COVALUE_SCIM_TOKEN has to be a random text of at least {SHORTEST_TOKEN} characters.")
    return text


def _ledger_engine(url: str) -> str:
    if not url:
        return ""
    parts = urlsplit(url)
    if parts.scheme != "spark" or not parts.hostname or not parts.port:
        raise ConfigurationError("COVALUE_LEDGER_ENGINE must have the form spark://host:port, or be empty.")
    if "://" in os.environ.get("COVALUE_LEDGER_URL", ""):
        raise ConfigurationError(
            "COVALUE_LEDGER_ENGINE needs a ledger in a folder that all workers of the cluster can see; "
            "COVALUE_LEDGER_URL names object storage."
        )
    if find_spec("pyspark") is None:
        raise ConfigurationError("A Spark cluster needs the extra “spark”: pip install covalue[spark].")
    return url


def _networks(text: str) -> tuple[IPv4Network | IPv6Network, ...]:
    """Networks of the company whose servers of calendars and mail may be asked, as “10.1.0.0/16 fd00::/8”."""
    try:
        return tuple(ip_network(word) for word in text.replace(",", " ").split())
    except ValueError as odd:
        raise ConfigurationError(f"COVALUE_PRIVATE_NETWORKS must be networks such as 10.1.0.0/16: {odd}.") from odd


def _scan_url(url: str) -> str:
    parts = urlsplit(url)
    if url and (parts.scheme != "clamd" or not parts.hostname or not parts.port):
        raise ConfigurationError("COVALUE_SCAN_URL must have the form clamd://host:port.")
    return url


def _flag(name: str) -> bool:
    return os.environ.get(name, "").lower() in ("1", "true", "yes", "on")


def _hosts(base_url: str) -> tuple[str, ...]:
    host = urlsplit(base_url).hostname
    return ("127.0.0.1", "localhost", "[::1]", *([host] if host else []))
