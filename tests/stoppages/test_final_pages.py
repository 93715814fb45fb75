"""The pages of the final declaration: what each costs, whoever is on the list."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests.stoppages.final_kit import MONDAY, TUESDAY, access_of, certify, hired, lost, page, stopped

pytestmark = pytest.mark.django_db


def queries_of(browser, address):
    browser.get(address)
    with CaptureQueriesContext(connection) as queries:
        assert browser.get(address).status_code == 200
    return len(queries)


def filled(cast, number):
    people = [hired(cast) for _ in range(number)]
    case = stopped(cast, people)
    lost(access_of(cast), case, {(one, day): "8" for one in people for day in (MONDAY, TUESDAY)})
    return case


# Every check at once, over all the stoppages of these people: what each reads is read once.
BUDGETS = {"certify": 17, "estimate": 17}


@pytest.mark.parametrize("name", ["work_resumed", "people", "hours", "wages", "certify", "estimate", "amend"])
def test_a_page_asks_as_much_for_one_as_for_fifty(cast, name):
    browser, counts = cast.browser("alice"), []
    for number in (1, 50):
        case = filled(cast, number)
        if name == "amend":
            certify(access_of(cast), case)
        counts.append(queries_of(browser, page(case, name)))
    assert counts[0] == counts[1]
    assert counts[1] <= BUDGETS.get(name, 12)
