"""What *À faire*, the portfolio and the tile tell of the stoppages."""

from datetime import date

import pytest
from django.urls import reverse

from core import pending
from core.rights import Right
from core.templatetags.portal import near_date
from stoppages.enums import DeclarationKind
from stoppages.models import CaseQuestion
from stoppages.services.settling import settle
from tests.employees.person_kit import text_of
from tests.stoppages.factories import WorksiteFactory, lose, sent, sick_leave_case, weather_case
from tests.stoppages.kit import site_of, worker

pytestmark = pytest.mark.django_db
ALL = frozenset(Right)


def home(cast, name: str = "alice") -> str:
    return text_of(cast.browser(name).get(reverse("portal_home", args=[cast.acme.ref])))


def test_what_waits_is_counted_by_company_for_whoever_acts(cast):
    site = WorksiteFactory()
    weather_case(site)
    sent(weather_case(site, starts="2026-10-01 08:00"), DeclarationKind.PROVISIONAL)
    done = weather_case(site, starts="2026-02-02 08:00", resumes="2026-02-03 08:00")
    sent(done)
    told = pending.pending_by_company({site.adherent_id: ALL})
    assert told == {site.adherent_id: ["2 arrêts intempéries à compléter"]}
    done.to_amend = True
    done.save()
    assert pending.pending_by_company({site.adherent_id: ALL}) == {
        site.adherent_id: ["3 arrêts intempéries à compléter"]
    }
    assert pending.pending_by_company({site.adherent_id: ALL - {Right.STOPPAGES_ACT}}) == {site.adherent_id: []}


def test_each_is_told_with_what_where_and_until_when(cast):
    case = weather_case(site_of(cast, name="Les Tilleuls"), starts="2026-11-23 08:00", cause="snow")
    page = home(cast)
    assert "Arrêt à déclarer : neige, Les Tilleuls" in page
    assert f"Au plus tard le {near_date(date(2026, 11, 28))}".replace("\N{NO-BREAK SPACE}", " ") in page
    lose(case, worker(cast), {"2026-11-23": "8"})
    final = sent(case)
    CaseQuestion.objects.create(case=case, adherent=case.adherent, text="Pourquoi ?", asked_at=final.sent_at)
    settle(case)
    assert "Question de votre caisse : neige, Les Tilleuls" in home(cast)


def test_a_sick_leave_is_told_to_whoever_may_read_motives(cast):
    sick_leave_case(worker(cast))
    assert "Arrêt de travail" not in home(cast, "chloe")
    assert "Arrêt à déclarer : " in home(cast)


@pytest.mark.parametrize("lacking", [Right.STOPPAGES_ACT, Right.MOTIVES_CONSULT])
def test_a_sick_leave_asks_for_both_rights(cast, lacking):
    case = sick_leave_case()
    whole = pending.pending_by_company({case.adherent_id: ALL, cast.acme.adherent.pk: ALL - {lacking}})
    assert whole[case.adherent_id] == ["1 arrêt de travail à compléter"]
    assert "1 arrêt de travail à compléter" not in whole[cast.acme.adherent.pk]


def test_the_tile_shows_what_is_due_and_what_was_paid(cast):
    weather_case(site_of(cast, name="Les Tilleuls"), starts="2026-11-23 08:00")
    page = home(cast)
    assert "Les Tilleuls" in page
    assert "jusqu’au 28/11" in page
    assert "Derniers remboursements" in page
    assert "85,30" in page
