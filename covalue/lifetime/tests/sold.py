"""A ledger of a few dozen customers who buy at rates of their own; some of them are accounts of the cast."""

from datetime import date, timedelta
from pathlib import Path

import numpy as np

from covalue.ledger import actions as ledger
from covalue.ledger.mapping import Mapping
from covalue.ledger.models import Unknown
from tests.world import NOW, US

BEGIN, END = date(2024, 1, 1), date(2026, 9, 30)
NAMED = ("H-2", "H-3", "O-1")


def lines(customers: int = 60) -> str:
    """CSV; the same every time. The named ones buy weekly to the end, so that they stand out."""
    chance, rows, number = np.random.default_rng(11), ["customer,document,date,amount,cost"], 0
    for who in range(customers):
        key = NAMED[who] if who < len(NAMED) else f"X-{who}"
        gap = 7.0 if who < len(NAMED) else float(20 + chance.gamma(1.2, 60))
        day = BEGIN + timedelta(days=int(chance.integers(0, 200)))
        leaves = 0.0 if who < len(NAMED) else float(chance.beta(0.8, 6))
        money = float(chance.gamma(3, 100)) + 20
        while day <= END:
            number += 1
            amount = money * float(chance.gamma(6, 1 / 6))
            rows.append(f"{key},{number},{day},{amount:.2f},{amount * (0.5 if who % 2 else 0.75):.2f}")
            if chance.random() < leaves:
                break
            day += timedelta(days=max(1, int(chance.exponential(gap))))
    rows += [f"X-9,{number + 1},{END},-50,-30", f",{number + 2},{END},12,6", f"X-8,{number + 3},{END},0,0"]
    return "\n".join(rows) + "\n"


def endless(customers: int = 40) -> str:
    """CSV of customers who all buy to the end, each at their own pace: no model sees anybody leave."""
    days = [BEGIN + timedelta(days=7 * week) for week in range(140)]
    rows = [
        f"{NAMED[who] if who < len(NAMED) else f'C-{who}'},{who}-{place},{day},{100 + who},60"
        for who in range(customers)
        for place, day in enumerate(days)
        if (place + who) % (who % 5 + 1) == 0
    ]
    return "customer,document,date,amount,cost\n" + "\n".join(rows) + "\n"


def import_lines(folder: Path, text: str) -> None:
    """Into the ledger of the test."""
    file = folder / "sold.csv"
    file.write_text(text, encoding="utf-8")
    fields = {name: name for name in text.splitlines()[0].split(",")}
    ledger.import_file(
        US, path=file, mapping=Mapping(fields), source="erp", unknown=Unknown.KEEP, now=NOW, progress=lambda text: None
    )
