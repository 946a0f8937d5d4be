"""The work behind two promises: half-cases that slip, and a winter that is on time."""

from typing import Final

from covalue.execution.demo import Kept, Planned

WORK: Final[dict[str, tuple[object, ...]]] = {
    "SAVEA": (
        Planned("Second packing line in Boise", -70, 15, "suyama", done=49, serves="Half-cases"),
        Planned("Labels that scan", -21, 25, "suyama", "Second packing line in Boise", progress=45, serves="Half-cases"),
        Planned("Counters of sixteen stores trained", 14, 10, "Marcus Bell", "Labels that scan", serves="Half-cases"),
        Planned("Half-cases in all twenty stores", 28, 0, "davolio", "Counters of sixteen stores trained", serves="Half-cases"),
        Planned("Waste counted for four weeks", 31, 20, "Marcus Bell", "Half-cases in all twenty stores", serves="Half-cases"),
        Planned("Second driver for Fridays", -7, 15, "king", progress=40),
        Kept("As agreed with Marcus Bell", 60),
    ),
    "ERNSH": (
        Planned("Forecast exchanged every Monday", -60, 30, "peacock", done=20, serves="One winter forecast"),
        Planned("Two trucks loaded before the season", -14, 20, "Birgit Lang", "Forecast exchanged every Monday", progress=70, serves="One winter forecast"),
        Planned("No rented cold store at Christmas", 25, 0, "peacock", "Two trucks loaded before the season", serves="One winter forecast"),
        Kept("Before the winter", 55),
    ),
}  # fmt: skip
