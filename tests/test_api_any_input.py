"""The whole API under any input: never a fault of ours, and every answer as its description says."""

import json
from collections import Counter
from collections.abc import Iterator
from itertools import pairwise
from types import SimpleNamespace
from typing import Any
from urllib.parse import urlencode

import pytest
import schemathesis
from django.apps import apps
from django.core import signals
from django.core.wsgi import get_wsgi_application
from django.db import close_old_connections, transaction
from django.test import Client
from django.utils import timezone
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from ninja import Schema
from schemathesis import GenerationMode, checks

from lanyan.config.api import api
from lanyan.kernel import access
from lanyan.scene import queries
from lanyan.scene.models import Scene
from lanyan.scene.models.scenes import COMMAND, DIRECT, KEEP, REPORT
from lanyan.scene.verbs import ACTS
from lanyan.units import actions as units
from tests import whole

pytestmark = pytest.mark.django_db
EXAMPLES = 10
CHECKS = [
    checks.not_a_server_error,
    checks.status_code_conformance,
    checks.content_type_conformance,
    checks.response_schema_conformance,
]
RAW = json.loads(json.dumps(api.get_openapi_schema()))
OPERATIONS = [(method.upper(), path) for path, methods in RAW["paths"].items() for method in methods]
NAMES = [f"{method} {path}" for method, path in OPERATIONS]
# Whose numbers stand in the address after these words; what is not named here takes any number.
RECORDS = {
    "alerts": "incidents.PreAlert",
    "checks": "inspections.Inspection",
    "complaints": "citizens.Matter",
    "fires": "fires.Fire",
    "guards": "guards.Guard",
    "hazards": "inspections.Hazard",
    "inbound": "links.Inbound",
    "imports": "web.ImportRun",
    "incidents": "incidents.Incident",
    "orders": "incidents.DispatchOrder",
    "posts": "guards.GuardPost",
    "premises": "premises.Premises",
    "reviews": "reviews.Review",
    "runs": "incidents.Run",
    "scenes": "scene.Scene",
    "situation-reports": "links.SituationReport",
    "units": "units.Unit",
    "vehicles": "forces.Vehicle",
    "water-sources": "forces.WaterSource",
}
WORDS = {"key": "incidents.handled", "verb": "enter_crew"}
LONE = "\ud800"
# No record can hold these: signs that are no text, numbers and days out of all bounds, words without end.
FAR_IDS = [2**31, 2**63, 10**30, 0, -1]
# No record can hold these: signs that are no text, words without end, numbers and days out of all bounds.
NONSENSE: dict[str, list[Any]] = {
    "text": ["\x00", LONE, "字" * 5000],
    "instant": ["0001-01-01T00:00:00+14:00", "9999-12-31T23:59:59-14:00"],
    "day": ["0001-01-01", "9999-12-31"],
    "integer": [2**31, *FAR_IDS],
    "number": [float("nan"), float("inf"), 1e308, -1e308],
    "boolean": ["\x00"],
    "array": [["\x00"], [10**30]],
    "object": [{"\x00": LONE}],
}


@pytest.fixture(scope="module")
def ground(django_db_setup: None, django_db_blocker: Any) -> Iterator[SimpleNamespace]:
    """A whole city, a key to everything and one to nothing; all of it is taken back at the end."""
    with django_db_blocker.unblock(), transaction.atomic():
        world = whole.city()
        admin = world.admin
        scopes = [act for act in access.acts() if admin.has_perm(act)]
        keys = [
            units.make_token(user_id=admin.pk, label="all", scopes=scopes, at=timezone.now(), by=admin)[1],
            units.make_token(user_id=admin.pk, label="none", scopes=["units.make_token"], at=timezone.now(), by=admin)[
                1
            ],
        ]
        schema = schemathesis.openapi.from_dict(RAW)
        schema.app = get_wsgi_application()
        yield SimpleNamespace(schema=schema, key=keys[0], narrow=keys[1], client=Client())
        transaction.set_rollback(True)


def real(path: str) -> dict[str, Any]:
    """Numbers of records that are there, so that an operation is reached and not only its 404."""
    parts, found = path.split("/"), {}
    for before, part in pairwise(parts):
        name = part.strip("{}")
        if part.startswith("{") and before in RECORDS:
            last = apps.get_model(RECORDS[before])._default_manager.order_by("-pk").first()
            found[name] = last.pk if last else 1
        elif part.startswith("{"):
            found[name] = WORDS[name]
    return found


def ask(ground: SimpleNamespace, case: Any, key: str) -> None:
    """Send a case, hold its answer against the description, and take back what it did."""
    # A request gives its connection back, and with it what has not been committed.
    for signal in (signals.request_started, signals.request_finished):
        signal.disconnect(close_old_connections)
    with transaction.atomic():
        case.call_and_validate(headers={"Authorization": f"Bearer {key}"}, checks=CHECKS)
        transaction.set_rollback(True)


