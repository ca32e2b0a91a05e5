"""Numbers, answers of operators, which call a recording holds, files, hosts, ranges."""

from datetime import datetime, timedelta

import pytest

from lanyan.kernel.periods import ZONE
from lanyan.voice import rules
from lanyan.voice.rules import Candidate
from lanyan.voice.tests.make import MINUTE, NIGHT, SECOND

FIELDS = {"subscriber": "data.user.name", "lon": "data.pos.0", "lat": "data.pos.1", "radius_m": "data.r",
          "located_at": "data.time"}  # fmt: skip


class TestNumbers:
    @pytest.mark.parametrize(
        ("text", "sort"),
        [
            ("13800006612", "MOBILE"),
            ("+86 138-0000-6612", "MOBILE"),
            ("0570-3021188", "FIXED"),
            ("057030211889", "FIXED"),
            ("01062345678", "FIXED"),
            ("3021188", "FIXED"),
            ("30211", ""),
            ("110", ""),
            ("1380000661", ""),
            ("0570302118", ""),
            ("", ""),
            ("王女士", ""),
        ],
    )
    def test_are_fixed_or_mobile_or_not_complete(self, text, sort):
        assert rules.sort_of(text) == sort


class TestAnswers:
    def test_are_read_by_the_names_of_the_row(self):
        said = {"data": {"user": {"name": " 周某 "}, "pos": [118.87, 28.95], "r": "150.4", "time": 1715194800}}

        read = rules.read_answer(said, FIELDS)

        assert read == {"subscriber": "周某", "lon": 118.87, "lat": 28.95, "radius_m": 150, "located_at": NIGHT}

    def test_that_leave_something_out_say_nothing_of_it(self):
        assert rules.read_answer({"data": {"user": {"name": ""}, "r": None}}, FIELDS) == {}

    @pytest.mark.parametrize(
        ("data", "name"),
        [
            ({"pos": [999, 28]}, "lon"),
            ({"pos": ["x", 28]}, "lon"),
            ({"pos": [118]}, "lon"),
            ({"pos": [118, float("nan")]}, "lat"),
            ({"r": -1}, "radius_m"),
            ({"time": "gestern"}, "located_at"),
            ({"time": 10**40}, "located_at"),
        ],
    )
    def test_that_say_something_impossible_are_garbled(self, data, name):
        with pytest.raises(rules.Garbled) as problem:
            rules.read_answer({"data": data}, FIELDS)

        assert str(problem.value) == name

    def test_tell_instants_with_a_zone_without_one_and_in_milliseconds(self):
        told = ["2024-05-08T19:00:00+00:00", "2024-05-09 03:00:00", 1715194800000, "1715194800"]

        assert {rules.instant(one) for one in told} == {NIGHT}
        assert rules.instant(told[1]).tzinfo == ZONE

    def test_are_veiled_behind_their_first_character(self):
        assert (rules.veiled("周女士"), rules.veiled("")) == ("周**", "")


class TestHeldCall:
    def test_is_the_one_of_the_number_that_is_nearest(self):
        calls = [
            Candidate(1, "13800006612", NIGHT - MINUTE),
            Candidate(2, "138-0000-6612", NIGHT),
            Candidate(3, "", NIGHT),
        ]

        assert rules.held_call(calls, number="13800006612", began_at=NIGHT) == 2

    def test_is_the_only_one_where_a_number_is_not_known(self):
        assert rules.held_call([Candidate(3, "", NIGHT)], number="13800006612", began_at=NIGHT) == 3
        assert rules.held_call([Candidate(3, "138", NIGHT)], number="", began_at=NIGHT) == 3

    def test_is_nobodys_where_two_fit_or_the_number_is_another(self):
        two = [Candidate(1, "", NIGHT), Candidate(2, "", NIGHT)]

        assert rules.held_call(two, number="", began_at=NIGHT) is None
        assert rules.held_call([Candidate(1, "05703021188", NIGHT)], number="13800006612", began_at=NIGHT) is None
        assert rules.held_call([], number="", began_at=NIGHT) is None

    @pytest.mark.parametrize(
        ("answered", "hung_up", "is_held"),
        [
            (NIGHT, None, True),
            (NIGHT - 10 * SECOND, None, True),
            (NIGHT - MINUTE, None, False),
            (NIGHT - MINUTE, NIGHT + SECOND, True),
            (NIGHT + 2 * MINUTE, None, False),
        ],
    )
    def test_was_on_the_line_while_the_recording_ran(self, answered, hung_up, is_held):
        span = (NIGHT, NIGHT + MINUTE)

        assert rules.overlaps(answered, hung_up, span=span, slack=timedelta(seconds=20)) is is_held


class TestFilesAndHosts:
    @pytest.mark.parametrize("uri", ["2024/05/a.wav", "a", "a b".replace(" ", "%20"), "通道".encode().hex()])
    def test_below_the_recorder_are_read(self, uri):
        assert rules.is_below(uri)

    @pytest.mark.parametrize(
        "uri",
        ["/etc/passwd", "../x", "a/../../x", "a/%2e%2e/x", "//host/x", "http://h/x", "a?b=1", "a#b", "", "a%252e",
         "a\r\nb", "a\\b"],
    )  # fmt: skip
    def test_anywhere_else_are_not(self, uri):
        assert not rules.is_below(uri)

    def test_hosts_are_those_of_the_list_and_no_others(self):
        hosts = ["10.1.2.3", "rec.local:8443"]

        assert rules.is_allowed("http://10.1.2.3:81/x", hosts)
        assert rules.is_allowed("https://rec.local:8443/", hosts)
        for url in ("https://rec.local/", "http://u:p@10.1.2.3/", "ftp://10.1.2.3/", "http://10.1.2.3.evil/", "x",
                    "http://10.1.2.3:99999/"):  # fmt: skip
            assert not rules.is_allowed(url, hosts)


class TestRanges:
    @pytest.mark.parametrize(
        ("header", "span"),
        [
            ("bytes=0-", (0, 99)),
            ("bytes=10-19", (10, 19)),
            ("bytes=90-500", (90, 99)),
            ("bytes=-10", (90, 99)),
            ("bytes=100-", None),
            ("bytes=20-10", None),
            ("lines=1-2", (0, 99)),
            ("bytes=-", (0, 99)),
        ],
    )
    def test_name_the_first_and_the_last_byte(self, header, span):
        assert rules.span_of(header, 100) == span


def test_an_instant_needs_no_clock():
    assert rules.instant(datetime(2024, 5, 9, 3, tzinfo=ZONE).isoformat()) == NIGHT
