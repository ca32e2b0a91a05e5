"""Life cycles: one table gives the check, the buttons, the pairs for the database, and the picture."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lanyan.kernel.states import LifeCycle, Move, MoveNotAllowed

DOOR = LifeCycle(
    "state",
    (
        Move("shut", ("OPEN", "AJAR"), "SHUT"),
        Move("open", ("SHUT",), "OPEN"),
        Move("push", ("OPEN", "AJAR"), "AJAR"),
    ),
)
STATES, NAMES = ("OPEN", "AJAR", "SHUT"), ("shut", "open", "push")


def test_leads_from_each_source_to_the_target() -> None:
    assert [DOOR.target("shut", state) for state in ("OPEN", "AJAR")] == ["SHUT", "SHUT"]


def test_refuses_a_move_from_another_state_and_says_both() -> None:
    with pytest.raises(MoveNotAllowed, match=r"open.*OPEN") as refused:
        DOOR.target("open", "OPEN")

    assert (refused.value.name, refused.value.state) == ("open", "OPEN")


def test_does_not_know_moves_that_are_not_in_the_table() -> None:
    with pytest.raises(KeyError):
        DOOR.target("paint", "OPEN")


def test_names_the_moves_of_a_state_in_table_order() -> None:
    assert DOOR.moves_from("OPEN") == ["shut", "push"]
    assert DOOR.moves_from("GONE") == []


@given(st.sampled_from(NAMES), st.sampled_from(STATES))
def test_offers_exactly_what_it_accepts(name: str, state: str) -> None:
    offered = name in DOOR.moves_from(state)

    if offered:
        assert DOOR.target(name, state) in STATES
    else:
        with pytest.raises(MoveNotAllowed):
            DOOR.target(name, state)


@given(st.sampled_from(NAMES), st.sampled_from(STATES))
def test_lists_each_real_change_once_for_the_database(name: str, state: str) -> None:
    pairs = DOOR.pairs()

    assert len(pairs) == len(set(pairs))
    assert all(source != target for source, target in pairs)
    if name in DOOR.moves_from(state) and DOOR.target(name, state) != state:
        assert (state, DOOR.target(name, state)) in pairs


def test_draws_every_move() -> None:
    lines = DOOR.as_mermaid().splitlines()

    assert lines[0] == "stateDiagram-v2"
    assert [line.strip() for line in lines[1:]] == [
        "AJAR --> SHUT: shut",
        "OPEN --> SHUT: shut",
        "SHUT --> OPEN: open",
        "AJAR --> AJAR: push",
        "OPEN --> AJAR: push",
    ]
