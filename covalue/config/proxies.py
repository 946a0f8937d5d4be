"""From where somebody comes, when proxies stand before the server."""

from collections.abc import Mapping
from typing import Any


def client_of(environ: Mapping[str, Any], proxies: int) -> str:
    """Whom the outermost of our own proxies served; the server's own answer where they did not say.

    Each proxy adds whom it serves at the right. What stands further left the client may have written itself.
    """
    served = [address.strip() for address in environ.get("HTTP_X_FORWARDED_FOR", "").split(",") if address.strip()]
    return str(served[-proxies] if len(served) >= proxies else environ.get("REMOTE_ADDR", ""))
