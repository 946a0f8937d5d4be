"""Reading calendars by CalDAV (RFC 4791): which there are, what changed, and the entries themselves. Nothing is written."""

import base64
import http.client
import time
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any, Final
from urllib.parse import unquote, urljoin, urlsplit

from covalue.sources.servers import reaching
from covalue.sources.servers.reaching import Fault, ServerError

DAV, CAL, CS = "{DAV:}", "{urn:ietf:params:xml:ns:caldav}", "{http://calendarserver.org/ns/}"
MOST_BYTES: Final = 50_000_000
MOST_REDIRECTS: Final = 3
AT_ONCE: Final = 50
HEAD: Final = '<?xml version="1.0" encoding="utf-8"?>'
SPACES: Final = 'xmlns:d="DAV:" xmlns:c="urn:ietf:params:xml:ns:caldav" xmlns:s="http://calendarserver.org/ns/"'
WHO: Final = f"{HEAD}<d:propfind {SPACES}><d:prop><d:current-user-principal/><d:resourcetype/></d:prop></d:propfind>"
HOME: Final = f"{HEAD}<d:propfind {SPACES}><d:prop><c:calendar-home-set/></d:prop></d:propfind>"
CALENDARS: Final = (
    f"{HEAD}<d:propfind {SPACES}><d:prop><d:resourcetype/><s:getctag/><d:sync-token/>"
    "<c:supported-calendar-component-set/></d:prop></d:propfind>"
)
ETAGS: Final = f"{HEAD}<d:propfind {SPACES}><d:prop><d:getetag/><d:resourcetype/></d:prop></d:propfind>"


@dataclass(frozen=True)
class Calendar:
    """A calendar on a server; `mark` changes when anything in it does."""

    path: str
    mark: str


