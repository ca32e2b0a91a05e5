"""The API of this app: checks and clues with their verbs; one router, by noun."""

from ninja import Router

from lanyan.inspections.api.checks import router as checks
from lanyan.inspections.api.drills import router as drills
from lanyan.inspections.api.enforcement import router as enforcement

router = Router()
router.add_router("", checks)
router.add_router("", drills)
router.add_router("", enforcement)
