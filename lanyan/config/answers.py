"""What every operation of the API has in common: what it refuses, and that its description says so."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.http import HttpRequest, HttpResponse
from ninja import NinjaAPI, Schema
from ninja.errors import ValidationError
from ninja.openapi.schema import OpenAPISchema

from lanyan.kernel import sent
from lanyan.kernel.errors import Refused

JSON = "application/json"
PROBLEM, REFUSAL = "Problem", "Refusal"
# What any operation may answer besides what it says itself.
ANSWERS = {
    400: ("What was sent cannot be read at all", PROBLEM),
    401: ("There is no key, or none that is good", PROBLEM),
    403: ("The key or its user may not do this", PROBLEM),
    404: ("There is no such record, or none that the key's user may see", PROBLEM),
    422: ("Refused: field and reason", REFUSAL),
}


class Problem(Schema):
    """Why nothing was done."""

    detail: str


class Fault(Schema):
    """What is wrong with a field; empty when it is the whole request."""

    field: str
    reason: str


class Refusal(Schema):
    """What was refused, field by field."""

    errors: list[Fault]


class HouseAPI(NinjaAPI):
    """The API with its common answers."""

    def get_openapi_schema(self, **given: Any) -> OpenAPISchema:
        """Describe the operations with all that they may answer."""
        described = super().get_openapi_schema(**given)
        described["components"]["schemas"] |= _shapes()
        for methods in described["paths"].values():
            for operation in methods.values():
                for status, (words, shape) in ANSWERS.items():
                    content = {JSON: {"schema": {"$ref": f"#/components/schemas/{shape}"}}}
                    operation["responses"].setdefault(status, {"description": words, "content": content})
        return described


def _shapes() -> dict[str, Any]:
    shape = Refusal.model_json_schema(ref_template="#/components/schemas/{model}")
    return {**shape.pop("$defs"), REFUSAL: shape, PROBLEM: Problem.model_json_schema()}


def keep_bounds(view: Callable[..., Any]) -> Callable[..., Any]:
    """Ask the bounds that hold for every value, once the schema has been kept and before the operation begins."""

    @wraps(view)
    def bounded(request: HttpRequest, *args: Any, **given: Any) -> Any:
        told = {name: _plain(value) for name, value in given.items()}
        found = sent.unfit(told | {name: request.GET.getlist(name) for name in request.GET})
        if found:
            where, reason = found
            raise Refused(reason, field=_field(where, given))
        return view(request, *args, **given)

    return bounded


def _plain(value: Any) -> Any:
    if isinstance(value, Schema):
        return value.model_dump()
    return [_plain(one) for one in value] if isinstance(value, list) else value


def _field(where: str, given: dict[str, Any]) -> str:
    """Name a field as the caller does, who knows nothing of the argument that holds the body."""
    first, _dot, rest = where.partition(".")
    return rest if rest and isinstance(given.get(first), Schema) else where


def answer(api: NinjaAPI) -> None:
    """Have the API answer every refusal in the same shape."""

    @api.exception_handler(Refused)
    def refused(request: HttpRequest, refusal: Refused) -> HttpResponse:
        """What an action refuses: 422 with the field and the reason."""
        return _refuse(api, request, {"field": refusal.field, "reason": refusal.reason})

    @api.exception_handler(ValidationError)
    def invalid(request: HttpRequest, problem: ValidationError) -> HttpResponse:
        """What does not fit the schema: the same shape."""
        return _refuse(api, request, *(_told(error) for error in problem.errors))

    def out_of_bounds(request: HttpRequest, problem: Exception) -> HttpResponse:
        """What the database cannot keep."""
        return _refuse(api, request, {"field": "", "reason": sent.too_much()})

    for kind in sent.OUT_OF_BOUNDS:
        api.add_exception_handler(kind, out_of_bounds)


def _refuse(api: NinjaAPI, request: HttpRequest, *errors: dict[str, str]) -> HttpResponse:
    return api.create_response(request, {"errors": list(errors)}, status=422)


def _told(error: dict[str, Any]) -> dict[str, str]:
    where = [str(part) for part in error.get("loc", ()) if part not in ("body", "data", "query", "path")]
    return {"field": ".".join(where), "reason": str(error.get("msg", ""))}
