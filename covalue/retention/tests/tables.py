"""Survival tables for tests: Fader and Hardie 2007, Table 1, and a file of contracts."""

REGULAR = (1000, 631, 468, 382, 326, 289, 262, 241, 223, 207, 194, 183, 173)
HIGH_END = (1000, 869, 743, 653, 593, 551, 517, 491, 468, 445, 427, 409, 394)
PASTED = "Year\tRegular\tHigh End\n" + "\n".join(
    f"{year}\t{regular}\t{high}" for year, (regular, high) in enumerate(zip(REGULAR, HIGH_END, strict=True))
)
FILE = (
    "customer,begin,end,margin\n"
    "A,2020-01-01,2020-12-31,100\n"  # the day before: left at the first renewal
    "B,2020-01-01,2021-01-01,\n"  # on it
    "C,2020-01-01,2021-01-02,5\n"  # the day after: left at the second
    "D,2020-01-01,,10\n"
    "E,2023-05-01,,30\n"  # has come to no renewal
    "F,2020-01-01,2023-03-01,9\n"  # ended before its fourth, which is to come
)
