"""Value targets, value cases, what they delivered and what was signed."""

from ninja import Router

from covalue.value.api import cases, claims

router = Router()
router.add_router("", cases.router)
router.add_router("", claims.router)
