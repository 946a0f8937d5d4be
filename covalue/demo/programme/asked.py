"""What the accounts of the best stories ask of our units."""

from typing import Final

from covalue.contributions.demo import Asked, Turn

ASKED: Final[dict[str, tuple[object, ...]]] = {
    "SAVEA": (
        Asked(
            "FRESH", "A second half-case line in Boise", 40, -45,
            "Six weeks of one line, two people, to pack half-cases for sixteen stores.",
            "Less waste in chilled, and shelves full on Saturday at four.",
            "The half-case is our size: every other grocer can have it next spring.",
            240, 38_000, "Half-cases",
            (Turn("ask", 38, asker=True), Turn("promise", 35, "From week 2 on, with the evening shift.", doer="suyama")),
        ),
        Asked(
            "LOG", "A second driver on Fridays from four", 16, -20,
            "One more hour a week for eight weeks, so that the truck is in Boise at eight.",
            "The truck is at the dock before nine, not at eleven.",
            "No more waiting at the dock: forty minutes a week.",
            24, None, "",
            (
                Turn("ask", 15, asker=True),
                Turn("counter", 12, "Not before the new driver is trained; then for six weeks.", due=-40, hours=18),
            ),
        ),
        Asked(
            "FRESH", "Shelf life tests for the Twin Falls wall", 30, 4,
            "Two test series, chilled, at 2 and at 4 degrees.",
            "No empty shelf, and nothing thrown away on Monday.",
            "Test data for the whole range.",
            60, None, "",
            (Turn("ask", 29, asker=True), Turn("promise", 26, "Done by the end of the month.", doer="suyama")),
        ),
    ),
    "ERNSH": (
        Asked(
            "FRESH", "Winter line for hotel kitchens", 12, -30,
            "Three weeks of the line before the season, small packs.",
            "To survive the winter peak without a rented cold store.",
            "The line runs full in our quietest month.",
            160, None, "",
            (Turn("ask", 9, asker=True),),
        ),
        Asked(
            "LOG", "A night truck over the pass", 25, -60,
            "A truck from Wels to Zell, five nights a week in the season.",
            "Kitchens order on Friday for Saturday.",
            "",
            300, 52_000, "",
            (
                Turn("ask", 24, asker=True),
                Turn("decline", 20, "The pass is closed on some nights: we cannot promise what the road does not."),
            ),
        ),
        Asked(
            "LOG", "Pallet counts from Wels every Monday", 90, 10,
            "A count by place, sent before ten.", "The pallets are gone when the season starts.",
            "Fewer searches: two hours a week.",
            30, None, "",
            (
                Turn("ask", 88, asker=True), Turn("promise", 86, "From next Monday on."),
                Turn("report", 12, "Eight counts sent, all before ten."),
                Turn("accept", 9, "All eight were right.", asker=True),
            ),
        ),
    ),
}  # fmt: skip
