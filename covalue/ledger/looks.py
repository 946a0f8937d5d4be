"""What `covalue check` says of the ledger."""

from covalue.core.checks import Finding
from covalue.ledger import queries


def months() -> Finding:
    """Whether the files of the ledger's months are all there; figures are right without them, and slower."""
    named, missing = queries.months().missing()
    if missing:
        sentence = f"{missing} of {named} files are missing in {queries.months().folder}: delete it, it is made again"
        return Finding("Ledger by month", sentence, bad=True)
    return Finding(
        "Ledger by month", f"{named} files" if named else "not summed up: the ledger is small, or not looked at yet"
    )
