"""The list of cases: what it holds, filters, sorts, and hides."""

from decimal import Decimal

import pytest
from django.urls import reverse
from django.utils import timezone

from stoppages.enums import CaseState
from stoppages.followup.groups import ROWS, Group
from stoppages.models import StoppageCase
from tests.employees.person_kit import holder
from tests.stoppages.factories import lose, sent, sick_leave_case, weather_case
from tests.stoppages.followup_kit import (
    ALL,
    WITHOUT_MOTIVES,
    WITHOUT_WAGES,
    address,
    browser_with,
    decide,
    pay,
    query_count,
    text_of,
)
from tests.stoppages.kit import access_of, site_of, worker

pytestmark = pytest.mark.django_db


def listed(cast, browser=None, **query):
    page = (browser or cast.browser("alice")).get(address(cast, "index", **query))
    return [line.reference for line in page.context["lines"]]


@pytest.fixture
def cases(cast):
    """One of each group, beside those of the cast."""
    StoppageCase.objects.filter(adherent=cast.acme.adherent).update(
        closed_at=timezone.now(), state="closed", due_at=None
    )
    site, person = site_of(cast, name="Quai des Brumes"), worker(cast)
    person.last_name = "Zola"
    person.save()

    def made(reference, **fields):
        case = weather_case(site, reference=reference, resumes="2026-01-13 08:00", **fields)
        lose(case, person, {"2026-01-12": "8"})
        return case

    draft, sent_one, refused, paid = (made(name) for name in ("I-DRAFT", "I-SENT", "I-REFUSED", "I-PAID"))
    for case in (sent_one, refused, paid):
        sent(case)
    decide(refused.stoppagedeclarations.get(), "refused", "0", reason="Hors champ")
    decide(paid.stoppagedeclarations.get())
    pay(paid, "85.30")
    return {"draft": draft, "sent": sent_one, "refused": refused, "paid": paid, "person": person, "site": site}


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ({"etat": "a-completer"}, {"I-DRAFT"}),
        ({"etat": "chez-la-caisse"}, {"I-SENT"}),
        ({"etat": "decides"}, {"I-REFUSED"}),
        ({"etat": "rembourses"}, {"I-PAID"}),
        ({"etat": "clos"}, {"I-ACME", "I-WACME", "T-ACME", "T-RACME"}),
        ({"nature": "sick_leave"}, {"T-ACME", "T-RACME"}),
        ({"chantier": "brumes quai"}, {"I-DRAFT", "I-SENT", "I-REFUSED", "I-PAID"}),
        ({"q": "zola"}, {"I-DRAFT", "I-SENT", "I-REFUSED", "I-PAID"}),
        ({"q": "i-paid"}, {"I-PAID"}),
        ({"minimum": "85,30", "chantier": "quai"}, {"I-PAID"}),
        ({"minimum": "85,31", "chantier": "quai"}, set()),
        ({"maximum": "10", "chantier": "quai"}, {"I-DRAFT", "I-SENT", "I-REFUSED"}),
        ({"du": "13/01/2026", "chantier": "quai"}, {"I-DRAFT", "I-SENT", "I-REFUSED", "I-PAID"}),
        ({"du": "14/01/2026", "chantier": "quai"}, set()),
        ({"au": "11/01/2026", "chantier": "quai"}, set()),
    ],
)
def test_what_filters_keep(cast, cases, query, expected):
    assert set(listed(cast, **query)) == expected


@pytest.mark.parametrize(
    ("query", "said"),
    [
        ({"minimum": "douze"}, "Écrivez un montant en euros"),
        ({"du": "31/02/2026"}, "février"),
        ({"du": "02/02/2026", "au": "01/02/2026"}, "Le dernier jour vient avant le premier"),
        ({"etat": "perdu"}, "Choisissez dans la liste"),
    ],
)
def test_a_filter_that_is_not_understood_is_said_and_filters_nothing(cast, cases, query, said):
    page = cast.browser("alice").get(address(cast, "index", **query))
    assert page.status_code == 422
    assert said in text_of(page)
    assert page.context["lines"]


