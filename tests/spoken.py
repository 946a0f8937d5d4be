"""What must not stand in a sentence about an event: a key, a stored day, a code, a number that counts nothing."""

import re
from html import unescape

from covalue.core.models import Event
from covalue.web import sentences

RAW = {
    "a stored day": re.compile(r"\d{4}-\d\d-\d\d"),
    "a key": re.compile(r"\b[a-z]+_[a-z]+|\b[a-z]+:\d"),
    "an amount without its currency": re.compile(r"\b[A-Z]{3} -?\d|(?<![€$£\d])\b\d+\.\d\d\b"),
    "yes or no as a program says it": re.compile(r"\b(True|False|None)\b"),
    "an unknown choice": re.compile(r"something else"),
    "an open slot": re.compile(r"[{}]"),
}
LONELY = re.compile(r"(?<!to )(?<!of )(?<![A-Z][a-z]{2} )(?<![\w€$£.,\u202f–/])\d[\d.,\u202f]*(?![\w%+.,/]|\u202f| \w)")
TAGS = re.compile(r"<[^>]+>")


def faults(event: Event) -> list[str]:
    """What a reader would stumble over in the sentence and the details of an event, whatever names it carries."""
    if sentences.of(event.verb) is None:
        return [f"no sentence for “{event.verb}”"]
    found = [
        f"{event.verb}: no name for the field “{name}”" for name in event.changes if not sentences.is_known(event, name)
    ]
    plain = _plain(event)
    texts = [unescape(TAGS.sub("", str(sentences.sentence([plain]))))]
    texts += [part for one in sentences.details([plain]) for part in (one.label, one.before, one.after)]
    found += [f"{event.verb}: “{text}” has {what}" for text in texts for what, raw in RAW.items() if raw.search(text)]
    found += [f"{event.verb}: “{texts[0]}” has a lonely number"] if LONELY.search(texts[0]) else []
    return found


def _plain(event: Event) -> Event:
    """The event with every name and every typed text replaced: those may be anything."""
    changes = {
        "Name" if _typed_name(event, name) else name: [
            "Typed" if side and sentences.field_of(event, name).typed else side for side in sides
        ]
        for name, sides in event.changes.items()
    }
    named = "Name" if event.subject_name else ""
    return Event(verb=event.verb, subject=event.subject, subject_name=named, changes=changes, actor_name="Somebody")


def _typed_name(event: Event, name: str) -> bool:
    spoken = sentences.of(event.verb)
    return spoken is not None and spoken.others is not None and name not in spoken.fields
