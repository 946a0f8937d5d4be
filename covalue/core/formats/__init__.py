"""How each language writes numbers and days: Django's format modules, read by `core.money` and `core.days` alone."""
