import pytest

from shuzhi.rectification.states import State


def test_a_state_that_is_not_in_the_table_is_a_fault_of_the_program(problem):
    with pytest.raises(ValueError, match="does not go"):
        problem.move_to(State.CLOSED)


def test_a_problem_is_named_by_its_unit_and_number(problem):
    assert (str(problem), problem.scope_path) == ("振华路街道 1", problem.reporter.scope_path)
