"""The throttle: counted before the check, atomically, forgotten after its window."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
import time_machine
from django.db import connection, transaction
from django.utils import timezone

from core import throttling


@pytest.fixture
def rule(settings):
    settings.THROTTLES = {**settings.THROTTLES, "tried": (5, 900)}
    return "tried"


@pytest.mark.django_db
def test_the_limit_is_reached_then_forgotten_after_the_window(rule):
    start = timezone.now()
    with time_machine.travel(start, tick=False):
        verdicts = [throttling.count(rule, "a@x.fr") for _ in range(6)]
    assert [verdict.allowed for verdict in verdicts] == [True] * 5 + [False]
    assert verdicts[5].retry_after == 900
    with time_machine.travel(start + timedelta(seconds=901), tick=False):
        assert throttling.count(rule, "a@x.fr").allowed


@pytest.mark.django_db
def test_parts_are_counted_apart(rule):
    for _ in range(5):
        throttling.count(rule, "a@x.fr")
    assert not throttling.count(rule, "a@x.fr").allowed
    assert throttling.count(rule, "b@x.fr").allowed
    assert throttling.count(rule, "a@x.fr", "192.0.2.1").allowed


@pytest.mark.django_db(transaction=True)
def test_of_thirty_parallel_attempts_five_pass(rule):
    def attempt(_: int) -> bool:
        try:
            return throttling.count(rule, "a@x.fr").allowed
        finally:
            connection.close()

    with ThreadPoolExecutor(max_workers=15) as pool:
        allowed = list(pool.map(attempt, range(30)))
    assert sum(allowed) == 5


@pytest.mark.django_db(transaction=True)
def test_what_is_shared_is_given_back_with_a_rollback(rule):
    def spend_then_fail() -> None:
        with transaction.atomic():
            assert throttling.spend(rule, 4).count == 4
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        spend_then_fail()
    assert throttling.spend(rule, 3).remaining == 2


@pytest.mark.django_db
def test_what_is_spent_starts_afresh_after_the_window(rule):
    start = timezone.now()
    with time_machine.travel(start, tick=False):
        assert not throttling.spend(rule, 9).allowed
    with time_machine.travel(start + timedelta(seconds=901), tick=False):
        assert throttling.spend(rule, 2).remaining == 3
