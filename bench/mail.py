"""`python -m bench.mail`: an mbox file of 100 000 messages, imported by the command line into a new workspace.

Each message is plain text or HTML with a quoted one below it and a signature; every tenth has an attachment of 20 kB. The
import is a process of its own; its time, the peak of its resident memory, and the same file a second time are told. The
measure it is held to: under 120 s and 300 MB.
"""

import argparse
import json
import os
import random
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Final

MESSAGES: Final = 100_000
WORDS: Final = [
    "we",
    "saw",
    "outages",
    "again",
    "on",
    "the",
    "second",
    "line",
    "and",
    "need",
    "a",
    "date",
    "for",
    "the",
    "new",
    "parts",
    "before",
    "the",
    "audit",
    "in",
    "spring",
]
QUOTED: Final = "\n\nOn Mon, 12 Jan 2026 at 10:00, Ines Moreau <ines@covalue.test> wrote:\n> Our offer of last week stands.\n> It holds."
RUN: Final = """
import json, resource, sys, time
from covalue.cli import main
started = time.monotonic()
code = main(["import", "mail", sys.argv[1], "--owner", "ines@covalue.test", "--json"])
peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
print(json.dumps({"seconds": time.monotonic() - started, "peak": peak, "code": code}), file=sys.stderr)
"""


def main(arguments: list[str]) -> int:
    asked = argparse.ArgumentParser(prog="bench.mail", description=__doc__)
    asked.add_argument("--messages", type=int, default=MESSAGES)
    told = asked.parse_args(arguments)
    with tempfile.TemporaryDirectory(prefix="covalue-bench-") as name:
        folder = Path(name)
        box = folder / "all.mbox"
        fill(box, told.messages)
        environment = {**os.environ, "COVALUE_DATA_DIR": str(folder / "data")}
        _owner(folder, environment)
        print(f"{told.messages:,} messages, {box.stat().st_size / 1e6:,.0f} MB")
        for round_ in ("first", "again"):
            print(f"{round_:<6}", _run(box, environment), flush=True)
    return 0


def fill(box: Path, messages: int) -> None:
    """Write an mbox file of so many messages, the same each time."""
    chance, started = random.Random(17), 1_700_000_000
    with box.open("w", encoding="utf-8", newline="\n") as file:
        for place in range(messages):
            sent = time.strftime("%a, %d %b %Y %H:%M:%S +0000", time.gmtime(started + place * 300))
            who, whom = chance.randrange(500), chance.randrange(500)
            body = " ".join(chance.choices(WORDS, k=60)) + "\n\nBest regards\nPerson" + QUOTED
            file.write(f"From p{who}@halden.example {time.strftime('%a %b %d %H:%M:%S %Y', time.gmtime(started))}\n")
            file.write(
                f"From: Person {who} <p{who}@halden.example>\nTo: ines@covalue.test\nCc: p{whom}@halden.example\n"
            )
            file.write(f"Date: {sent}\nSubject: Re: part {place % 9000}\nMessage-ID: <{place}@halden.example>\n")
            file.write(f"References: <{place % 9000}@halden.example>\nMIME-Version: 1.0\n")
            if place % 10 == 0:
                file.write('Content-Type: multipart/mixed; boundary="b"\n\n--b\nContent-Type: text/plain\n\n')
                file.write(f"{body}\n--b\nContent-Type: application/pdf\nContent-Disposition: attachment\n\n")
                file.write("QUJD" * 5_000 + "\n--b--\n\n")
            elif place % 3 == 0:
                file.write(f"Content-Type: text/html; charset=utf-8\n\n<p>{body.replace(chr(10), '<br>')}</p>\n\n")
            else:
                file.write(f"Content-Type: text/plain; charset=utf-8\n\n{body}\n\n")


def _owner(folder: Path, environment: dict[str, str]) -> None:
    users = folder / "users.csv"
    users.write_text("email,name,roles\nines@covalue.test,Ines Moreau,sam\n", encoding="utf-8")
    command = [sys.executable, "-m", "covalue", "import", "users", str(users)]
    subprocess.run(command, check=True, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)


def _run(box: Path, environment: dict[str, str]) -> str:
    done = subprocess.run(
        [sys.executable, "-c", RUN, str(box)], capture_output=True, text=True, check=True, env=environment
    )
    told, result = json.loads(done.stderr.splitlines()[-1]), json.loads(done.stdout)
    return f"{told['seconds']:7.1f} s {told['peak']:7.0f} MB  {result}"


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
