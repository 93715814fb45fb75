"""Through the services: the order of the entries, and the number of declarations, change nothing of what is owed."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from stoppages.models import StoppageCase
from stoppages.queries.counting import counted_of
from stoppages.queries.figures import figures_for
from tests.stoppages.final_kit import access_of, certify, hired, lost, site_of, stopped

pytestmark = pytest.mark.django_db
MONDAY = date(2026, 1, 12)
DAYS = [MONDAY + timedelta(days=rank) for rank in (0, 1, 2, 3, 4, 7, 8)]
few = settings(max_examples=6, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
hours = st.sampled_from(["0", "0.5", "3", "8", "9", "12"])


class Undone(Exception):
    """What an example wrote is not there for the next one."""


def owed(cast, employee):
    """What is indemnified of each day, and at which rate, whatever declares it."""
    figures = figures_for(cast.acme.caisse.pk)
    counted = counted_of(cast.acme.adherent.pk, [employee.pk], years=[2026], figures=figures)[employee.pk]
    return {line.day: (line.carence, line.indemnified, line.reduced) for line in counted.days if line.indemnified}


def declared(cast, employee, site, days, typed, resumes):
    access = access_of(cast)
    case = stopped(cast, [employee], worksite=site, starts=f"{days[0]} 08:00", resumes=f"{resumes} 08:00")
    cells = {(employee, day): one for day, one in zip(days, typed, strict=True)}
    lost(access, case, cells)
    if any(Decimal(one) for one in typed):
        certify(access, case)
    return StoppageCase.objects.get(pk=case.pk)


@few
@given(typed=st.lists(hours, min_size=7, max_size=7), cut=st.integers(1, 6))
def test_one_stoppage_in_two_declarations_is_owed_the_same(cast, typed, cut):
    """Work does not resume between the two: the second begins when the first one is said to end."""
    employee, results = hired(cast), []
    for parts in ([(0, 7)], [(0, cut), (cut, 7)], [(cut, 7), (0, cut)]):
        try:
            with transaction.atomic():
                site = site_of(cast)
                for first, end in parts:
                    resumes = DAYS[end] if end < len(DAYS) else date(2026, 1, 21)
                    declared(cast, employee, site, DAYS[first:end], typed[first:end], resumes)
                results.append(owed(cast, employee))
                raise Undone
        except Undone:
            continue
    assert results[0] == results[1] == results[2]


@few
@given(order=st.permutations([0, 1, 2]), typed=st.lists(hours, min_size=3, max_size=3))
def test_the_order_of_the_entries_changes_nothing(cast, order, typed):
    """Three sites, two of them on one day: whatever was sent first, and amended since."""
    employee, results = hired(cast), []
    sites = [site_of(cast) for _ in range(3)]
    days = [DAYS[0], DAYS[0], DAYS[3]]
    for ranks in ([0, 1, 2], order):
        try:
            with transaction.atomic():
                for rank in ranks:
                    day = days[rank]
                    declared(cast, employee, sites[rank], [day], [typed[rank]], day + timedelta(days=1))
                results.append(owed(cast, employee))
                raise Undone
        except Undone:
            continue
    assert results[0] == results[1]
