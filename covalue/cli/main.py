"""`covalue`: one command line for people and programs."""

import argparse
import gc
import os
import sys
from collections.abc import Sequence

from covalue import __version__
from covalue.cli import (
    choosing,
    figures,
    imports,
    lifetime,
    lines,
    notices,
    profitability,
    raters,
    segments,
    tokens,
    workspace,
)


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command; returns the exit code: 0 done, 1 refused with a sentence, 2 not understood."""
    options = _parser().parse_args(arguments)
    try:
        return _run(options)
    except BrokenPipeError:
        sys.stderr.close()
        return 0
    except KeyboardInterrupt:
        print("Stopped.", file=sys.stderr)
        return 130


def _run(arguments: argparse.Namespace) -> int:
    from covalue.config.environment import ConfigurationError
    from covalue.core.errors import Refused

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "covalue.config.settings")
    try:
        gc.disable()  # what is imported stays: looking for garbage in it is a tenth of a command's start
        import django

        django.setup()
        gc.freeze()
        gc.enable()
        arguments.prepare(arguments)
        return int(arguments.run(arguments) or 0)
    except (ConfigurationError, Refused) as refused:
        print(f"covalue: {refused}", file=sys.stderr)
        return 1


def _workspace(arguments: argparse.Namespace) -> None:
    """What most commands work on; those that make or check one look after it themselves."""
    if arguments.run.__module__ != workspace.__name__:
        workspace.ensure()


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="covalue",
        description="Strategic account management: what customers value, agreed in money, delivered and proved.",
        epilog="Configuration is by environment variables; the README lists them.",
    )
    parser.set_defaults(prepare=_workspace)
    parser.add_argument("--version", action="version", version=f"covalue {__version__}")
    commands = parser.add_subparsers(title="commands", metavar="COMMAND", required=True)
    for part in (
        workspace,
        imports,
        figures,
        lifetime,
        profitability,
        segments,
        choosing,
        lines,
        raters,
        notices,
        tokens,
    ):
        part.add_to(commands)
    return parser


if __name__ == "__main__":
    sys.exit(main())
