"""The buttons on the pages of faults, lists passed to companies, and companies."""

from typing import Any

from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from lanyan.forces import water_rules as rules
from lanyan.forces.actions.water_faults import WHY_NOT
from lanyan.forces.models import WaterCompany, WaterFault, WaterTransfer
from lanyan.kernel import access, acts

PASS, CHECK, COMPANIES = "forces.pass_faults", "forces.check_water", "forces.keep_companies"


def _from(move: str) -> Any:
    """Why a move is not possible now, in the words of the state."""
    return lambda fault: "" if move in rules.FAULT.moves_from(fault.state) else str(WHY_NOT[fault.state])


def _with_company(fault: Any) -> str:
    return "" if fault.state in rules.RUNNING else str(WHY_NOT[fault.state])


def _standing(transfer: Any) -> str:
    return "" if transfer.withdrawn_at is None else _now("withdrawn")


def _working(company: Any) -> str:
    return "" if company.ended_date is None else _now("ended already")


access.register_verbs(
    WaterFault,
    access.Verb(
        "look_again", CHECK, _("Look at it"), "forces:look_at_fault", _from("close_fault"), icon="check", hotkey="c"
    ),
    access.Verb("pass_faults", PASS, _("Pass to the company"), "forces:pass_fault", _from("pass_faults"), icon="send"),
    access.Verb("remind_company", PASS, _("Remind"), "forces:remind_company", _with_company, icon="bell"),
    access.Verb("answer_fault", PASS, _("Note the answer"), "forces:answer_fault", _from("answer_fault")),
    access.Verb("say_mended", PASS, _("Company says mended"), "forces:say_mended", _from("say_mended")),
    access.Verb("withdraw_fault", PASS, _("Withdraw"), "forces:withdraw_fault", _from("withdraw_fault")),
)
access.register_verbs(
    WaterTransfer,
    access.Verb("receive_transfer", PASS, _("Note the receipt"), "forces:receive_transfer", _standing, icon="check"),
    access.Verb("withdraw_transfer", PASS, _("Withdraw"), "forces:withdraw_transfer", _standing),
)
access.register_verbs(
    WaterCompany,
    access.Verb("change_company", COMPANIES, _("Correct"), "forces:change_company", _working, icon="edit"),
    access.Verb("end_company", COMPANIES, _("End"), "forces:end_company", _working),
)
for _model, _page in ((WaterFault, "water_fault"), (WaterTransfer, "water_transfer"), (WaterCompany, "water_company")):
    acts.opens(_model, f"forces:{_page}", "forces.view_forces")
