"""Who gets through to the addresses and operations of overview."""

from tests.access import OURS, read

PAGES = (*read(OURS, "overview:home", "overview:export"),)
