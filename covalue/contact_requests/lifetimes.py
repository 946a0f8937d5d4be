"""How long a personal link is valid, and how often its contact is reminded."""

from datetime import timedelta
from typing import Final

LINK_DAYS: Final = 21
MOST_LINK_DAYS: Final = 90
REMIND_AFTER: Final = (timedelta(days=4), timedelta(days=11))
BETWEEN_REMINDERS: Final = timedelta(hours=20)
