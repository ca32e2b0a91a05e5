"""The incidents' API: the same actions as the desk, for the telephone system, other platforms and the stations."""

from ninja import Router

from lanyan.incidents.api import calls, forces, plans, proposals, reading

router = Router(tags=["incidents"])
for part in (calls, forces, plans, proposals, reading):
    router.add_router("", part.router)
