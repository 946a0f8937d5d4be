"""The criteria a company starts with. Source: the texts on choosing strategic accounts; weights are a start, not a truth."""

from decimal import Decimal

from django.utils.translation import gettext as _

from covalue.selection.rules import Axis, CriterionSheet, Figure, Purpose

BOTTOM, TOP = Decimal(0), Decimal(1_000_000)


def names() -> dict[Purpose, str]:
    """What the sets are called."""
    return {
        Purpose.SELECTION: _("Strategic accounts: selection"),
        Purpose.ASSESSMENT: _("Strategic accounts: yearly assessment"),
    }


def criteria(purpose: Purpose, *, top_net: Decimal = TOP) -> tuple[CriterionSheet, ...]:
    """Criteria to begin with; `top_net` is the yearly net revenue that earns full points."""
    return _selection(top_net) if purpose == Purpose.SELECTION else _assessment()


def _selection(top: Decimal) -> tuple[CriterionSheet, ...]:
    return (
        CriterionSheet(Axis.WORTH, _("Net revenue"), Decimal(25), figure=Figure.NET, bottom=BOTTOM, top=top),
        CriterionSheet(Axis.WORTH, _("Lifetime value"), Decimal(35), figure=Figure.LIFETIME, bottom=BOTTOM, top=top),
        CriterionSheet(
            Axis.WORTH,
            _("Growth potential"),
            Decimal(40),
            _("their market shrinks, or we have all of it"),
            _("grows with its market"),
            _("could be three times as large within three years"),
        ),
        CriterionSheet(
            Axis.FIT,
            _("Willing to partner"),
            Decimal(30),
            _("buys on price and tender, tells us nothing"),
            _("shares plans when asked"),
            _("plans with us, shares its figures and gives access to its executives"),
        ),
        CriterionSheet(
            Axis.FIT,
            _("Willing to invest"),
            Decimal(25),
            _("expects us to pay for all of it"),
            _("provides people for individual projects"),
            _("provides people and money, year after year"),
        ),
        CriterionSheet(
            Axis.FIT,
            _("Leader or innovator"),
            Decimal(25),
            _("follows late"),
            _("keeps up with its market"),
            _("others copy what it does"),
        ),
        CriterionSheet(
            Axis.FIT,
            _("Cultural fit"),
            Decimal(20),
            _("we do not understand each other"),
            _("works, with effort"),
            _("same values; a call solves problems"),
        ),
        CriterionSheet(Axis.GATE, _("An executive of theirs will talk with one of ours"), low=_("no"), high=_("yes")),
    )


def _assessment() -> tuple[CriterionSheet, ...]:
    return (
        CriterionSheet(
            Axis.WORTH,
            _("Our profit with them"),
            Decimal(50),
            _("costs us money"),
            _("as profitable as others"),
            _("clearly more profitable than others"),
        ),
        CriterionSheet(
            Axis.WORTH,
            _("Agreed growth"),
            Decimal(50),
            _("none of it was achieved"),
            _("half of it was achieved"),
            _("achieved, or more"),
        ),
        CriterionSheet(
            Axis.FIT,
            _("They give as well as receive"),
            Decimal(40),
            _("takes status and price, gives nothing"),
            _("gives when pressed"),
            _("gives knowledge, access and references unasked"),
        ),
        CriterionSheet(
            Axis.FIT,
            _("We deliver what we promised"),
            Decimal(30),
            _("they are waiting for us"),
            _("most of it, on time"),
            _("all of it, and they signed for it"),
        ),
        CriterionSheet(
            Axis.FIT,
            _("Their executives take part"),
            Decimal(30),
            _("nobody above purchasing"),
            _("come to the yearly review"),
            _("call us first"),
        ),
    )
