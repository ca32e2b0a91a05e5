"""Every page as every role and as a stranger; every page reachable from the menu."""

import re
from collections import Counter, deque

import pytest
from django.test import Client
from django.urls import get_resolver, resolve, reverse

from lanyan.units.models import Role
from lanyan.units.tests import make
from tests import whole

pytestmark = pytest.mark.django_db
LINK = re.compile(r'href="(/[^"#]*)')
# Pages that are reached by an act, not by a link: a form's target, a printed sheet's receipt.
BY_ACT = {"/login/", "/logout/", "/live"}
# Pieces of pages that read themselves, acts without a page of their own, and forms of states nothing here is in.
REACHED_BY_ACT = {
    "citizens:add_word",
    "citizens:check_matter",
    "citizens:check_panel",
    "citizens:close_matter",
    "citizens:follow",
    "citizens:hand_over_matter",
    "citizens:leave",
    "citizens:lose_check",
    "citizens:photograph",
    "citizens:premises_panel",
    "citizens:rate",
    "citizens:rate_answer",
    "citizens:received",
    "citizens:report",
    "citizens:unjoin_matter",
    "citizens:verify_matter",
    "citizens:waiting",
    "fires:approve_fire",
    "fires:incident_panel",
    "fires:premises_panel",
    "fires:return_fire",
    "fires:withdraw_no_fire",
    "forces:change_handover",
    "forces:open_handover",
    "forces:put_back_in_service",
    "forces:sign_handover",
    "forces:water_worker",
    "incidents:cab_now",
    "incidents:cab_position",
    "incidents:cab_presses",
    "incidents:cab_worker",
    "fallback:make_pack",
    "fallback:marks",
    "guards:approve_guard",
    "guards:begin_guard",
    "guards:close_guard",
    "guards:incident_panel",
    "guards:marks",
    "guards:now",
    "guards:post_now",
    "guards:reopen_plan",
    "guards:return_guard",
    "guards:see_posting",
    "guards:worker",
    "incidents:close_incident",
    "incidents:depart",
    "incidents:desk_board",
    "incidents:desk_forces",
    "incidents:desk_intake",
    "incidents:file_test",
    "incidents:hand_over",
    "incidents:incident_facts",
    "incidents:incident_head",
    "incidents:incident_history",
    "incidents:incident_log",
    "incidents:incident_runs",
    "incidents:join",
    "incidents:new_call",
    "incidents:open_incident",
    "incidents:order",
    "incidents:pre_alert",
    "incidents:printed",
    "incidents:readiness_rows",
    "incidents:ready",
    "incidents:receive_alert",
    "incidents:receive_order",
    "incidents:save_draft",
    "incidents:separate_call",
    "incidents:stand_down_alert",
    "incidents:suspend_incident",
    "incidents:take_over",
    "incidents:terminal_orders",
    "inspections:approve_plan",
    "inspections:ask_delisting",
    "inspections:ask_extension",
    "inspections:ask_lifting",
    "inspections:check_hazards",
    "inspections:check_lifting",
    "inspections:close_major",
    "inspections:close_supervision",
    "inspections:conclude",
    "inspections:confirm_opening",
    "inspections:decide_case",
    "inspections:decide_delisting",
    "inspections:decide_extension",
    "inspections:decide_lifting",
    "inspections:decide_opening",
    "inspections:decide_seal",
    "inspections:determine_major",
    "inspections:end_case",
    "inspections:end_seal",
    "inspections:enter_major_receipt",
    "inspections:enter_opening_result",
    "inspections:evidence",
    "inspections:find_hazard",
    "inspections:hand_written",
    "inspections:hazards_panel",
    "inspections:list_major",
    "inspections:make_major_notice",
    "inspections:order_check_hazards",
    "inspections:permit_opening",
    "inspections:photograph",
    "inspections:premises_checks",
    "inspections:premises_drills",
    "inspections:premises_visits",
    "inspections:publish_draw",
    "inspections:record_scene",
    "inspections:renew_seal",
    "inspections:reopen_clue",
    "inspections:report_major",
    "inspections:report_stop",
    "inspections:return_plan",
    "inspections:return_proposal",
    "inspections:revoke_link",
    "inspections:revoke_opening",
    "inspections:say",
    "inspections:settle_clue",
    "inspections:sign_joint_part",
    "inspections:standing",
    "inspections:suspect_major",
    "inspections:tell_progress",
    "inspections:withdraw_joint_part",
    "inspections:withdraw_recusal",
    "inspections:worker",
    "links:compose_report",
    "links:leave_notice",
    "links:marks",
    "links:mine_now",
    "links:notices_panel",
    "links:read_message",
    "links:reports_panel",
    "links:send_notice",
    "links:waiting_now",
    "links:withdraw_layout",
    "people:end_post",
    "people:return_to_service",
    "people:withdraw_absence",
    "places:at",
    "places:find",
    "places:map",
    "premises:ask_again",
    "premises:end_category",
    "premises:end_person",
    "premises:merge_pair",
    "premises:pair",
    "premises:points",
    "premises:reopen_premises",
    "premises:revise_plan",
    "premises:settle_different",
    "premises:state_facility",
    "premises:unmerge_premises",
    "premises:withdraw_category",
    "premises:withdraw_facility",
    "premises:withdraw_file",
    "premises:withdraw_person",
    "reports:external_fill",
    "reports:external_fill_of",
    "reports:external_fire_panel",
    "reports:external_panel",
    "reports:wall_now",
    "reviews:approve_review",
    "reviews:begin_review",
    "reviews:incident_panel",
    "reviews:open_review",
    "reviews:return_review",
    "scene:incident_panel",
    "scene:now",
    "scene:open_scene",
    "scene:worker",
    "units:admit_user",
    "units:demo_login",
    "units:disable_second_factor",
    "units:end_other_sessions",
    "units:end_session",
    "units:forget_view",
    "units:login",
    "units:logout",
    "units:preference",
    "units:reopen_unit",
    "units:reset_second_factor",
    "units:revoke_token",
    "units:save_view",
    "units:second_step",
    "voice:desk_caller",
    "voice:desk_recordings",
    "voice:incident_callers",
    "voice:incident_recordings",
    "voice:look_up_caller",
    "voice:sound",
    "voice:take_answer",
    "web:health",
    "web:healthz",
    "web:import_load",
    "web:import_run",
    "web:import_run_now",
    "web:language",
    "web:live",
    "web:search",
    "web:switch",
}
# A page that stands for two of its kind stands for all.
OFTEN = 2


