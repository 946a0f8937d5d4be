"""Who gets through to the addresses and operations of config."""

from tests.access import unguarded

PAGES = (*unguarded("live", "ready"),)
