"""Cases are kept so long after their last day, with all that is in them, and no longer."""

from datetime import timedelta

import pytest
from django.conf import settings
from django.utils import timezone

from core import files
from employees.services.retention import purge_people
from stoppages.enums import DeclarationKind
from stoppages.models import DeclaredDay, StoppageCase, StoppageDeclaration
from stoppages.personal_data import declarations_sent
from stoppages.services.retention import purge_cases
from tests.stoppages.factories import lose, sent, sick_leave_case, weather_case
from tests.stoppages.kit import site_of, worker

pytestmark = pytest.mark.django_db


def declared(cast, day):
    starts = f"{day:%Y-%m-%d} 08:00"
    case = weather_case(site_of(cast), starts=starts, resumes=f"{day + timedelta(days=1):%Y-%m-%d} 08:00")
    lose(case, worker(cast), {f"{day:%Y-%m-%d}": "8"})
    sent(case)
    return case


def test_a_case_goes_whole_at_its_time(cast):
    today = timezone.localdate()
    old = declared(cast, today - settings.STOPPAGE_RETENTION - timedelta(days=2))
    recent = declared(cast, today - settings.STOPPAGE_RETENTION + timedelta(days=2))
    assert purge_cases() == 1
    assert not StoppageCase.objects.filter(pk=old.pk).exists()
    assert not DeclaredDay.objects.filter(case_id=old.pk).exists()
    assert StoppageDeclaration.objects.filter(case=recent).exists()


def test_its_files_go_with_it(cast):
    case = cast.acme.stopped.reimbursed
    name = case.casefiles.get().stored_name
    files.write(name, b"content")
    case.starts_on = case.ends_on = timezone.localdate() - settings.STOPPAGE_RETENTION - timedelta(days=1)
    case.save()
    purge_cases()
    assert not files.private().exists(name)


def test_a_chain_is_kept_as_long_as_its_last_one(cast):
    long_ago = timezone.localdate() - settings.STOPPAGE_RETENTION - timedelta(days=30)
    first = sick_leave_case(worker(cast), starts_on=long_ago, expected_end_on=long_ago + timedelta(days=9))
    later = sick_leave_case(
        first.sick_leave.employee, starts_on=timezone.localdate(), expected_end_on=timezone.localdate(), first=first
    )
    purge_cases()
    assert StoppageCase.objects.filter(pk__in=[first.pk, later.pk]).count() == 2


def test_nothing_is_left_of_somebody_who_is_not_kept_any_more(cast):
    left_on = timezone.localdate() - settings.EMPLOYEE_RETENTION - timedelta(days=1)
    person = worker(cast, starts_on=left_on - timedelta(days=90), ends_on=left_on)
    day = left_on - timedelta(days=10)
    case = sick_leave_case(person, starts_on=day, expected_end_on=day)
    assert purge_people() == 1
    purge_cases()
    assert not StoppageCase.objects.filter(pk=case.pk).exists()


def test_who_sent_declarations_reads_it_among_their_data(cast):
    alice = cast.people["alice"]
    case = weather_case(site_of(cast))
    declaration = sent(case, DeclarationKind.PROVISIONAL, sent_by=alice)
    [told] = declarations_sent(alice)
    assert (told["reference"], told["objet"]) == (declaration.reference, "Déclaration provisoire")
