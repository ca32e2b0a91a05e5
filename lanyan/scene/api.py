"""The API of scenes: list, one as it stands, and every act of the commander's page."""

from datetime import datetime
from typing import Any

from django.http import HttpRequest
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.utils.translation import gettext as _
from ninja import Query, Router, Schema
from ninja.errors import HttpError

from lanyan.kernel.errors import Refused
from lanyan.scene import queries
from lanyan.scene.models import Scene
from lanyan.scene.models.scenes import COMMAND, DIRECT, KEEP, REPORT, VIEW
from lanyan.scene.verbs import ACTS
from lanyan.scene.views.acts import perform
from lanyan.units.tokens import TokenAuth

router = Router(tags=["scene"])
MOST = 200


class SceneOut(Schema):
    """A scene."""

    id: int
    incident_id: int
    incident: str
    state: str
    post: str
    roll_minutes: int | None
    opened_at: datetime
    closed_at: datetime | None


class CrewOut(Schema):
    """A crew inside, and how it stands to the present roll-call."""

    id: int
    name: str
    headcount: int
    names: list[str]
    point: str
    entered_at: datetime
    must_leave_at: datetime | None
    low_air_at: datetime | None
    mayday_at: datetime | None
    stand: str


class StandingOut(SceneOut):
    """A scene as it stands: who commands, who is inside, whether all are safe."""

    commander: str
    outcome: str
    all_safe: bool
    crews: list[CrewOut]


class ActIn(Schema):
    """An act: what its form takes, the instant the device claims, and a key that makes sending twice once."""

    fields: dict[str, str | int | None] = {}
    key: str = ""
    at: str = ""


class ActOut(Schema):
    """What became of an act; `repeated`: the same key had done it before."""

    result: str
    repeated: bool


def _scene(scene: Scene) -> dict[str, Any]:
    plain = ("id", "incident_id", "state", "post", "roll_minutes", "opened_at", "closed_at")
    return {name: getattr(scene, name) for name in plain} | {"incident": scene.incident.number}


@router.get("/scenes", auth=TokenAuth(VIEW), response=list[SceneOut])
def list_scenes(
    request: HttpRequest, state: str = "", before: int | None = None, limit: int = Query(50, ge=1, le=MOST)
) -> Any:
    """Scenes of one's area, last opened first; `before` is the id of the last one seen."""
    found = queries.found(request.auth).order_by("-pk")  # type: ignore[attr-defined]
    if state:
        found = found.filter(state=state)
    if before is not None:
        found = found.filter(pk__lt=before)
    return [_scene(scene) for scene in found[:limit]]


@router.get("/scenes/{pk}", auth=TokenAuth(VIEW), response=StandingOut)
def get_scene(request: HttpRequest, pk: int) -> Any:
    """One scene as it stands."""
    user = request.auth  # type: ignore[attr-defined]
    scene = get_object_or_404(queries.found(user), pk=pk)
    stands = queries.board(scene, user, timezone.now())
    plain = ("id", "name", "headcount", "names", "point", "entered_at", "must_leave_at", "low_air_at", "mayday_at")
    return {
        **_scene(scene),
        "commander": stands["command"].person.name if stands["command"] else "",
        "outcome": stands["outcome"],
        "all_safe": stands["safe"],
        "crews": [
            {name: getattr(line.crew, name) for name in plain} | {"stand": line.stand.state if line.stand else ""}
            for line in stands["lines"]
        ],
    }


def _act(request: HttpRequest, pk: int, verb: str, given: ActIn, permission: str) -> Any:
    user = request.auth  # type: ignore[attr-defined]
    known = ACTS.get(verb)
    if known is None or known.permission != permission:
        raise HttpError(404, _("There is no such act."))
    scene = get_object_or_404(queries.found(user, permission), pk=pk)
    typed = {name: "" if value is None else str(value) for name, value in given.fields.items()}
    form = known.form(typed, lists=queries.lists(scene))
    if not form.is_valid():
        name, errors = next(iter(form.errors.items()))
        raise Refused(" ".join(map(str, errors)), field="" if name == "__all__" else name)
    done = perform(user, known, scene, form.cleaned_data, {"at": given.at, "key": given.key})
    return {"result": "DONE", "repeated": not done}


@router.post("/scenes/{pk}/crews/{verb}", auth=TokenAuth(KEEP), response=ActOut)
def keep_crews(request: HttpRequest, pk: int, verb: str, given: ActIn) -> Any:
    """Keep account of crews: enter_crew, answer_roll, leave_crew, read_air, call_mayday and the like."""
    return _act(request, pk, verb, given, KEEP)


@router.post("/scenes/{pk}/command/{verb}", auth=TokenAuth(COMMAND), response=ActOut)
def command(request: HttpRequest, pk: int, verb: str, given: ActIn) -> Any:
    """Command: open_roll, give_task, open_sector, offer_command, take_command and the like."""
    return _act(request, pk, verb, given, COMMAND)


@router.post("/scenes/{pk}/reports/{verb}", auth=TokenAuth(REPORT), response=ActOut)
def report(request: HttpRequest, pk: int, verb: str, given: ActIn) -> Any:
    """Report: report, count_people, enter_agent, enter_weather and the like; photographs come by the page."""
    return _act(request, pk, verb, given, REPORT)


@router.post("/scenes/{pk}/direction/{verb}", auth=TokenAuth(DIRECT), response=ActOut)
def direct(request: HttpRequest, pk: int, verb: str, given: ActIn) -> Any:
    """Direct from the centre: send_order, receive_report."""
    return _act(request, pk, verb, given, DIRECT)
