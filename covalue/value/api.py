"""Value targets, value cases, what they delivered and what was signed."""

from ninja import Router

from covalue.value.cases import api as cases
from covalue.value.claims import api as claims

router = Router()
router.add_router("", cases.router)
router.add_router("", claims.router)
