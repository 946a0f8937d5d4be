"""How names are cut into terms, and when two words are the same but for a slip of the finger."""

import re
import unicodedata
from functools import lru_cache
from typing import Final

from rapidfuzz.distance import OSA

MOST_TERMS: Final = 24  # of one name
LONGEST_TERM: Final = 40
ASKED_TERMS: Final = 6  # of what somebody types
SHORTEST_FORGIVEN: Final = 4  # letters; in shorter words a slip makes another word
LOOKED_AT: Final = 7  # letters of a word in which the first slip is forgiven
UNSPACED: Final = re.compile(r"[぀-ヿ㐀-鿿가-힯豈-﫿]")  # scripts written without blanks
WORDS: Final = re.compile(r"[^\W_]+")


def terms_of(text: str) -> tuple[str, ...]:
    """The terms under which a text is found: words without accents and capitals, each once.

    Words written without blanks are found from any of their letters on: 東京電力 under itself, 京電力, 電力, 力.
    """
    found: dict[str, None] = {}
    for word in WORDS.findall(folded(text)):
        found[word[:LONGEST_TERM]] = None
        if UNSPACED.search(word):
            found |= {word[start : start + LONGEST_TERM]: None for start in range(1, len(word))}
    return tuple(found)[:MOST_TERMS]


def asked_terms(text: str) -> tuple[str, ...]:
    """The words somebody typed, as terms."""
    words = WORDS.findall(folded(text))
    return tuple(dict.fromkeys(word[:LONGEST_TERM] for word in words))[:ASKED_TERMS]


def singular(word: str) -> str:
    """A word without the ending of its plural as far as it has one of those that are added: agreements, opportunities,
    Vereinbarungen. Of short words nothing is taken away.
    """
    if len(word) > len("lies") and word.endswith("ies"):
        return word.removesuffix("ies") + "y"
    if len(word) > SHORTEST_FORGIVEN and word.endswith("s") and not word.endswith("ss"):
        return word.removesuffix("s")
    return word.removesuffix("en") if word.endswith("ungen") else word


def begins(typed: str, term: str) -> bool:
    """Whether a term begins with the typed word; singular and plural are the same."""
    return term.startswith(typed) or singular(term).startswith(singular(typed))


@lru_cache(maxsize=2**16)
def folded(text: str) -> str:
    """Without accents and capitals; ø, ß, æ and the like as one types them."""
    if text.isascii():
        return text.lower().replace("'", "")
    plain = unicodedata.normalize("NFKD", text.casefold().translate(SPELT_OUT))
    return "".join(letter for letter in plain if not unicodedata.combining(letter))


SPELT_OUT: Final = str.maketrans({"ø": "o", "đ": "d", "ł": "l", "æ": "ae", "œ": "oe", "ı": "i", "'": "", "’": ""})


def forgives(word: str) -> bool:
    """Whether slips are forgiven in a word: long enough, and no number."""
    return len(word) >= SHORTEST_FORGIVEN and word.isalpha()


def slips(word: str) -> frozenset[str]:
    """The beginning of a word, and the same with any one letter left out: two words a slip apart share one of these.

    Source of the idea: symmetric deletion (Garbe 2012), here on the first letters, so that it works while one types.
    """
    begin = word[:LOOKED_AT]
    return frozenset({begin, *(begin[:place] + begin[place + 1 :] for place in range(len(begin)))})


def is_slip(typed: str, word: str) -> bool:
    """Whether `typed` is meant for `word`, or for its beginning: one slip, or two in eight letters and more."""
    allowed = 1 if len(typed) < 8 else 2
    ends = {min(len(word), len(typed) + more) for more in (-1, 0, 1)}
    return any(OSA.distance(typed, word[:end], score_cutoff=allowed) <= allowed for end in ends)
