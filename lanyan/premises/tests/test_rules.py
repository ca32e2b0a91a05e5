"""The rules of premises: credit codes, categories with their reasons, likeness, risk."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lanyan.kernel.errors import Refused
from lanyan.premises import risk, rules
from lanyan.premises.rules.codes import ALPHABET
from lanyan.premises.rules.duplicates import dice

seventeen = st.text(ALPHABET, min_size=17, max_size=17)


class TestCreditCode:
    @pytest.mark.parametrize("code", ["91350100M000100Y43", "91110000600037341L"])
    def test_of_the_standard_and_of_life_is_taken(self, code):
        assert rules.credit_code(code) == code

    @given(seventeen)
    def test_with_its_own_check_character_is_taken_however_it_is_written(self, first):
        code = first + rules.credit_code_digit(first)

        assert rules.credit_code(f" {code[:8].lower()} {code[8:]}\u3000") == code

    @given(seventeen, st.integers(0, 16), st.sampled_from(ALPHABET))
    def test_with_one_wrong_character_is_refused(self, first, place, other):
        code = first + rules.credit_code_digit(first)
        wrong = code[:place] + other + code[place + 1 :]

        if wrong == code:
            assert rules.credit_code(wrong) == code
        else:
            with pytest.raises(Refused) as refusal:
                rules.credit_code(wrong)
            assert refusal.value.field == "credit_code"

    def test_that_is_blank_is_none(self):
        assert rules.credit_code("  ") is None

    @pytest.mark.parametrize("code", ["1234", "9135010OM000100Y43", "91350100M000100Y4I"])
    def test_of_wrong_length_or_letters_is_refused(self, code):
        with pytest.raises(Refused):
            rules.credit_code(code)


MALL = rules.Rule("MALL", "KEY", "1", kinds=frozenset({"MALL", "SHOP"}), metric="area", least=1000)
SMALL = rules.Rule("SMALL", "NINE", "1", kinds=frozenset({"SHOP"}), metric="area", below=300)
FUJIAN = rules.Rule("MALL-FJ", "KEY", "1", province="35", kinds=frozenset({"MALL"}), metric="area", least=3000)
HIGH = rules.Rule("HIGH", "HIGH", "1", facts=frozenset({"FIRST"}))
SLEEP = rules.Rule("SLEEP", "THREE", "1", kinds=frozenset({"SHOP"}), sleeping=True)
TABLE = [MALL, SMALL, FUJIAN, HIGH, SLEEP]


def proposed(kind: str, area: float | None = None, province: str = "33", **more) -> list[str]:
    numbers = {} if area is None else {"area": area}
    return [one.rule.code for one in rules.propose(rules.Asked(kind, province, numbers, **more), TABLE)]


class TestPropose:
    @pytest.mark.parametrize(
        ("kind", "area", "codes"),
        [
            ("MALL", 999.9, []),
            ("MALL", 1000, ["MALL"]),
            ("SHOP", 299.9, ["SMALL"]),
            ("SHOP", 300, []),
            ("HOTEL", 5000, []),
            ("MALL", None, []),
        ],
    )
    def test_takes_the_limit_itself_as_reached_from_below_and_not_from_above(self, kind, area, codes):
        assert proposed(kind, area) == codes

    def test_lets_a_province_speak_for_its_own_kinds_only(self):
        assert proposed("MALL", 2000, "35") == []
        assert proposed("MALL", 3000, "35") == ["MALL-FJ"]
        assert proposed("SHOP", 2000, "35") == ["MALL"]

    def test_asks_for_what_is_known_of_building_and_sleeping(self):
        assert proposed("OFFICE", facts=frozenset({"FIRST"})) == ["HIGH"]
        assert proposed("SHOP", 500, sleeping=True) == ["SLEEP"]
        assert proposed("SHOP", 500, sleeping=None) == []

    @given(st.sampled_from(["MALL", "SHOP"]), st.floats(0, 1e6), st.sampled_from(["33", "35"]))
    def test_names_each_category_once_and_with_the_number_that_decided(self, kind, area, province):
        found = rules.propose(rules.Asked(kind, province, {"area": area}), TABLE)

        assert len({one.category for one in found}) == len(found)
        assert all(one.value == area for one in found if one.metric)


ROWS = [
    {"use": "DWELLING", "above_m": "27", "class": "SECOND"},
    {"use": "DWELLING", "above_m": "54", "class": "FIRST"},
    {"use": "PUBLIC", "above_m": "24", "class": "SECOND"},
    {"use": "ANY", "above_m": "100", "class": "SUPER"},
]


@pytest.mark.parametrize(
    ("height", "use", "found"),
    [
        (27, "DWELLING", ""),
        (27.1, "DWELLING", "SECOND"),
        (54.5, "DWELLING", "FIRST"),
        (24.5, "PUBLIC", "SECOND"),
        (100.5, "DWELLING", "SUPER"),
        (None, "PUBLIC", ""),
    ],
)
def test_a_high_rise_is_what_passes_the_bound_of_its_use(height, use, found):
    assert rules.class_of_height(height, use, ROWS) == found


names = st.text("衢州市柯城区老王餐馆宾大酒店ABC12", min_size=1, max_size=14)


class TestLikeness:
    def test_sees_through_region_and_legal_form(self):
        one = rules.Known("衢州市柯城区老王餐馆有限公司", "浙江省衢州市柯城区荷花中路 12号", None)
        other = rules.Known("柯城区老王餐馆", "荷花中路12号", None)

        found = rules.likeness(one, other)

        assert found.value == 1.0
        assert found.reasons == ("name", "address")

    def test_of_two_houses_in_one_street_is_not_worth_a_look(self):
        found = rules.likeness(
            rules.Known("老王餐馆", "荷花中路12号", None), rules.Known("锦江宾馆", "荷花中路12号", None)
        )

        assert not found.worth_a_look

    def test_is_more_with_the_same_credit_code_and_less_with_another(self):
        one = rules.Known("锦江宾馆", "新桥街1号", "91350100M000100Y43")
        same = rules.likeness(one, rules.Known("锦江大酒店", "新桥街1号", "91350100M000100Y43"))
        other = rules.likeness(one, rules.Known("锦江大酒店", "新桥街1号", "91110000600037341L"))

        assert same.reasons[0] == "code"
        assert other.reasons[0] == "code_differs"
        assert same.worth_a_look > other.worth_a_look or same.value > other.value

    @given(names, names)
    def test_is_symmetric_and_between_nought_and_one(self, one, other):
        assert dice(one, other) == dice(other, one)
        assert 0 <= dice(one, other) <= 1
        here, there = rules.Known(one, "", None), rules.Known(other, "", None)
        assert rules.likeness(here, there) == rules.likeness(there, here)

    @given(names)
    def test_of_a_name_with_itself_is_whole(self, name):
        assert rules.core(name)
        assert rules.likeness(rules.Known(name, "", None), rules.Known(name, "", None)).value == 1.0


class TestRisk:
    WEIGHTS = (
        risk.Weight("category", "KEY_UNIT", 15, "key"),
        risk.Weight("facility", "FAULTY", 6, "faulty"),
        risk.Weight("lacking", "RESPONSIBLE", 5, "nobody"),
        risk.Weight("lacking_key", "PLAN", 5, "no plan"),
    )

    def test_names_every_reason_with_its_points_the_weightiest_first(self):
        facts = risk.Facts(categories=frozenset({"KEY_UNIT"}), facility_states=("FAULTY",))

        found = risk.summed(risk.reasons_of(facts, self.WEIGHTS))

        assert found.points == 31
        assert found.reasons == [(15, "key"), (6, "faulty"), (5, "no plan"), (5, "nobody")]

    def test_asks_a_plan_of_key_units_only(self):
        found = risk.reasons_of(risk.Facts(roles=frozenset({"RESPONSIBLE"})), self.WEIGHTS)

        assert found == []

    @given(st.lists(st.tuples(st.integers(0, 60), st.text(max_size=3)), max_size=9))
    def test_stays_within_a_hundred(self, reasons):
        assert 0 <= risk.summed(reasons).points <= 100
