"""Keys for the API, and the first user."""

import argparse
import getpass
import os
import sys
from typing import Any

from covalue.cli import output


def add_to(commands: Any) -> None:
    """Add this part's commands to the command line."""
    token = commands.add_parser("token", help="personal API keys").add_subparsers(
        title="commands", metavar="COMMAND", required=True
    )
    create = token.add_parser("create", help="create an API key; it is shown once")
    create.add_argument("email")
    create.add_argument("--label", default="command line")
    create.add_argument(
        "--days",
        type=int,
        choices=range(1, 367),
        default=90,
        metavar="N",
        help="how many days it is valid (default 90)",
    )
    create.add_argument("--json", action="store_true")
    create.set_defaults(run=_create_token)

    factors = commands.add_parser("factors", help="second factors of a user").add_subparsers(
        title="commands", metavar="COMMAND", required=True
    )
    remove = factors.add_parser("remove", help="remove them for somebody who lost phone and recovery codes")
    remove.add_argument("email")
    remove.set_defaults(run=_remove_factors)

    user = commands.add_parser("user", help="create a user, such as the first administrator")
    user.add_argument("email")
    user.add_argument("--name", default="")
    user.add_argument("--role", action="append", required=True, metavar="ROLE", help="may be repeated")
    user.set_defaults(run=_create_user)


def _create_token(arguments: argparse.Namespace) -> int:
    from django.utils import timezone

    from covalue.core import errors, events
    from covalue.people import actions
    from covalue.people import queries as people

    user = people.by_email(arguments.email)
    if user is None:
        raise errors.NotFound(f"There is no user {arguments.email}.")
    token, secret = actions.create_token(
        events.system("command line"), user=user, label=arguments.label, now=timezone.now(), valid_days=arguments.days
    )
    if arguments.json:
        output.as_json({"token": secret, "user": user.email, "label": token.label, "expires_at": token.expires_at})
    else:
        print(secret)
        output.say(f"It is valid until {token.expires_at:%d %B %Y}; it is shown only once.")
    return 0


def _remove_factors(arguments: argparse.Namespace) -> int:
    from django.utils import timezone

    from covalue.core import errors, events
    from covalue.people import queries as people
    from covalue.people.factors import actions

    user = people.by_email(arguments.email)
    if user is None:
        raise errors.NotFound(f"There is no user {arguments.email}.")
    actions.reset(events.system("command line"), user=user, now=timezone.now())
    output.say(f"{user.email} now signs in with a password only.")
    return 0


def _name() -> str:
    """The name as it is typed, where somebody can."""
    return input("Name, as colleagues and customers read it: ").strip() if sys.stdin.isatty() else ""


def _typed() -> str:
    """The password as it is typed, twice; BadInput where nobody can type."""
    from covalue.core import errors

    if not sys.stdin.isatty():
        raise errors.BadInput("There is no terminal to type a password in; give it in COVALUE_NEW_PASSWORD.")
    password = getpass.getpass("Password (at least 12 characters): ")
    if getpass.getpass("The same again: ") != password:
        raise errors.BadInput("The two passwords are not the same.")
    return password


def _create_user(arguments: argparse.Namespace) -> int:
    from django.utils import timezone

    from covalue.core import errors, events
    from covalue.people import actions
    from covalue.people.rules import Role

    unknown = [role for role in arguments.role if role not in list(Role)]
    if unknown:
        raise errors.BadInput(f"“{unknown[0]}” is not a role; choose one of {', '.join(Role)}.")
    given = os.environ.get("COVALUE_NEW_PASSWORD")
    name = arguments.name or ("" if given else _name())
    password = given or _typed()
    actions.create_user(
        events.system("command line"),
        email=arguments.email,
        name=name,
        roles=[Role(role) for role in arguments.role],
        password=password,
        now=timezone.now(),
    )
    output.say(f"{arguments.email} can sign in.")
    return 0
