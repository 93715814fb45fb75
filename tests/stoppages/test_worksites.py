"""The register of worksites: added on the spot, changed, closed, searched; the département that a code says."""

from datetime import date
from functools import partial

import pytest
from django.core.exceptions import PermissionDenied
from django.urls import reverse

from adherents.departements import DEPARTEMENTS, departement_in_words, departement_of
from core.models import AuditEvent
from core.rights import Right
from employees.places import places_of
from stoppages.models import Worksite
from stoppages.worksites import services
from stoppages.worksites.values import WorksiteValues
from tests.at_once import at_once
from tests.employees.person_kit import browser_of, colleague
from tests.factories import EstablishmentFactory
from tests.security.test_query_counts import BUDGET, counted
from tests.stoppages.factories import WorksiteFactory, weather_case
from tests.stoppages.kit import access_of, site_of

pytestmark = pytest.mark.django_db

TYPED = {"name": "Les Tilleuls", "address": "3 rue du Port", "postal_code": "13002", "commune": "Marseille"}


@pytest.fixture
def alice(cast):
    return cast.browser("alice")


def address(cast, name="worksites", *args):
    return reverse(f"stoppages:{name}", args=[cast.acme.ref, *args])


def typed(cast, **fields):
    return {**TYPED, "site": cast.acme.stopped.worksite.establishment.public_id, **fields}


def values_of(access, **fields):
    return WorksiteValues(
        **{
            "establishment": places_of(access).sites[0],
            **TYPED,
            "departement": "13",
            "is_public_works": False,
            "owner": "",
            **fields,
        }
    )


@pytest.mark.parametrize(
    ("postal_code", "code"),
    [
        ("01000", "01"),
        ("13002", "13"),
        ("20000", "2A"),
        ("20137", "2A"),
        ("20200", "2B"),
        ("20600", "2B"),
        ("75116", "75"),
        ("95000", "95"),
        ("97110", "971"),
        ("97133", "977"),
        ("97400", "974"),
        ("98800", "988"),
        ("96000", ""),
        ("98000", ""),
        ("00000", ""),
        ("99999", ""),
    ],
)
def test_the_departement_follows_from_the_postal_code(postal_code, code):
    assert departement_of(postal_code) == code


def test_every_departement_has_its_name():
    named = {"2A": "Corse-du-Sud", "21": "Côte-d’Or", "59": "Nord", "75": "Paris", "90": "Territoire de Belfort"}
    assert {code: DEPARTEMENTS[code] for code in named} == named
    assert len([code for code in DEPARTEMENTS if not code.startswith(("97", "98"))]) == 96
    assert departement_in_words("13") == "Bouches-du-Rhône (13)"


def test_a_worksite_is_added_with_its_departement(cast, alice):
    answer = alice.post(address(cast, "add_worksite"), typed(cast, postal_code="13 002"), follow=True)
    added = Worksite.objects.get(adherent=cast.acme.adherent, name="Les Tilleuls")
    assert (added.departement, added.postal_code, added.created_by_label) == ("13", "13002", str(cast.alice))
    assert answer.redirect_chain == [(address(cast), 302)]
    assert AuditEvent.objects.filter(action="stoppages.worksite_added", target="Les Tilleuls").exists()


def test_a_departement_is_corrected_by_hand(cast, alice):
    alice.post(address(cast, "add_worksite"), typed(cast, postal_code="20137", departement="2B"))
    assert Worksite.objects.get(name="Les Tilleuls").departement == "2B"


def test_a_worksite_overseas_is_kept_and_said_not_covered(cast, alice):
    answer = alice.post(address(cast, "add_worksite"), typed(cast, postal_code="97400"), follow=True)
    assert "pas couvert par le régime" in answer.content.decode()
    assert not Worksite.objects.get(name="Les Tilleuls").is_covered
    assert "Non couvert par le régime" in alice.get(address(cast)).content.decode()


@pytest.mark.parametrize(
    ("wrong", "field", "words"),
    [
        ({"name": ""}, "name", "Donnez un nom"),
        ({"name": "x" * 121}, "name", "abrégez"),
        ({"address": " "}, "address", "Saisissez l’adresse"),
        ({"postal_code": "1300"}, "postal_code", "cinq chiffres"),
        ({"postal_code": "١٣٠٠٢"}, "postal_code", "cinq chiffres"),
        ({"postal_code": "96000"}, "postal_code", "d’aucun département"),
        ({"departement": "20"}, "departement", "Choisissez dans la liste"),
        ({"commune": ""}, "commune", "Saisissez la commune"),
    ],
)
def test_what_is_wrong_is_said_beside_its_field_and_nothing_is_lost(cast, alice, wrong, field, words):
    answer = alice.post(address(cast, "add_worksite"), typed(cast, **wrong))
    assert answer.status_code == 422
    assert words in str(answer.context["form"].errors[field])
    assert answer.context["form"]["commune"].value() == wrong.get("commune", "Marseille")
    assert not Worksite.objects.filter(adherent=cast.acme.adherent, commune="Marseille", name="Les Tilleuls").exists()