def go_through(cases: st.SearchStrategy, act: Any, examples: int = EXAMPLES) -> None:
    """The same examples at every run, as many as a minute and a half allows."""

    @settings(
        max_examples=examples,
        derandomize=True,
        database=None,
        phases=[Phase.explicit, Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    @given(cases)
    def each(case: Any) -> None:
        act(case)

    each()


@pytest.mark.parametrize(("method", "path"), OPERATIONS, ids=NAMES)
class TestAnOperation:
    def test_takes_what_fits_its_description(self, ground, method, path):
        cases = ground.schema[path][method].as_strategy(path_parameters=real(path))

        go_through(cases, lambda case: ask(ground, case, ground.key))

    def test_refuses_what_does_not_fit_in_words(self, ground, method, path):
        cases = ground.schema[path][method].as_strategy(GenerationMode.NEGATIVE)

        go_through(cases, lambda case: ask(ground, case, ground.key))

    def test_refuses_every_field_that_no_record_can_hold(self, ground, method, path):
        said = RAW["paths"][path][method.lower()]
        where = real(path)

        broken = [
            (name, value, answer.status_code)
            for name, value, query, body in bent(said)
            if (answer := send(ground, method, path.format(**where), query, body)).status_code not in documented(said)
        ]

        assert broken == []

    def test_knows_no_record_by_an_impossible_number(self, ground, method, path):
        said = RAW["paths"][path][method.lower()]
        answers = {
            far: send(ground, method, path.format(**dict.fromkeys(real(path), far)), *plain_request(said)).status_code
            for far in FAR_IDS
            if "{" in path
        }

        assert {far: status for far, status in answers.items() if status not in (404, 422)} == {}

    def test_is_closed_to_a_key_without_its_scope(self, ground, method, path):
        query, body = plain_request(RAW["paths"][path][method.lower()])
        told = [
            send(ground, method, path.format(**real(path)), query, body, key=key).status_code
            for key in (ground.narrow, "ly_unknown")
        ]

        assert told == [403, 401]


class TestTheDescription:
    def test_has_one_shape_for_each_name(self):
        shapes, queue = Counter(), [Schema]
        while queue:
            found = [one for one in queue.pop().__subclasses__() if one.__module__.startswith("lanyan.")]
            shapes.update({f"{one.__module__}.{one.__name__}": one.__name__ for one in found}.values())
            queue.extend(found)

        assert [name for name, times in shapes.items() if times > 1] == []


class TestAnActAtAScene:
    @pytest.mark.parametrize("verb", sorted(ACTS))
    def test_refuses_what_no_record_can_hold(self, ground, verb):
        act = ACTS[verb]
        group = {KEEP: "crews", COMMAND: "command", REPORT: "reports", DIRECT: "direction"}[act.permission]
        scene = Scene.objects.order_by("-pk").first()
        fields = act.form(lists=queries.lists(scene)).fields

        for value in ["\x00", "9" * 30, "-1", "1e308", "9999-12-31T23:59", "0001-01-01T00:00"]:
            body = {"fields": dict.fromkeys(fields, value)}
            answer = send(ground, "POST", f"/api/scenes/{scene.pk}/{group}/{verb}", {}, body)
            assert answer.status_code in (200, 404, 422), (value, answer.status_code)


def documented(said: dict[str, Any]) -> set[int]:
    return {int(status) for status in said["responses"]}


def kind_of(shape: dict[str, Any]) -> str:
    """What a field takes: text, instant, day, integer, number, boolean, array, object."""
    shape = resolved(shape)
    if shape.get("type") == "string":
        return {"date-time": "instant", "date": "day"}.get(shape.get("format", ""), "text")
    return str(shape.get("type", "text"))


def resolved(shape: dict[str, Any]) -> dict[str, Any]:
    """A shape without its references and without null."""
    if "$ref" in shape:
        return resolved(RAW["components"]["schemas"][shape["$ref"].rsplit("/", 1)[-1]])
    if "anyOf" in shape:
        return resolved(shape["anyOf"][0])
    return resolved(shape["allOf"][0]) if "allOf" in shape else shape


def plain(shape: dict[str, Any]) -> Any:
    """A value that fits: the simplest there is."""
    shape, kind = resolved(shape), kind_of(shape)
    if "enum" in shape:
        return shape["enum"][0]
    if kind == "object":
        return {name: plain(one) for name, one in shape.get("properties", {}).items()}
    if kind == "array":
        return [plain(shape["items"])]
    simple = {"text": "x", "instant": "2026-01-01T00:00:00+08:00", "day": "2026-01-01", "integer": 1, "number": 1.5}
    return simple.get(kind, True)


def plain_request(said: dict[str, Any]) -> tuple[dict[str, Any], Any]:
    """The simplest query and body an operation takes."""
    query = {one["name"]: plain(one["schema"]) for one in said.get("parameters", []) if one["in"] == "query"}
    return query, plain(body_of(said)) if body_of(said) else None


def body_of(said: dict[str, Any]) -> dict[str, Any]:
    return said.get("requestBody", {}).get("content", {}).get("application/json", {}).get("schema", {})


def bent(said: dict[str, Any]) -> Iterator[tuple[str, Any, dict[str, Any], Any]]:
    """The simplest request with one of its fields bent at a time."""
    query, body = plain_request(said)
    for one in said.get("parameters", []):
        for value in NONSENSE[kind_of(one["schema"])] if one["in"] == "query" and one["schema"] else []:
            if value != LONE:
                yield one["name"], value, query | {one["name"]: value}, body
    shape = resolved(body_of(said)) if body else {}
    many = shape.get("type") == "array"
    fields = resolved(shape["items"] if many else shape).get("properties", {})
    for name, field in fields.items():
        for value in NONSENSE[kind_of(field)]:
            whole_one = (body[0] if many else body) | {name: value}
            yield name, value, query, [whole_one] if many else whole_one


def send(ground: SimpleNamespace, method: str, path: str, query: dict[str, Any], body: Any, *, key: str = "") -> Any:
    """Send it, with the key to everything if no other is given, and take back what it did."""
    address = f"{path}?{urlencode(query, doseq=True)}" if query else path
    given = {} if body is None else {"data": json.dumps(body), "content_type": "application/json"}
    with transaction.atomic():
        answer = ground.client.generic(
            method, address, headers={"Authorization": f"Bearer {key or ground.key}"}, **given
        )
        transaction.set_rollback(True)
    return answer