def test_every_state_is_of_a_group(cast):
    case = weather_case(site_of(cast))
    for state in CaseState:
        StoppageCase.objects.filter(pk=case.pk).update(state=state)
        groups = [group for group in Group if StoppageCase.objects.filter(ROWS[group], pk=case.pk).exists()]
        assert len(groups) == 1, state


def test_what_is_due_comes_first_then_the_latest(cast):
    StoppageCase.objects.for_access(access_of(cast)).update(due_at=None)
    late = weather_case(site_of(cast), reference="I-LATE", starts="2026-06-01 08:00")
    soon = weather_case(site_of(cast), reference="I-SOON", starts="2026-11-20 08:00")
    old = weather_case(site_of(cast), reference="I-OLD", starts="2024-01-12 08:00")
    assert late.due_at < soon.due_at
    assert old.due_at is None
    shown = listed(cast)
    assert shown[:2] == ["I-LATE", "I-SOON"]
    assert shown[-1] == "I-OLD"


def test_a_line_says_what_is_due_and_until_when(cast):
    case = weather_case(site_of(cast, name="Les Tilleuls"), starts="2026-10-23 08:00")
    page = text_of(cast.browser("alice").get(address(cast, "index", q=case.reference)))
    assert "Gel, Les Tilleuls" in page
    assert "Déclaration provisoire à envoyer" in page
    assert "délai dépassé depuis le mercredi 28 octobre à 7 h" in page


def test_whoever_may_not_read_motives_sees_no_sick_leave(cast):
    person = worker(cast)
    sick_leave_case(person, reference="T-SECRET")
    blind = browser_with(cast, WITHOUT_MOTIVES)
    for query in ({}, {"q": person.last_name}, {"q": "T-SECRET"}, {"nature": "sick_leave"}, {"etat": "a-completer"}):
        page = blind.get(address(cast, "index", **query))
        assert not any(line.reference.startswith("T-") for line in page.context["lines"]), query
        assert "Arrêt de travail" not in text_of(page)
    seeing = browser_with(cast, ALL)
    everything = seeing.get(address(cast, "index")).context["lines"]
    weather = [line.reference for line in everything if not line.reference.startswith("T-")]
    assert blind.get(address(cast, "index")).context["page"].paginator.count == len(weather) < len(everything)


def test_the_estimate_is_for_whoever_may_read_wages(cast):
    case = weather_case(site_of(cast), estimated=Decimal("123.45"))
    where = address(cast, "index", q=case.reference)
    assert "123,45" in text_of(browser_with(cast, ALL).get(where))
    page = text_of(browser_with(cast, WITHOUT_WAGES).get(where))
    assert case.reference in page
    assert "123,45" not in page


def test_a_social_security_number_does_not_stay_in_the_address(cast):
    answer = cast.browser("alice").get(address(cast, "index", q="1 85 05 78 006 084 36"))
    assert (answer.status_code, "185" in answer["Location"]) == (302, False)
    assert "n’est pas gardé" in text_of(cast.browser("alice").get(answer["Location"]))


def test_nothing_that_corresponds_then_nothing_at_all(cast):
    assert "Aucun dossier ne correspond" in text_of(cast.browser("alice").get(address(cast, "index", q="personne")))
    member, browser = holder()
    page = text_of(browser.get(reverse("stoppages:index", args=[member.adherent.public_id])))
    assert "Aucun arrêt" in page
    assert "Plus de filtres" not in page


def test_the_list_costs_as_many_queries_for_one_case_as_for_fifty(cast):
    browser, where = cast.browser("alice"), address(cast, "index")
    browser.get(where)
    few = query_count(browser, where)
    site, person = site_of(cast), worker(cast)
    for number in range(50):
        weather_case(site, resumes="2026-01-13 08:00", reference=f"I-N{number}")
        sick_leave_case(person, reference=f"T-N{number}")
    assert query_count(browser, where) == few <= 10
    assert query_count(browser, address(cast, "index", q="tilleuls", etat="a-completer")) <= 10
