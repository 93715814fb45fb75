"""Who acts for one site, and who reads wages without reading stoppages: what is the company's stays so."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest
from django.core.exceptions import PermissionDenied
from django.utils import timezone

from core.models import AuditEvent
from core.rights import Right
from stoppages.final.services.wages import say_campaign_wages
from stoppages.models import CampaignWages, LostDay
from stoppages.services.settling import settle
from tests.factories import MembershipFactory
from tests.stoppages.factories import at
from tests.stoppages.final_kit import MONDAY, TUESDAY, access_of, grid, hired, lost, page, stopped

pytestmark = pytest.mark.django_db
APRIL = date(2025, 4, 1)


@pytest.fixture
def written(cast):
    one = hired(cast)
    case = stopped(cast, [one])
    lost(access_of(cast), case, {(one, MONDAY): "8"})
    case.refresh_from_db()
    return case


def member(cast, **fields):
    user = cast.people["bruno"]
    user.memberships.filter(adherent=cast.acme.adherent).delete()
    MembershipFactory(user=user, adherent=cast.acme.adherent, role="colleague", **fields)
    return cast.browser("bruno")


def of_site(cast, case):
    """Somebody of the one site of the case, who declares and reads wages."""
    rights = ["stoppages.consult", "stoppages.act", "wages.consult"]
    return member(cast, rights=rights, establishment=case.establishment)


def address(case, name):
    return page(case, name).replace(case.adherent.public_id, case.establishment.public_id)


def test_the_wages_of_the_whole_company_are_neither_read_nor_said_by_one_site(cast, written):
    CampaignWages.objects.filter(adherent=written.adherent).update(amount=Decimal("312345.67"))
    browser = of_site(cast, written)
    shown = browser.get(address(written, "estimate"))
    assert shown.status_code == 200
    assert "312" not in shown.content.decode().replace("\xa0", "").replace("\u202f", "")
    assert browser.post(address(written, "estimate"), {"campaign": "2025-04-01", "amount": "1"}).status_code == 403
    assert CampaignWages.objects.get(adherent=written.adherent, campaign=APRIL).amount == Decimal("312345.67")
    whole = cast.browser("alice").get(page(written, "estimate")).content.decode()
    assert "312" in whole


def test_the_service_says_no_wages_of_the_company_for_one_site(cast, written):
    access = access_of(cast)
    site = replace(access, tiers=replace(access.tiers, establishment_id=written.establishment_id))
    with pytest.raises(PermissionDenied):
        say_campaign_wages(access=site, case=written, campaign=APRIL, amount=Decimal(1))


@pytest.mark.parametrize("name", ["case", "wages", "certify", "estimate", "hours", "people", "case_hours"])
@pytest.mark.parametrize("is_over", [False, True])
def test_who_only_reads_wages_reads_no_stoppage(cast, written, name, is_over):
    if is_over:
        written.closed_at = timezone.now()
        settle(written)
    browser = member(cast, rights=[Right.WAGES_CONSULT.value])
    assert browser.get(page(written, name)).status_code in (302, 403, 404)


def test_hours_of_a_day_out_of_the_stoppage_are_not_written(cast, written):
    one = written.stoppedpersons.get().employee
    browser = cast.browser("alice")
    for day in (date(9999, 12, 31), date(2026, 1, 20), date(2026, 1, 11)):
        browser.post(page(written, "hours"), grid(written, {one: ["8"]}, [day]))
    assert set(LostDay.objects.filter(case=written).values_list("day", flat=True)) == {MONDAY}
    assert browser.get(page(written, "hours")).status_code == 200


def test_hours_left_out_by_a_shorter_stoppage_are_taken_away(cast, written):
    one = written.stoppedpersons.get().employee
    lost(access_of(cast), written, {(one, TUESDAY): "8"})
    written.weather.resumes_at = at("2026-01-13 07:00")
    written.weather.save()
    cast.browser("alice").post(page(written, "hours"), grid(written, {one: ["8", ""]}, [MONDAY, TUESDAY]))
    assert set(LostDay.objects.filter(case=written).values_list("day", flat=True)) == {MONDAY}


def test_the_journal_says_that_the_wages_of_a_campaign_were_said_never_what_they_are(cast, written):
    for typed in ("312 345,67", ""):
        cast.browser("alice").post(page(written, "estimate"), {"campaign": "2025-04-01", "amount": typed})
    events = AuditEvent.objects.filter(action="stoppages.campaign_wages_said").order_by("pk")
    assert [event.changes for event in events] == [{"source": "saisis"}, {"source": "mois déclarés"}]


def test_a_social_security_number_does_not_stay_in_the_address_of_the_people(cast, written):
    browser = cast.browser("alice")
    answer = browser.get(page(written, "people"), {"q": "1 85 05 78 006 084 36"})
    assert (answer.status_code, "185" in answer["Location"]) == (302, False)
    assert "n’est pas gardé" in browser.get(answer["Location"]).content.decode()