@dataclass
class Server:
    """A server at `address` as one user sees it; `until` is when a reading of it ends at the latest (`time.monotonic`)."""

    address: str
    username: str
    password: str
    until: float = field(default_factory=lambda: time.monotonic() + reaching.LONGEST)

    def calendars(self) -> list[Calendar]:
        """The calendars with meetings: the one at the address, or all of the user's."""
        own = self._answers("PROPFIND", self.address, CALENDARS, depth="0")
        if any(_is_calendar(props) for _path, props in own):
            return [_calendar(path, props) for path, props in own]
        home = self._home()
        rows = self._answers("PROPFIND", home, CALENDARS, depth="1")
        return [_calendar(path, props) for path, props in rows if _is_calendar(props) and _has_meetings(props)]

    def marks(self, calendar: Calendar) -> dict[str, str]:
        """Each entry's path with a mark that changes when it does."""
        rows = self._answers("PROPFIND", self._at(calendar.path), ETAGS, depth="1")
        return {
            path: _text(props, f"{DAV}getetag")
            for path, props in rows
            if f"{DAV}getetag" in props and path != calendar.path
        }

    def entries(self, calendar: Calendar, paths: Iterable[str]) -> Iterator[tuple[str, bytes]]:
        """The entries at these paths, in parts."""
        wanted = list(paths)
        for start in range(0, len(wanted), AT_ONCE):
            hrefs = "".join(f"<d:href>{_escaped(path)}</d:href>" for path in wanted[start : start + AT_ONCE])
            body = (
                f"{HEAD}<c:calendar-multiget {SPACES}><d:prop><c:calendar-data/></d:prop>{hrefs}</c:calendar-multiget>"
            )
            for path, props in self._answers("REPORT", self._at(calendar.path), body, depth="1"):
                yield path, _text(props, f"{CAL}calendar-data").encode()

    def _home(self) -> str:
        principal = self.address
        for _path, props in self._answers("PROPFIND", self.address, WHO, depth="0"):
            principal = self._at(_href(props, f"{DAV}current-user-principal")) or principal
        for _path, props in self._answers("PROPFIND", principal, HOME, depth="0"):
            home = _href(props, f"{CAL}calendar-home-set")
            if home:
                return self._at(home)
        raise ServerError(Fault.ODD, "no calendars")

    def _at(self, path: str) -> str:
        return urljoin(self.address, path) if path else ""

    def _answers(self, method: str, url: str, body: str, *, depth: str) -> list[tuple[str, dict[str, Any]]]:
        """Each resource of a multi-status answer with its properties that were found."""
        from lxml import etree

        content = self._asked(method, url, body, depth, MOST_REDIRECTS)
        parser = etree.XMLParser(resolve_entities=False, no_network=True, huge_tree=False, load_dtd=False)
        try:
            tree = etree.fromstring(content, parser)
        except etree.XMLSyntaxError as odd:
            raise ServerError(Fault.ODD, "no XML") from odd
        rows = []
        for response in tree.iter(f"{DAV}response"):
            path = urlsplit(response.findtext(f"{DAV}href", "").strip()).path
            props = {
                prop.tag: prop
                for found in response.iter(f"{DAV}propstat")
                if " 200 " in f"{found.findtext(f'{DAV}status', '')} "
                for prop in found.find(f"{DAV}prop")
            }
            rows.append((path, props))
        return rows

    def _asked(self, method: str, url: str, body: str, depth: str, redirects: int) -> bytes:
        parts = urlsplit(url)
        if parts.scheme not in ("https", "http") or not parts.hostname:
            raise ServerError(Fault.FORBIDDEN, parts.scheme)
        if parts.hostname != urlsplit(self.address).hostname:  # the password goes to the server it is for, and no other
            raise ServerError(Fault.FORBIDDEN, "another host")
        secure = parts.scheme == "https"
        port = parts.port or (443 if secure else 80)
        connection = http.client.HTTPConnection(parts.hostname, port, timeout=reaching.SECONDS)
        connection.sock = reaching.connected(parts.hostname, port, secure=secure)
        try:
            with reaching.closed_after(connection.sock, max(0.0, self.until - time.monotonic())):
                connection.request(method, parts.path or "/", body.encode(), self._headers(depth))
                answer = connection.getresponse()
                content = answer.read(MOST_BYTES + 1)
        except (OSError, http.client.HTTPException) as away:
            raise ServerError(Fault.AWAY, type(away).__name__) from away
        finally:
            connection.close()
        if time.monotonic() >= self.until or (answer.length and len(content) <= MOST_BYTES):
            raise ServerError(Fault.AWAY, "cut off")
        if answer.status in (301, 302, 307, 308) and redirects:
            return self._asked(method, urljoin(url, answer.getheader("Location", "")), body, depth, redirects - 1)
        if answer.status in (401, 403):
            raise ServerError(Fault.REFUSED, str(answer.status))
        if answer.status != 207 or len(content) > MOST_BYTES:
            raise ServerError(Fault.AWAY if answer.status >= 500 else Fault.ODD, str(answer.status))
        return content

    def _headers(self, depth: str) -> dict[str, str]:
        secret = base64.b64encode(f"{self.username}:{self.password}".encode()).decode()
        return {"Authorization": f"Basic {secret}", "Depth": depth, "Content-Type": "application/xml; charset=utf-8"}


def _is_calendar(props: dict[str, Any]) -> bool:
    kinds = props.get(f"{DAV}resourcetype")
    return kinds is not None and kinds.find(f"{CAL}calendar") is not None


def _has_meetings(props: dict[str, Any]) -> bool:
    components = props.get(f"{CAL}supported-calendar-component-set")
    return components is None or any(comp.get("name") == "VEVENT" for comp in components)


def _calendar(path: str, props: dict[str, Any]) -> Calendar:
    return Calendar(path, _text(props, f"{DAV}sync-token") or _text(props, f"{CS}getctag"))


def _text(props: dict[str, Any], name: str) -> str:
    prop = props.get(name)
    return str(prop.text or "").strip() if prop is not None else ""


def _href(props: dict[str, Any], name: str) -> str:
    prop = props.get(name)
    return str(prop.findtext(f"{DAV}href", "")).strip() if prop is not None else ""


def _escaped(path: str) -> str:
    from xml.sax.saxutils import escape

    return escape(path)


def name_of(path: str) -> str:
    """A calendar's name for people: the last part of its path."""
    return unquote(path.rstrip("/").rpartition("/")[2])
