"""Two rounds: one in spring by which the programme got its accounts, and one that is being rated; needs and capacities.

Scores are in the order of the criteria people are asked: room to grow, partner, invest, leader, culture, gate.
"""

from decimal import Decimal
from typing import Final

from covalue.coverage.demo import Capacities
from covalue.needs.demo import NeedsStory
from covalue.selection.demo import Judged, RoundsStory, Scores

SPRING_DAYS_AGO: Final = 200
RATERS: Final = ("davolio", "okafor", "buchanan")
EVIDENCE: Final = {
    9: "Their board asked us in before we asked them.",
    8: "They named it in the yearly talk, and the minutes say so.",
    10: "They shared their three-year plan with us.",
    2: "Two tenders in a row, on price alone.",
    1: "No answer to four letters.",
    0: "Refused in writing.",
}

SPRING: Final = (
    Judged(
        "SAVEA", ((7, 8, 7, 6, 8, 10), (8, 9, 7, 7, 7, 10), (7, 8, 6, 6, 8, 10)), "select",
        "The largest that also plans with us: pilots paid for by both, and their COO in every review.",
    ),
    Judged(
        "ERNSH", ((6, 7, 7, 7, 8, 10), (7, 7, 6, 7, 7, 10), (6, 8, 7, 6, 8, 10)), "select",
        "Austria's wholesaler with the will to build the fresh range with us.",
    ),
    Judged(
        "QUICK", ((5, 2, 2, 5, 4, 10), (6, 7, 4, 5, 5, 10), (4, 2, 2, 4, 4, 10)), "not_now",
        "Large and welcome, but buys by tender. Served well by a key account manager.",
        agreed=(("Willing to partner", 3, "Tom had the logistics pilot in mind; purchasing ended it."),),
    ),
    Judged(
        "RATTC", ((6, 7, 6, 6, 7, 10), (6, 8, 7, 6, 7, 10), (7, 7, 6, 7, 7, 10)), "select",
        "Fits in every respect, growing, and asked for a joint plan itself.",
    ),
    Judged(
        "HUNGO", ((7, 8, 6, 7, 9, 10), (7, 7, 6, 6, 8, 10), (6, 7, 7, 6, 8, 10)), "select",
        "Ireland's leader in organic; shares shelf data every week.",
    ),
    Judged(
        "FOLKO", ((8, 8, 7, 8, 7, 10), (7, 8, 8, 8, 8, 10), (7, 7, 7, 8, 7, 10)), "select",
        "Fits better than most, and its sister companies would follow.",
    ),
    Judged(
        "BERGS", ((6, 7, 7, 7, 7, 10), (6, 7, 6, 7, 7, 10), (5, 6, 7, 7, 8, 10)), "develop",
        "Fits as its sister does; what it buys is not yet worth a place.",
    ),
    Judged(
        "HILAA", ((4, 5, 3, 4, 5, 0), (4, 4, 3, 4, 5, 0), (5, 5, 4, 4, 4, 10)), "not_now",
        "No executive of theirs was ready to talk with one of ours.",
    ),
)  # fmt: skip

OPEN: Final = ("SAVEA", "ERNSH", "RATTC", "HUNGO")
GIVEN: Final[dict[str, tuple[Scores, ...]]] = {
    "davolio": ((7, 8, 8, 8, 9), (6, 7, 6, 7, 7), (5, 6, 7, 7, 6), (7, 7, 8, 7, 8)),
    "okafor": ((7, 7, 7, 6, 8), (6, 6, 6, 5, 6)),
    "buchanan": (),
}  # our result, growth, gives, we deliver, executives

ROUNDS: Final = RoundsStory(
    director="fuller",
    top_net=Decimal(50_000),
    decided_days_ago=SPRING_DAYS_AGO,
    raters=RATERS,
    judged=SPRING,
    places=5,
    candidates=OPEN,
    given=GIVEN,
    evidence=EVIDENCE,
)

# Hours a year for accounts; the rest is other work. One has too much, one account gets too little.
CAPACITIES: Final = Capacities("fuller", {"davolio": 1_400, "leverling": 1_400, "peacock": 1_200})

NEEDS: Final = """Account;Price;Freshness;Advice;Proof of origin
SAVEA;4;5;3;4
ERNSH;3;5;4;4
QUICK;5;3;1;2
RATTC;2;5;5;4
HUNGO;2;5;4;5
FOLKO;2;4;5;5
KOENE;5;3;2;2
MEREP;3;5;4;5
SUPRD;4;3;2;1
BERGS;3;4;4;5
FRANK;5;2;1;2
HILAA;5;2;2;1
"""
# In spring Folk och fä still bought by price.
NEEDS_IN_SPRING: Final = NEEDS.replace("FOLKO;2;4;5;5", "FOLKO;5;3;2;2")
KINDS: Final = {"Price": "Want it cheap", "Freshness": "Want it fresh and proved"}  # by what counts most to them
NEEDS_STORIES: Final = (
    NeedsStory("weber", SPRING_DAYS_AGO, "Needs, spring", NEEDS_IN_SPRING, KINDS),
    NeedsStory("weber", 14, "Needs, autumn", NEEDS, KINDS),
)
