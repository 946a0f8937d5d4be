"""The one command line."""

from covalue.cli.main import main

__all__ = ["main"]
