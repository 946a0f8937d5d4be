"""Accounts and what hangs on them: one file for each group of operations."""

from ninja import Router

from covalue.accounts.api import accounts, contacts, files, matching, team

router = Router()
for part in (accounts, contacts, team, files, matching):
    router.add_router("", part.router)
