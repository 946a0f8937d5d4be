"""What several commands take."""

import argparse
from datetime import date


def day(text: str) -> date:
    """A day like 2027-08-31, the way every command writes one."""
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise argparse.ArgumentTypeError(f"“{text}” is not a date; write one like 2027-08-31") from None
