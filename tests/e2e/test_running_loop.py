"""The browser of a worker stays open between two tests: its event loop must not be theirs."""

import asyncio

import pytest
from django.db import connection

pytestmark = pytest.mark.e2e


def test_tests_of_pages_see_the_loop_of_playwright(open_anywhere) -> None:
    open_anywhere("http://localhost")
    assert asyncio.get_running_loop()


@pytest.mark.django_db
def test_other_tests_see_no_loop_once_a_browser_is_open(launched) -> None:
    async def answer() -> int:
        return 42

    assert launched.browser.is_connected()
    assert asyncio.run(answer()) == 42
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
