"""The business of accounts, without a database."""

import re
import unicodedata
from collections import Counter, defaultdict
from collections.abc import Collection, Hashable, Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from typing import Final, Generic, TypeVar

import pycountry
from django.utils.translation import gettext_lazy as _
from rapidfuzz import fuzz, process

from covalue.core import mailboxes

Node = TypeVar("Node", bound=Hashable)

RELATIONSHIP_LADDER: Final = ("Vendor", "Preferred supplier", "Partner", "Trusted advisor")
BUYING_ROLES: Final = ("Economic buyer", "Technical buyer", "User buyer", "Coach", "Gatekeeper")

LEGAL_FORMS: Final = frozenset(
    [
        "ab",
        "abp",
        "ag",
        "aps",
        "as",
        "asa",
        "bv",
        "bvba",
        "co",
        "company",
        "corp",
        "corporation",
        "cv",
        "doo",
        "eg",
        "ek",
        "eurl",
        "ev",
        "gmbh",
        "holding",
        "inc",
        "incorporated",
        "kft",
        "kg",
        "kgaa",
        "lda",
        "limited",
        "llc",
        "llp",
        "lp",
        "ltd",
        "ltda",
        "mbh",
        "nv",
        "nyrt",
        "ohg",
        "oo",
        "oy",
        "oyj",
        "plc",
        "pte",
        "pty",
        "pvt",
        "sa",
        "sarl",
        "sas",
        "sasu",
        "sca",
        "se",
        "sl",
        "slu",
        "snc",
        "sp",
        "spa",
        "spol",
        "sro",
        "srl",
        "ug",
        "zoo",
        "zrt",
    ]
)
CONNECTORS: Final = frozenset(["and", "e", "en", "et", "i", "och", "og", "u", "und", "y", "z"])
CARE_OF: Final = re.compile(r"\bc\s*/\s*o\b|\battn\b|\bz\.?\s?hd\b", re.IGNORECASE)
ABBREVIATED: Final = re.compile(r"\b\w(?:\.?\s?\b\w\b)*\.\s?\w\b")  # “S.A.”, “s r. o.”
UNDIVIDED: Final = str.maketrans({"ø": "o", "ł": "l", "đ": "d", "æ": "ae", "œ": "oe", "ı": "i", "þ": "th"})
SHORT: Final = 4  # letters: words this short that differ make different names (Nord, Süd)
MOST_LIKELY: Final = 3  # our choice: how many likely matches are proposed for one account
LIKELY: Final = 0.86  # our choice: shows “Ernst Handel AG” beside “Ernst Handel”, not “Ernst Mandel Bau”
SPELLED: Final = 0.8  # our choice: “Muller” and “Mueller” are one word, “Dunmisel” and “Duntripel” two
TOO_COMMON: Final = 200  # a word that more names share says nothing about who is who
DEEPEST: Final = 200  # levels of a tree; the largest groups published have some thirty
EVERYDAY_COUNTRIES: Final = {
    "uk": "GB", "great britain": "GB", "england": "GB", "scotland": "GB", "wales": "GB", "turkey": "TR", "russia": "RU",
    "korea": "KR", "south korea": "KR", "holland": "NL", "ivory coast": "CI", "czech republic": "CZ", "uae": "AE",
    "congo, democratic republic of the": "CD", "congo, dem. rep.": "CD", "congo, rep.": "CG", "korea, rep.": "KR",
    "korea, dem. people's rep.": "KP", "korea, north": "KP", "korea, south": "KR", "egypt, arab rep.": "EG",
    "iran, islamic rep.": "IR", "yemen, rep.": "YE", "venezuela, rb": "VE", "micronesia, fed. sts.": "FM",
    "hong kong sar, china": "HK", "macao sar, china": "MO", "hong kong, china": "HK", "macao, china": "MO",
    "taiwan, china": "TW", "macedonia, the former yugoslav republic of": "MK", "virgin islands, us": "VI",
    "virgin islands, u.s": "VI",
}  # fmt: skip


@dataclass(frozen=True)
class TreePlan(Generic[Node]):
    """Where each account of a file will stand: account → parent or None; and why some cannot stand as the file says."""

    parents: Mapping[Node, Node | None]
    problems: Mapping[Node, str]


def plan_tree(wanted: Mapping[Node, Node | None], standing: Mapping[Node, Node | None]) -> TreePlan[Node]:
    """The tree a file asks for, laid over the one that stands; never loops.

    `wanted` is account → parent for the accounts the file places, `standing` the same for those we have. An account
    that would be its own ancestor, or stand deeper than `DEEPEST`, stays where it stands and is a problem.
    """
    parents = dict(wanted)
    problems: dict[Node, str] = {}
    while refused := {node: why for node, why in _ill_placed(parents, standing).items() if node not in problems}:
        problems |= refused
        parents |= {node: standing.get(node) for node in refused}
    return TreePlan({node: parent for node, parent in parents.items() if node not in problems}, problems)


