"""The operator's interface over HTTP: one GET with the number in the address, JSON back, names as the row says."""

import json
from datetime import datetime
from typing import Any
from urllib.parse import quote

from django.utils.translation import gettext as _

from lanyan.places.coordinates import to_wgs
from lanyan.voice import limits, rules
from lanyan.voice.adapters import wire
from lanyan.voice.adapters.told import NotAnswered, Said

MOST = 64 * 1024
NUMBER = "{number}"


def look_up(service: Any, number: str, _at: datetime) -> Said | None:
    """Ask; not found, or an answer that says nothing of what is asked, is None."""
    headers = {"Accept": "application/json", **wire.secret_headers(service.header, service.secret)}
    url = service.url.replace(NUMBER, quote(number, safe=""))
    answer = wire.get(url, headers, seconds=limits.lookup_seconds(), most=MOST)
    if answer.status == 404:
        return None
    if answer.status != 200:
        raise NotAnswered(_("Answered with {status}.").format(status=answer.status))
    try:
        said = json.loads(answer.body)
    except ValueError as problem:
        raise NotAnswered(_("The answer is no JSON.")) from problem
    try:
        facts = rules.read_answer(said, service.fields)
    except rules.Garbled as problem:
        raise NotAnswered(_("The answer says something impossible: {name}").format(name=problem)) from problem
    if "lon" in facts:
        facts["lon"], facts["lat"] = to_wgs(facts["lon"], facts["lat"], frame=service.frame)
    raw = {path: rules.in_path(said, path) for path in service.fields.values() if path}
    raw = {path: str(value)[:300] for path, value in raw.items() if value not in (None, "")}
    return Said(facts, raw) if facts else None
