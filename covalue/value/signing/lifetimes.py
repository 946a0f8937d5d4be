"""How long one-time codes and an opened document last, and how often a code may be had."""

from datetime import timedelta
from typing import Final

# The code: it comes by mail and opens the document in one browser.
CODE_LIFETIME: Final = timedelta(minutes=10)
TRIES_PER_CODE: Final = 5  # wrong codes until another has to be sent
CODES_PER_LINK: Final = 10
BETWEEN_CODES: Final = timedelta(seconds=30)

# The document: how long that browser may read and sign it.
OPENED_LIFETIME: Final = timedelta(hours=2)
