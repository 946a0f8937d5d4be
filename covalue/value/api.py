"""Value targets, value cases, what they delivered and what was signed."""

from ninja import Router

from covalue.value.cases import api as cases
from covalue.value.claims import api as claims
from covalue.value.signing import api as signing
from covalue.value.targets import api as targets

router = Router()
for part in (targets, cases, claims, signing):
    router.add_router("", part.router)