def test_a_form_sent_twice_adds_one_worksite(cast, alice):
    attempt = alice.get(address(cast, "add_worksite")).context["form"]["attempt"].value()
    for _ in range(2):
        alice.post(address(cast, "add_worksite"), typed(cast, attempt=attempt))
    assert Worksite.objects.filter(name="Les Tilleuls").count() == 1


@pytest.mark.django_db(transaction=True)
def test_two_telephones_that_send_one_form_add_one_worksite(cast):
    access = access_of(cast)
    send = partial(services.add_worksite, access=access, values=values_of(access), attempt="2" * 16)
    assert len({added.pk for added in at_once(*[send] * 4)}) == 1


def test_a_worksite_is_changed_and_the_journal_says_what(cast, alice):
    site = site_of(cast)
    alice.post(address(cast, "change_worksite", site.public_id), typed(cast, name="Le Port", owner="Ville"))
    site.refresh_from_db()
    assert (site.name, site.owner, site.departement) == ("Le Port", "Ville", "13")
    event = AuditEvent.objects.get(action="stoppages.worksite_changed")
    assert event.changes["owner"] == ["", "Ville"]


def test_a_worksite_that_is_closed_is_offered_no_more_and_is_opened_again(cast, alice):
    site = site_of(cast, name="Le Port")
    for _ in range(2):
        alice.post(address(cast, "close_worksite", site.public_id))
    assert AuditEvent.objects.filter(action="stoppages.worksite_closed").count() == 1
    assert "Le Port" not in listed(alice, address(cast))
    assert "Le Port" in listed(alice, f"{address(cast)}?liste=fermes")
    alice.post(address(cast, "close_worksite", site.public_id), {"rouvrir": "1"})
    assert "Le Port" in listed(alice, address(cast))


def listed(browser, where):
    return [site.name for site in browser.get(where).context["page"]]


@pytest.mark.parametrize("typed", ["ecole", "L'École des", "marseille", "13002", "  ECOLE   13002 "])
def test_the_register_is_searched_by_the_one_rule(cast, alice, typed):
    site_of(cast, name="L’École des Mines")
    assert "L’École des Mines" in listed(alice, f"{address(cast)}?q={typed}")


def test_a_search_that_reaches_nothing_says_so(cast, alice):
    page = alice.get(f"{address(cast)}?q=zzz")
    assert "Aucun chantier ne correspond" in page.content.decode()


def test_whoever_acts_for_a_site_sees_its_worksites_alone(cast):
    site = EstablishmentFactory(adherent=cast.acme.adherent)
    foreman = browser_of(colleague(cast.acme.adherent, Right.STOPPAGES_CONSULT, Right.STOPPAGES_ACT, site=site))
    mine = site_of(cast, name="Du dépôt", establishment=site)
    other = site_of(cast, name="Du siège")
    assert listed(foreman, reverse("stoppages:worksites", args=[site.public_id])) == ["Du dépôt"]
    for public_id, status in ((mine.public_id, 200), (other.public_id, 404)):
        change = reverse("stoppages:change_worksite", args=[site.public_id, public_id])
        assert foreman.get(change).status_code == status


def test_no_worksite_is_given_to_a_site_of_another_company(cast):
    access = access_of(cast)
    stranger = cast.rival.stopped.worksite.establishment
    with pytest.raises(PermissionDenied):
        services.add_worksite(access=access, values=values_of(access, establishment=stranger), attempt="2" * 16)
    with pytest.raises(PermissionDenied):
        services.close_worksite(access=access, worksite=cast.rival.stopped.worksite, is_closed=True)


def test_whoever_only_reads_is_offered_nothing_to_do(cast):
    page = cast.browser("bruno").get(address(cast))
    assert page.status_code == 200
    assert "Ajouter un chantier" not in page.content.decode()


def test_the_register_costs_the_same_for_one_worksite_and_for_fifty(cast, alice):
    weather_case(site_of(cast))
    one = counted(alice, address(cast))
    for rank in range(49):
        WorksiteFactory(adherent=cast.acme.adherent, name=f"Chantier {rank}")
    assert counted(alice, address(cast)) == one <= BUDGET


def test_a_date_of_closing_is_said(cast, alice):
    site = site_of(cast, closed_on=date(2026, 3, 1))
    page = alice.get(address(cast, "change_worksite", site.public_id))
    assert "fermé le 1er" in page.content.decode().replace("\N{NO-BREAK SPACE}", " ")