def _ill_placed(parents: Mapping[Node, Node | None], standing: Mapping[Node, Node | None]) -> dict[Node, str]:
    """Accounts in a cycle, and those too deep; each account is looked at once."""
    depth: dict[Node, int] = {}
    refused: dict[Node, str] = {}
    for start in parents:
        path: dict[Node, int] = {}
        node: Node | None = start
        while node is not None and node not in depth and node not in path:
            path[node] = len(path)
            node = parents[node] if node in parents else standing.get(node)
        if node is not None and node in path:
            refused |= {
                account: "it would be its own parent" for account in list(path)[path[node] :] if account in parents
            }
        level = depth[node] if node is not None and node in depth else -1
        for account in reversed(path):
            level += 1
            depth[account] = level
            if level == DEEPEST and account in parents:
                refused[account] = f"it would be more than {DEEPEST} levels deep"
    return refused


def likely_pairs(names: Mapping[int, str], fresh: Collection[int]) -> Iterator[tuple[int, int, float]]:
    """Fresh accounts that read like another: (the newer, the older, likeness), the likeliest few of each; each pair once.

    Compared are names that share a word, or their first four letters; what too many share is passed over.
    """
    read = {pk: company_words(name) for pk, name in names.items()}
    blocks: dict[str, list[int]] = defaultdict(list)
    for pk, words in read.items():
        for block in _blocks(words):
            blocks[block].append(pk)
    for newer in fresh:
        near = {
            pk
            for block in _blocks(read[newer])
            if len(blocks[block]) <= TOO_COMMON
            for pk in blocks[block]
            if pk != newer and not (pk in fresh and pk > newer)
        }
        alike = [(_names_alike(read[newer], read[older]), older) for older in near]
        likely = sorted((-likeness, older) for likeness, older in alike if likeness >= LIKELY)
        yield from ((newer, older, -likeness) for likeness, older in likely[:MOST_LIKELY])


def company_words(name: str) -> tuple[str, ...]:
    """A company's name as it is compared: no accents, capitals, punctuation, legal form, “c/o …”, “and”, leading zeros."""
    before, _care_of, after = CARE_OF.sub("\n", name, count=1).partition("\n")
    plain = unicodedata.normalize("NFKD", (before if re.search(r"\w", before) else after).casefold())
    text = "".join(c for c in plain if not unicodedata.combining(c)).translate(UNDIVIDED)
    text = ABBREVIATED.sub(lambda found: re.sub(r"\W", "", found[0]), text)
    words = [str(int(word)) if word.isdecimal() else word for word in re.findall(r"\w+", text)]
    significant = [word for word in words if word not in LEGAL_FORMS and word not in CONNECTORS]
    return tuple(significant or words)


def same_name(one: str, other: str) -> bool:
    """Whether two names are one: but for accents, capitals, punctuation and a legal form that only one of them says.

    Numbers and codes are no names, for those of two systems may be the same by chance.
    """
    if folded(one) != folded(other) or not any(len(word) > 1 and word.isalpha() for word in folded(one).split()):
        return False
    ours, theirs = _legal_forms(one), _legal_forms(other)
    return not ours or not theirs or ours == theirs


def _legal_forms(name: str) -> frozenset[str]:
    return frozenset(re.findall(r"\w+", ABBREVIATED.sub(_joined, name.casefold()))) & LEGAL_FORMS


def _joined(abbreviated: re.Match[str]) -> str:
    return re.sub(r"\W", "", abbreviated[0])


def same_key(key: str) -> str:
    """A key of another system as it is compared: 0000012345 is 12345."""
    return key.strip().casefold().lstrip("0")


def _names_alike(one: tuple[str, ...], other: tuple[str, ...]) -> float:
    """How alike two names are, 0 to 1. A number that differs, a short word, or one spelled otherwise makes them different."""
    if "".join(one) == "".join(other):
        return 1.0
    alike = _alike(" ".join(one), " ".join(other))
    if alike < LIKELY:
        return alike
    ours, theirs = Counter(one) - Counter(other), Counter(other) - Counter(one)
    fewer, more = sorted((list(ours.elements()), list(theirs.elements())), key=len)
    telling = any(len(word) <= SHORT or any(c.isdigit() for c in word) for word in (*fewer, *more))
    spelled = all(max(fuzz.ratio(word, other) for other in more) >= SPELLED * 100 for word in fewer)
    return alike if spelled and not telling else 0.0


def _blocks(words: tuple[str, ...]) -> set[str]:
    joined = "".join(words)
    return {*words, f"={joined}", f"^{joined[:4]}"}


def country_codes(text: str) -> tuple[str, ...]:
    """ISO 3166 codes of countries named by code or name, separated by commas, semicolons or, for codes, blanks.

    Commas inside a name (“Korea, Republic of”) do not part it. Raises ValueError with a sentence for one that is not known.
    """
    codes: list[str] = []
    for part in re.split(r"[;/|]", text):
        words = [word.strip() for word in part.split(",") if word.strip()]
        if all(re.fullmatch(r"[A-Za-z]{2}(\s+[A-Za-z]{2})*", word) for word in words):
            words = [code for word in words for code in word.split()]
        while words:
            taken = next((n for n in range(len(words), 1, -1) if _joined_code(tuple(words[:n]))), 1)
            codes.append(_joined_code(tuple(words[:taken])) if taken > 1 else _country_code(words[0]))
            words = words[taken:]
    return tuple(dict.fromkeys(codes))


