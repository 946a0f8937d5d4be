"""Reading what an identity provider says of a person: claims of OpenID Connect, attributes of SAML."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from covalue.core import mailboxes

# What the common providers call them: eduPerson, Entra and ADFS, and plain names.
GIVEN_NAMES: Final = (
    "urn:oid:2.5.4.42",
    "http://schemas.xmlsoap.org/ws/2005/05/identity/claims/givenname",
    "givenName",
)
FAMILY_NAMES: Final = ("urn:oid:2.5.4.4", "http://schemas.xmlsoap.org/ws/2005/05/identity/claims/surname", "surname")
DISPLAY_NAMES: Final = (
    "urn:oid:2.16.840.1.113730.3.1.241",
    "http://schemas.microsoft.com/identity/claims/displayname",
    "displayName",
)


@dataclass(frozen=True)
class Person:
    """Somebody an identity provider vouches for."""

    provider: str
    email: str
    verified: bool
    name: str
    groups: frozenset[str]


class Contradiction(Exception):  # noqa: N818 it reads as what it is
    """The provider says two things that cannot both be true."""


def from_claims(provider: str, data: Mapping[str, Any], *, groups_claim: str, trust_email: bool) -> Person:
    """A person from the ID token and the answer of the userinfo address (`id_token`, `userinfo`).

    Both have to speak of the same subject (OpenID Connect Core 5.3.2); what userinfo says wins.
    """
    token, info = data.get("id_token") or {}, data.get("userinfo") or {}
    if token and info and token.get("sub") != info.get("sub"):
        raise Contradiction("userinfo and ID token speak of different people")
    claims = {**token, **info}
    return Person(
        provider=provider,
        email=mailboxes.folded(_text(claims.get("email"))),
        verified=trust_email or claims.get("email_verified") is True,
        name=_text(claims.get("name")) or _text(claims.get("preferred_username")),
        groups=_texts(claims.get(groups_claim)),
    )


def from_attributes(provider: str, data: Mapping[str, Any], *, groups_claim: str, email: str) -> Person:
    """A person from a signed assertion of the company's own provider, whose word about the address is taken."""
    given, family, display = (_first(data, names) for names in (GIVEN_NAMES, FAMILY_NAMES, DISPLAY_NAMES))
    name = display or " ".join(filter(None, (given, family))) or email.partition("@")[0]
    return Person(provider, mailboxes.folded(email), True, name, _texts(data.get(groups_claim)))


def _first(data: Mapping[str, Any], names: tuple[str, ...]) -> str:
    return next((min(texts) for name in names if (texts := _texts(data.get(name)))), "")


def _text(value: object) -> str:
    return value.strip() if isinstance(value, str) else ""


def _texts(value: object) -> frozenset[str]:
    """Groups come as a list, or as a single name."""
    if isinstance(value, str):
        return frozenset({value})
    return frozenset(text for text in value if isinstance(text, str)) if isinstance(value, list) else frozenset()
