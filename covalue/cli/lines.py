"""A conversation logged by a quick line."""

import argparse
from typing import Any

from covalue.cli import output


def add_to(commands: Any) -> None:
    """Add this part's command to the command line."""
    log = commands.add_parser(
        "log",
        help="log a conversation by a quick line",
        description="“met Signe Dahl about outages !follow up Fri”. What is unclear is refused with what can be chosen; "
        "with --check nothing is saved.",
    )
    log.add_argument("line", metavar="LINE", help="what was talked about, with whom, and what was promised")
    log.add_argument("--account", required=True, type=int, metavar="ID", help="number of the account")
    log.add_argument("--owner", required=True, metavar="EMAIL", help="who of us took part and writes it down")
    log.add_argument(
        "--choose",
        action="append",
        default=[],
        metavar="NAME=WHO",
        help="an answer to what was asked, as it was offered",
    )
    log.add_argument("--check", action="store_true", help="only tell what is understood")
    log.add_argument("--json", action="store_true", help="print the result as JSON")
    log.set_defaults(run=_log)


def _log(arguments: argparse.Namespace) -> int:
    from django.utils import timezone

    from covalue.accounts import queries as accounts
    from covalue.core import errors
    from covalue.core.events import Actor
    from covalue.people import queries as people
    from covalue.promises import lines

    user = people.by_email(arguments.owner)
    if user is None or user.is_guest or not user.is_active:
        raise errors.BadInput(f"Nobody of us has the address {arguments.owner}.")
    try:
        account = accounts.get(user, arguments.account)
    except errors.NotFound:
        raise errors.BadInput(f"{arguments.owner} has no account {arguments.account}.") from None
    if arguments.check:
        return _told(arguments, _understood(lines.read(account, arguments.line, arguments.choose)))
    try:
        logged = lines.log(
            Actor(user=user, origin="command line"),
            account=account,
            text=arguments.line,
            choices=arguments.choose,
            ours=[user],
            now=timezone.now(),
        )
    except errors.BadInput as refused:
        offered = "".join(f'\n  --choose "{send}"  {text}' for text, send in refused.choices)
        raise errors.BadInput(f"{refused}{offered}") from None
    result = {
        "conversation": logged.conversation.pk,
        "promises": [promise.pk for promise in logged.promises],
        "follow_ups": [action.pk for action in logged.follow_ups],
        "new_contacts": [contact.name for contact in logged.new_contacts],
    }
    return _told(arguments, result)


def _understood(line: Any) -> dict[str, Any]:
    return {
        "clear": line.is_clear,
        "channel": line.channel,
        "people": [_name(name) for name in line.people],
        "about": line.about,
        "held": line.held.when.start if line.held and line.held.when else None,
        "spoken": [
            {
                "kind": part.kind.value,
                "what": part.what,
                "who": _name(part.who) if part.who else None,
                "due": part.due.when.end if part.due and part.due.when else None,
            }
            for part in line.spoken
        ],
        "over": line.over,
    }


def _name(name: Any) -> dict[str, Any]:
    return {"said": name.said, "means": name.known.name if name.known else None, "new": name.is_new}


def _told(arguments: argparse.Namespace, result: dict[str, Any]) -> int:
    if arguments.json:
        output.as_json(result)
        return 0
    for key, value in result.items():
        print(f"{key}: {value}")
    return 0
