"""What somebody wrote themselves: without what they quote, without their signature, without any markup."""

import html
import re
from functools import lru_cache
from typing import Any, Final

LANGUAGES: Final = ("en", "de", "fr", "es", "it", "nl", "da", "sv", "pl")
LONGEST: Final = 20_000  # characters looked at; nobody writes more by hand
LONGEST_LINE: Final = 2_000
SAYS_WROTE: Final = re.compile(r"wrote|schrieb|écrit|escribi|scritto|schreef|skrev|napisa", re.IGNORECASE)
MOST_WROTE: Final = 4  # times in a line; a line that says more often who wrote something is none of a quotation
BREAKS: Final = re.compile(r"(?i)<\s*(?:br|/p|/div|/tr|/li|/h[1-6]|/blockquote)\b[^<>]{0,200}>")
QUOTED: Final = re.compile(
    r"(?is)<blockquote\b.*|<div[^<>]{0,200}(?:gmail_quote|divRplyFwdMsg|moz-cite-prefix|yahoo_quoted)[^<>]{0,200}>.*"
)
HEADER_LINES: Final = re.compile(
    r"^(?:-{3,} ?(?:Original Message|Ursprüngliche Nachricht|Forwarded message|Message d'origine)|"
    r"(?:From|Von|De|Da|Fra|Från|Od): .{1,300}\n(?:Sent|Gesendet|Date|Datum|Enviado|Inviato|Sendt|Skickat|Verzonden|To|An|À|Wysłano): )",
    re.MULTILINE | re.IGNORECASE,
)
WROTE: Final = re.compile(
    r"^(?:On|Am|Le|El|Il|Op|Den|W dniu) [^\n]{4,300}(?:\n[^\n]{0,200})?(?:wrote|schrieb[^\n]{0,100}|a écrit|escribió|ha scritto|schreef|skrev|napisał\(a\)) ?:? *$",
    re.MULTILINE,
)
SIGNATURE: Final = re.compile(r"^(?:-- ?|_{10,}|—{2,})$", re.MULTILINE)
MOBILE: Final = re.compile(
    r"^(?:Sent from my |Von meinem |Gesendet von |Envoyé de mon |Get Outlook for |Enviado desde mi )[^\n]{0,80}$",
    re.MULTILINE | re.IGNORECASE,
)
GREETING: Final = re.compile(
    r"^(?:(?:with )?(?:best|kind|warm(?:est)?) (?:regards|wishes)|regards|best|cheers|sincerely(?: yours)?|many thanks|"
    r"(?:mit )?(?:freundliche[nm]?|beste[nm]?|herzliche[nm]?|viele|liebe|schöne) (?:grüße[n]?|grüsse[n]?|gruß)|mfg|vg|lg|cordialement|bien à vous|saludos|un saludo|"
    r"cordiali saluti|met vriendelijke groet|med venlig hilsen|(?:med )?vennlig hilsen|med vänliga hälsningar|hilsen|pozdrawiam),?[ \t]*$",
    re.MULTILINE | re.IGNORECASE,
)


def plain(markup: str) -> str:
    """The text of HTML: what it would run, hide or load is gone, what it quotes as well."""
    import nh3

    own = BREAKS.sub("\n", QUOTED.sub("", markup[: 10 * LONGEST]))
    bare = html.unescape(
        nh3.clean(own, tags=set(), attributes={}, clean_content_tags={"script", "style", "title", "head"})
    )
    lines = (" ".join(line.split()) for line in bare.replace("\xa0", " ").split("\n"))
    return re.sub(r"\n{3,}", "\n\n", "\n".join(lines)).strip()


def own_words(text: str) -> str:
    """What the sender wrote in this message: quoted messages and the signature are cut."""
    text = text.replace("\r\n", "\n").replace("\r", "\n").replace("\x00", "")[:LONGEST]
    text = _before(HEADER_LINES, _before(WROTE, text))
    lines = text.split("\n")
    clear = not any(line.startswith((">", " >")) or line.rstrip().endswith((":", ">")) for line in lines)
    if clear or any(map(_takes_long, lines)):
        return _without_signature(_without_quotes(text))
    parsed = _parser().read(text)
    latest = parsed.replies[0].body if parsed.replies else text
    return _without_signature(_without_quotes(latest or text))


def _takes_long(line: str) -> bool:
    """Whether the library's patterns would try a line in very many ways."""
    return len(line) > LONGEST_LINE or len(SAYS_WROTE.findall(line)) > MOST_WROTE


@lru_cache(maxsize=1)
def _parser() -> Any:
    from mailparser_reply import EmailReplyParser

    return EmailReplyParser(languages=list(LANGUAGES))


def _without_quotes(text: str) -> str:
    return "\n".join(line for line in text.split("\n") if not line.startswith(">")).strip()


def _without_signature(text: str) -> str:
    text = _before(MOBILE, _before(SIGNATURE, text))
    greetings = list(GREETING.finditer(text))  # what stands below the last one is the signature
    if greetings and text[: greetings[-1].start()].strip():
        text = text[: greetings[-1].start()]
    return text.strip()


def _before(pattern: re.Pattern[str], text: str) -> str:
    """What stands before; all of it where nothing would be left."""
    found = pattern.search(text)
    before = text[: found.start()].strip() if found else ""
    return before or text