@pytest.fixture
def world():
    return whole.city()


def crawl(client, start="/"):
    """Follow every link from the menu on, each view a few times over; answers by address."""
    seen, visits, queue = {}, Counter(), deque([start])
    while queue:
        address = queue.popleft()
        path = re.split("[?#]", address)[0]
        if path in seen or path.startswith(("/static/", "/api/")) or "export=" in address:
            continue
        view = resolve(path).view_name
        if visits[view] >= OFTEN:
            continue
        visits[view] += 1
        answer = client.get(address, follow=False)
        seen[path] = answer.status_code
        if answer.status_code in (301, 302):
            queue.append(answer["Location"])
        elif answer.get("Content-Type", "").startswith("text/html"):
            queue.extend(LINK.findall(answer.content.decode()))
        # A file that is sent as a stream stays open until it has been read.
        if answer.streaming:
            answer.getvalue()
    return seen


class TestTheMenu:
    def test_leads_to_every_page_and_none_is_broken(self, world, client):
        client.force_login(world.admin)
        seen = crawl(client)

        assert {path: status for path, status in seen.items() if status >= 400} == {}
        wanted = {
            reverse("incidents:desk"),
            reverse("incidents:ledger"),
            reverse("incidents:incident", args=[world.incident.pk]),
            reverse("incidents:sheet", args=[world.order.pk]),
            reverse("incidents:terminal", args=[world.fushan.pk]),
            reverse("reports:catalogue"),
            reverse("reports:external"),
            reverse("units:units"),
            reverse("units:users"),
            reverse("units:roles"),
            reverse("units:codes"),
            reverse("units:tokens"),
            reverse("places:places"),
            reverse("people:persons"),
        }
        assert wanted - seen.keys() == set()


class TestEveryAddress:
    def test_is_reached_from_the_menu_or_by_an_act_that_is_named_here(self, world, client):
        client.force_login(world.admin)
        visited = {resolve(path).view_name for path in crawl(client)}
        named = {
            f"{entry.app_name}:{pattern.name}"
            for entry in get_resolver().url_patterns
            if getattr(entry, "app_name", None) and entry.app_name != "ninja"
            for pattern in entry.url_patterns
        }

        assert sorted(named - visited - REACHED_BY_ACT) == []
        assert REACHED_BY_ACT & visited == set(), "these are reached after all: take them off the list"


class TestEveryRole:
    @pytest.mark.parametrize("half", [0, 1])
    def test_finds_no_broken_page_behind_any_link(self, world, half):
        broken = {}
        for number, role in enumerate(Role.objects.exclude(code="admin").order_by("code")):
            if number % 2 != half:
                continue
            client = Client()
            client.cookies["lanyan_language"] = "en" if number % 4 < 2 else "zh-hans"
            client.force_login(make.user(role.code, world.detachment))
            seen = crawl(client)
            broken |= {f"{role.code} {path}": status for path, status in seen.items() if status >= 400}

        assert broken == {}


class TestAStranger:
    def test_of_the_next_county_gets_nothing_of_ours(self, world, client):
        ours = Client()
        ours.force_login(world.admin)
        addresses = [path for path, status in crawl(ours).items() if status == 200 and re.search(r"/\d+/", path)]
        client.force_login(make.stranger("admin"))
        leaked = [path for path in addresses if client.get(path).status_code == 200 and not _public(path)]

        assert addresses
        assert leaked == []

    def test_without_a_login_is_sent_to_sign_in(self, world, client):
        ours = Client()
        ours.force_login(world.admin)
        addresses = [path for path in crawl(ours) if path not in BY_ACT]
        answers = {path: client.get(path) for path in addresses}

        let_in = [path for path, answer in answers.items() if answer.status_code == 200]
        assert let_in == []


def _public(path):
    """Places, code lists and roles belong to nobody: whoever may look at them sees all."""
    return path.startswith(("/places/", "/codes/", "/roles/"))
