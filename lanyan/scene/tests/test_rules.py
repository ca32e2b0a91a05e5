from datetime import datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lanyan.kernel.periods import ZONE
from lanyan.scene.rules import agents, air, life, rolls
from lanyan.scene.rules.air import Air, Marks
from lanyan.scene.rules.rolls import Answer, Inside

BEGAN = datetime(2026, 3, 4, 14, 0, tzinfo=ZONE)
MARKS = Marks(leave_bar=100, low_bar=55)
AIRS = st.builds(
    Air,
    volume_l=st.floats(2, 14),
    bar=st.floats(0, 350),
    rate_l_min=st.floats(15, 120),
)


def at(minutes: float) -> datetime:
    return BEGAN + timedelta(minutes=minutes)


class TestAir:
    def test_of_a_6_8_litre_cylinder_at_300_bar_lasts_34_minutes_at_60_litres_a_minute(self):
        known = Air(6.8, 300, 60)

        clock = air.clock(known, MARKS, BEGAN)

        assert clock.must_leave_at == BEGAN + timedelta(minutes=22, seconds=40)
        assert clock.low_air_at == BEGAN + timedelta(minutes=27, seconds=46)
        assert clock.empty_at == BEGAN + timedelta(minutes=34)

    @given(AIRS)
    def test_is_never_at_a_lower_mark_before_a_higher_one(self, known):
        clock = air.clock(known, MARKS, BEGAN)

        assert BEGAN <= clock.must_leave_at <= clock.low_air_at <= clock.empty_at

    @given(AIRS, st.floats(0, 300))
    def test_reckoned_forward_is_at_its_mark_when_the_clock_says_so(self, known, mark):
        minutes = air.minutes_to(known, mark)

        if known.bar > mark and minutes < air.MOST_MINUTES:
            assert air.bar_at(known, minutes) == pytest.approx(mark, abs=1e-6)
        else:
            assert minutes in (0.0, air.MOST_MINUTES)

    @given(AIRS, st.floats(1.0, 3.0))
    def test_lasts_no_longer_the_harder_the_work(self, known, harder):
        worked = Air(known.volume_l, known.bar, known.rate_l_min * harder)

        assert air.minutes_to(worked, 55) <= air.minutes_to(known, 55)

    @pytest.mark.parametrize(
        ("known", "wrong"),
        [
            (Air(0, 300, 60), "cylinder"),
            (Air(6.8, 351, 60), "bar"),
            (Air(6.8, 300, 0), "rate"),
            (Air(6.8, 300, 60), ""),
        ],
    )
    def test_that_cannot_be_is_named(self, known, wrong):
        assert air.fault(known) == wrong


# ---- roll-calls ---------------------------------------------------------------------------------------------
KEYS = st.integers(1, 4)
EVENTS = st.lists(
    st.one_of(
        st.tuples(st.just("enter"), KEYS, st.integers(1, 4)),
        st.tuples(st.just("leave"), KEYS, st.just(0)),
        st.tuples(st.just("change"), KEYS, st.integers(1, 4)),
        st.tuples(st.just("roll"), st.just(0), st.just(0)),
        st.tuples(st.just("answer"), KEYS, st.integers(0, 4)),
        st.tuples(st.just("mayday"), KEYS, st.just(0)),
        st.tuples(st.just("end"), KEYS, st.just(0)),
    ),
    max_size=25,
)


class Played:
    """Events as they come, with the plainest book of who has said what since the last roll-call."""

    def __init__(self):
        self.inside, self.answers, self.opened = {}, [], None
        self.said = {}
        self.distress = set()

    def play(self, events):
        for number, (what, key, count) in enumerate(events, start=1):
            self.step(what, key, count, at(number), number)

    def step(self, what, key, count, when, number):
        if what == "enter" and key not in self.inside:
            self.inside[key] = count
            self.said.pop(key, None)
        elif what == "leave":
            self.inside.pop(key, None)
            self.distress.discard(key)
        elif what == "change" and key in self.inside:
            self.inside[key] = count
        elif what == "roll":
            self.opened, self.said = when, {}
        elif what == "answer" and key in self.inside:
            self.answers.append(Answer(key, count, when, number))
            self.said[key] = count
        elif what == "mayday" and key in self.inside:
            self.distress.add(key)
        elif what == "end":
            self.distress.discard(key)

    def crews(self):
        return [Inside(key, count, key in self.distress) for key, count in self.inside.items()]


