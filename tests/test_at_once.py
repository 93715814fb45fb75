"""Acts at the same instant: all answer, a refusal is an answer, nothing else is swallowed, none keeps the suite."""

import threading

import pytest

from tests import at_once as module
from tests.at_once import at_once


class Refused(Exception):
    pass


def _refuse() -> None:
    raise Refused


def test_each_answers_in_its_place_and_together() -> None:
    inside = threading.Barrier(3)
    assert at_once(*[lambda rank=rank: (inside.wait(timeout=5), rank)[1] for rank in range(3)]) == [0, 1, 2]


def test_a_refusal_is_an_answer_and_an_error_is_raised() -> None:
    one, other = at_once(lambda: 1, _refuse, refused=(Refused,))
    assert (one, type(other)) == (1, Refused)
    with pytest.raises(Refused):
        at_once(lambda: 1, _refuse)


def test_one_that_never_comes_back_fails_the_test(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "_SECONDS", 0.2)
    stuck = threading.Event()
    with pytest.raises(AssertionError, match="never came back"):
        at_once(lambda: 1, lambda: stuck.wait(timeout=20))
    stuck.set()