@cache
def _joined_code(words: tuple[str, ...]) -> str:
    """The code of a country whose name has commas in it, written as ISO does or turned round; empty where it is none."""
    name, last = ", ".join(words), words[-1]
    turned = f"{last} {', '.join(words[:-1])}"  # “Congo, Republic of the” → “Republic of the Congo”
    without = (
        ", ".join(words[:-1])
        if last.casefold() in ("the", "rep.", "republic", "republic of", "republic of the")
        else ""
    )
    for written in (name, turned, without):
        if known := _known_country(written):
            return known
    return ""


def _known_country(name: str) -> str:
    if name.casefold() in EVERYDAY_COUNTRIES:
        return EVERYDAY_COUNTRIES[name.casefold()]
    try:
        return str(pycountry.countries.lookup(name).alpha_2) if name else ""
    except LookupError:
        return ""


@cache
def _country_code(name: str) -> str:
    inner = re.fullmatch(r"(.+?)\s*\((.+)\)", name)  # “Korea (Republic of)”
    if known := _known_country(name) or (_joined_code((inner[1], inner[2])) if inner else ""):
        return known
    near = process.extractOne(name, [country.name for country in pycountry.countries], score_cutoff=85)
    hint = f" Did you mean {near[0]}?" if near else ""
    raise ValueError(f"“{name}” is not a known country.{hint}")


def country_name(code: str) -> str:
    """The everyday name of a country by its ISO code; what is no code stays as it is."""
    country = pycountry.countries.get(alpha_2=code)
    return str(getattr(country, "common_name", country.name)) if country else code


def folded(name: str) -> str:
    """A name as it is compared: no accents, no capitals, no legal form, no punctuation."""
    plain = unicodedata.normalize("NFKD", name.casefold())
    words = re.findall(r"\w+", "".join(c for c in plain if not unicodedata.combining(c)))
    significant = [word for word in words if word not in LEGAL_FORMS]
    return " ".join(significant or words)


class Alike(StrEnum):
    """Why two contacts may be one person."""

    MAIL = "mail"
    PHONE = "phone"
    NAME = "name"
    INITIAL = "initial"


ALIKE: Final = {
    Alike.MAIL: _("same email"),
    Alike.PHONE: _("same phone"),
    Alike.NAME: _("similar name"),
    Alike.INITIAL: _("same last name and initial"),
}
WEIGHT: Final = {Alike.MAIL: 0.98, Alike.PHONE: 0.9, Alike.INITIAL: 0.8}  # our choice: orders what is to be decided
SAME_LINE: Final = 0.5  # one line with names less alike than this is a switchboard
PHONE_DIGITS: Final = 9  # the last ones: “+47 22 33 44 55” and “0047 22334455” are one line
SHORTEST_PHONE: Final = 7


@dataclass(frozen=True)
class Reachable:
    """What tells one person from another."""

    name: str
    email: str = ""
    phone: str = ""


def alike(one: Reachable, other: Reachable) -> tuple[tuple[Alike, ...], float]:
    """Why two contacts may be one person, and how likely it is, 0 to 1; no reason, nothing to propose."""
    names = likeness(one.name, other.name)
    reasons = []
    if one.email and mailboxes.same(one.email, other.email):
        reasons.append(Alike.MAIL)
    if line_of(one.phone) and line_of(one.phone) == line_of(other.phone) and names >= SAME_LINE:
        reasons.append(Alike.PHONE)
    if names >= LIKELY:
        reasons.append(Alike.NAME)
    elif _same_initial(one.name, other.name):
        reasons.append(Alike.INITIAL)
    return tuple(reasons), max((WEIGHT.get(reason, names) for reason in reasons), default=0.0)


def line_of(phone: str) -> str:
    """The digits that tell a line; none for what is too short to be one."""
    digits = re.sub(r"[^0-9]", "", phone)
    return digits[-PHONE_DIGITS:] if len(digits) >= SHORTEST_PHONE else ""


def _same_initial(name: str, other: str) -> bool:
    """“S. Dahl” and “Signe Dahl”."""
    left, right = folded(name).split(), folded(other).split()
    if len(left) < 2 or len(right) < 2 or left[-1] != right[-1] or left[0][0] != right[0][0]:
        return False
    return 1 in (len(left[0]), len(right[0]))


def likeness(one: str, other: str) -> float:
    """How alike two account names are, 0 to 1: the better of their likeness as written and with words in any order."""
    return _alike(folded(one), folded(other))


def _alike(name: str, other: str) -> float:
    return max(fuzz.ratio(name, other), fuzz.token_sort_ratio(name, other)) / 100
