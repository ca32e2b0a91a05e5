"""Lives: a scene, who commands it, tasks, crews inside."""

from lanyan.kernel.states import LifeCycle, Move

OPEN, CLOSED = "OPEN", "CLOSED"
SCENE = LifeCycle("state", (Move("close_scene", (OPEN,), CLOSED), Move("reopen_scene", (CLOSED,), OPEN)))

OFFERED, COMMANDING, HANDED, WITHDRAWN = "OFFERED", "COMMANDING", "HANDED", "WITHDRAWN"
# An offer is no hand-over: command passes by the act of whoever takes it.
COMMAND = LifeCycle(
    "state",
    (
        Move("take_command", (OFFERED,), COMMANDING),
        Move("withdraw_offer", (OFFERED,), WITHDRAWN),
        Move("end_command", (COMMANDING,), HANDED),
    ),
)

GIVEN, ACKNOWLEDGED, DONE, STOPPED = "GIVEN", "ACKNOWLEDGED", "DONE", "STOPPED"
TASK_OPEN = (GIVEN, ACKNOWLEDGED)
TASK = LifeCycle(
    "state",
    (
        Move("acknowledge_task", (GIVEN,), ACKNOWLEDGED),
        Move("finish_task", TASK_OPEN, DONE),
        Move("stop_task", TASK_OPEN, STOPPED),
    ),
)

INSIDE, OUT = "INSIDE", "OUT"
CREW = LifeCycle("state", (Move("leave_crew", (INSIDE,), OUT), Move("withdraw_crew", (INSIDE,), WITHDRAWN)))
