"""The table of an acceptance: it fails where it should, and the whole of it passes on a served city."""

import json
import subprocess
import sys
from types import SimpleNamespace

import pytest

from lanyan.demo.acceptance import table
from lanyan.demo.acceptance.play import Case
from lanyan.demo.acceptance.stage import Post

PLACE = Post(1, "测站", 118.8, 28.9, "", "")
TEN = "2026-11-23T10:00:00+08:00"


def case(number, *, called=0.0, taken=1.0, shown=5.0, instant="2026-11-23T10:00:00.500000+08:00"):
    """One incident as it came out well, beginning at ten o'clock."""
    ten = table.datetime.fromisoformat(TEN).timestamp()
    run = {"id": number, "status": "ARRIVED"}
    order = {"number": f"{number}-1", "issued_at": TEN, "received_at": TEN, "runs": [run]}
    return Case(
        number, PLACE, called=ten + called, taken=ten + taken, ordered=ten + 4,
        answered_at=table.datetime.fromisoformat(instant), shown={"1": ten + shown},
        incident={"id": number, "number": str(number), "answered_at": instant}, orders=[order],
    )  # fmt: skip


def held(*cases):
    """Which of N1 to N4 hold, in a world that tells what the cases themselves know."""
    play = SimpleNamespace(read=lambda one: {**one.incident, "orders": one.orders})
    return [line.held for line in table.judged(play, list(cases))]


def test_all_hold_when_all_went_well():
    assert held(case(1), case(2)) == [True, True, True, True]


def test_an_order_that_comes_late_fails_the_first():
    assert held(case(1), case(2, shown=45.1))[0] is False


def test_an_order_that_no_station_saw_fails_the_first():
    lost = case(2)
    lost.shown = {}
    assert held(case(1), lost)[0] is False


def test_calls_taken_one_after_the_other_fail_the_second():
    assert held(case(1), case(2, called=1.5, taken=2))[1] is False


def test_the_same_number_twice_fails_the_second():
    twin = case(2)
    twin.incident["number"] = "1"
    assert held(case(1), twin)[1] is False


def test_a_vehicle_sent_twice_fails_the_third():
    twin = case(2)
    twin.orders[0]["runs"] = [{"id": 1, "status": "ARRIVED"}]
    assert held(case(1), twin)[2] is False


def test_a_clock_that_is_wrong_fails_the_fourth():
    assert held(case(1), case(2, instant="2026-11-23T10:00:03+08:00"))[3] is False


def test_an_instant_without_a_zone_fails_the_fourth():
    bare = case(2)
    bare.orders[0]["issued_at"] = "2026-11-23T10:00:00"
    assert held(case(1), bare)[3] is False


@pytest.mark.slow
def test_a_served_city_passes():
    command = [sys.executable, "-m", "lanyan", "acceptance", "--calls", "3", "--talk", "0", "--json"]
    done = subprocess.run(command, capture_output=True, text=True, check=False, timeout=400)

    assert done.returncode == 0, done.stderr
    told = json.loads(done.stdout)
    assert [line["key"] for line in told["lines"]] == ["N1", "N2", "N3", "N4"]
    assert told["problems"] == []
