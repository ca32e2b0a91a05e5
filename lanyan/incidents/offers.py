"""The buttons on an incident's page, with the reason where one is refused."""

from typing import Any

from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from lanyan.incidents import rules
from lanyan.incidents.actions.incidents import why_not_close
from lanyan.incidents.models import DispatchPlan, Incident
from lanyan.kernel import access, acts


def _state(incident: Any) -> str:
    return _now("the incident is %(status)s") % {"status": incident.get_status_display()}


def _possible(move: str) -> Any:
    """Refuse what the life cycle does not know from the present state."""
    return lambda incident: "" if move in rules.INCIDENT.moves_from(incident.status) else _state(incident)


def _open(incident: Any) -> str:
    return "" if incident.status == rules.OPEN else _state(incident)


def _opened(incident: Any) -> str:
    return "" if incident.status in (rules.OPEN, rules.CLOSED) else _state(incident)


def _raise(incident: Any) -> str:
    if incident.status != rules.OPEN:
        return _state(incident)
    highest = rules.HIGHEST_LEVEL.get(incident.kind or "")
    if highest is None:
        return _now("only fire and rescue have a level")
    return _now("the highest level already") if (incident.level or 0) >= highest else ""


def _result(incident: Any) -> str:
    return _now("closed: correct it instead") if incident.status == rules.CLOSED else _open(incident)


def _close(incident: Any) -> str:
    return _open(incident) or why_not_close(incident)


def _withdraw(incident: Any) -> str:
    refusal = _possible("withdraw_incident")(incident)
    bound = 0 if refusal else incident.runs.open().count()
    return refusal or (_now("%(count)s vehicles are still bound to it") % {"count": bound} if bound else "")


def _false(incident: Any) -> str:
    if incident.status == rules.OPEN:
        return _now("it is a false alarm already") if incident.kind == rules.FALSE else ""
    return str(_possible("file_false")(incident))


def _taken(incident: Any) -> str:
    return _state(incident) if incident.status in (rules.DRAFT, rules.SUSPENDED) else ""


def _verb(key: str, label: Any, refuse: Any, **more: Any) -> access.Verb:
    return access.Verb(key, f"incidents.{key}", label, more.pop("url_name", f"incidents:{key}"), refuse, **more)


access.register_verbs(
    Incident,
    _verb("reinforce", _("Reinforce"), _open, url_name="incidents:desk_incident", icon="plus", hotkey="F6"),
    _verb("raise_level", _("Raise the level"), _raise),
    _verb("record_result", _("Enter the result"), _result, icon="edit"),
    _verb("close_incident", _("Close the incident"), _close, icon="check", tone="do"),
    _verb("reopen_incident", _("Re-open the incident"), _possible("reopen_incident")),
    _verb("correct_incident", _("Correct the incident"), _opened, icon="edit"),
    _verb("file_false", _("File as false alarm"), _false),
    _verb("suspend_incident", _("Hold back as doubtful"), _possible("suspend_incident")),
    _verb("file_test", _("File as test call"), _possible("file_test")),
    _verb("separate_call", _("Separate again"), _possible("separate_call")),
    _verb("withdraw_incident", _("Withdraw the incident"), _withdraw),
    _verb("make_archive", _("Archive and print"), _taken, url_name="incidents:archive", icon="download"),
)


def _draft(plan: Any) -> str:
    return "" if plan.state == rules.DRAFT else _now("no draft any more")


KEEP_PLANS = "incidents.keep_plans"
access.register_verbs(
    DispatchPlan,
    access.Verb("change_rows", KEEP_PLANS, _("Change the table"), "incidents:change_rows", _draft, "edit", hotkey="e"),
    access.Verb("put_in_force", KEEP_PLANS, _("Put in force"), "incidents:put_in_force", _draft, "check", "do"),
    access.Verb("make_plan", KEEP_PLANS, _("Make a new version"), "incidents:make_plan_from", icon="copy"),
    access.Verb("withdraw_plan", KEEP_PLANS, _("Withdraw the draft"), "incidents:withdraw_plan", _draft),
)
acts.opens(DispatchPlan, "incidents:plan", "incidents.view_plans")