class TestAllSafe:
    @given(EVENTS)
    def test_is_said_only_if_each_crew_inside_has_answered_with_its_whole_number_since_the_roll_call_began(
        self, events
    ):
        played = Played()
        played.play(events)

        said = rolls.all_safe(played.crews(), played.answers, played.opened)

        if said:
            assert played.opened is not None
            assert played.inside
            assert not played.distress
            for key, headcount in played.inside.items():
                since = [one for one in played.answers if one.crew == key and one.at >= played.opened]
                assert since
                assert since[-1].count == headcount

    @given(EVENTS, st.randoms(use_true_random=False))
    def test_does_not_depend_on_the_order_in_which_answers_come_in(self, events, dice):
        played = Played()
        played.play(events)
        shuffled = list(played.answers)
        dice.shuffle(shuffled)

        first = rolls.all_safe(played.crews(), played.answers, played.opened)

        assert rolls.all_safe(played.crews(), shuffled, played.opened) == first

    @given(st.lists(st.integers(1, 6), min_size=1, max_size=5))
    def test_is_said_when_all_have(self, counts):
        crews = [Inside(number, count) for number, count in enumerate(counts)]
        answers = [Answer(number, count, at(1)) for number, count in enumerate(counts)]

        assert rolls.all_safe(crews, answers, BEGAN)
        assert not rolls.all_safe(crews, answers[1:], BEGAN)
        assert not rolls.all_safe([*crews, Inside(99, 1)], answers, BEGAN)

    def test_is_not_said_of_an_empty_scene_nor_without_a_roll_call(self):
        answer = [Answer(1, 3, at(1))]

        assert not rolls.all_safe([], answer, BEGAN)
        assert not rolls.all_safe([Inside(1, 3)], answer, None)

    def test_is_not_said_after_an_answer_that_takes_it_back(self):
        crew = [Inside(1, 3)]

        assert not rolls.all_safe(crew, [Answer(1, 3, at(1)), Answer(1, 2, at(2))], BEGAN)
        assert rolls.all_safe(crew, [Answer(1, 2, at(1)), Answer(1, 3, at(2))], BEGAN)

    def test_is_not_said_by_an_answer_to_an_earlier_roll_call(self):
        assert not rolls.all_safe([Inside(1, 3)], [Answer(1, 3, at(-1))], BEGAN)

    def test_is_not_said_while_somebody_calls_mayday(self):
        crew = [Inside(1, 3, mayday=True)]

        [stand] = rolls.stands(crew, [Answer(1, 3, at(1))], BEGAN)

        assert stand.state == rolls.MAYDAY
        assert rolls.outcome([stand], asked=True) == rolls.NOT_SAFE


class TestTheNextRollCall:
    @pytest.mark.parametrize(
        ("interval", "last", "entered", "minutes", "due"),
        [
            (None, 0, 0, 60, False),
            (15, None, None, 60, False),
            (15, None, 0, 14, False),
            (15, None, 0, 15, True),
            (15, 10, 0, 20, False),
            (15, 10, 0, 25, True),
            (15, 0, 20, 30, False),
        ],
    )
    def test_is_due_by_its_interval_with_somebody_inside(self, interval, last, entered, minutes, due):
        found = rolls.is_due(
            interval_minutes=interval,
            last_opened_at=None if last is None else at(last),
            first_entered_at=None if entered is None else at(entered),
            at=at(minutes),
        )

        assert found is due


class TestAgents:
    def test_add_up_and_leave_unsaid_what_nobody_said(self):
        said = [
            agents.Said(1, "WATER", "USED", 3000, at(1)),
            agents.Said(1, "WATER", "USED", 2000, at(5)),
            agents.Said(1, "WATER", "LEFT", 4000, at(2)),
            agents.Said(1, "WATER", "LEFT", 0, at(6)),
        ]

        line = agents.of_vehicle(said, "WATER")

        assert (line.used, line.supplied, line.left, line.left_at) == (5000, None, 0, at(6))
        assert agents.of_vehicle(said, "FOAM") == agents.Line("FOAM")

    def test_of_all_vehicles_are_told_with_the_oldest_of_what_is_left(self):
        lines = [
            agents.Line("WATER", 5000, None, 1000, at(6)),
            agents.Line("WATER", None, None, None, None),
            agents.Line("WATER", 500, 800, 0, at(2)),
            agents.Line("FOAM", 100, None, None, None),
        ]

        assert agents.together(lines, "WATER") == agents.Line("WATER", 5500, 800, 1000, at(2))
        assert agents.together([], "WATER") == agents.Line("WATER")


class TestLives:
    def test_know_no_way_back_from_out(self):
        assert life.CREW.moves_from(life.OUT) == []
        assert life.COMMAND.moves_from(life.HANDED) == []
        assert life.TASK.moves_from(life.DONE) == []
