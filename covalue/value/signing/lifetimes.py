"""How long a personal link, its one-time codes and an opened document last, and how often each may be had."""

from datetime import timedelta
from typing import Final

# The link: it opens the request, and later the receipt.
LINK_DAYS: Final = 21
MOST_LINK_DAYS: Final = 90
REMIND_AFTER: Final = (timedelta(days=4), timedelta(days=11))
BETWEEN_REMINDERS: Final = timedelta(hours=20)

# The code: it comes by mail and opens the document in one browser.
CODE_LIFETIME: Final = timedelta(minutes=10)
TRIES_PER_CODE: Final = 5  # wrong codes until another has to be sent
CODES_PER_LINK: Final = 10
BETWEEN_CODES: Final = timedelta(seconds=30)

# The document: how long that browser may read and sign it.
OPENED_LIFETIME: Final = timedelta(hours=2)
