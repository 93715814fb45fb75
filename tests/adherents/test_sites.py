"""The page of a site: its public holidays, and in Alsace-Moselle whether its commune keeps Good Friday (L3134-13)."""

import re
from datetime import date
from typing import Any

import pytest
import time_machine
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse

from accounts.enums import MembershipRole
from accounts.models import Membership
from adherents.changes import services
from adherents.changes.queries import present_of, target_of
from adherents.enums import ChangeKind, ChangeState
from adherents.identity.queries import holidays_of
from adherents.models import Establishment, PublicHoliday
from core.models import AuditEvent
from core.rights import Right
from tests.adherents.changes_kit import address_of, browser_of, only_change, proof, seen_on
from tests.factories import CaisseFactory, ChangeFactory, EstablishmentFactory, MembershipFactory, StaffFactory
from tests.staff import staff_client

pytestmark = pytest.mark.django_db
ALSACE = "4 quai du Bassin\n67000 Strasbourg"
RULE = "un temple protestant ou une église mixte"


@pytest.fixture(autouse=True)
def today():
    with time_machine.travel(date(2026, 11, 25)):
        yield


@pytest.fixture
def member() -> Membership:
    one: Membership = MembershipFactory()
    return one


@pytest.fixture
def browser(member: Membership) -> Client:
    return browser_of(member)


@pytest.fixture
def alsatian(member: Membership) -> Establishment:
    site: Establishment = EstablishmentFactory(adherent=member.adherent, name="Dépôt de Strasbourg", address=ALSACE)
    return site


def text_of(response: Any) -> str:
    return " ".join(response.content.decode().replace("\N{NO-BREAK SPACE}", " ").replace("&nbsp;", " ").split())


def page_of(browser: Client, member: Membership, site: Establishment) -> str:
    response = browser.get(address_of("site", member, site.public_id))
    assert response.status_code == 200
    return text_of(response)


def ask(browser: Client, member: Membership, site: Establishment, **typed: Any) -> Any:
    url = address_of("request_good_friday_change", member, site.public_id)
    return browser.post(url, {"seen": seen_on(browser, url), **typed})


def accept(member: Membership) -> None:
    manager, change = StaffFactory(staff_caisse=member.adherent.caisse), only_change()
    seen = present_of(change.adherent_id, target_of(change)).mark
    services.accept_change(change=change, by=manager, seen=seen)


def days_of(site: Establishment, year: int) -> dict[str, str]:
    return {f"{kept.day:%m-%d}": kept.name for kept in holidays_of(site, [year])[0].days}


def test_the_page_lists_the_public_holidays_of_this_year_and_of_the_next_in_order(browser, member, alsatian):
    page = page_of(browser, member, alsatian)
    assert re.findall(r"<caption[^>]*>(\d+)<", page) == ["2026", "2027"]
    for said in ("lundi 6 avril 2026", "lundi 29 mars 2027", "Saint-Étienne", "Code du travail, article L3133-1"):
        assert said in page, said
    years = holidays_of(alsatian, (2026, 2027))
    assert [len(year.days) for year in years] == [12, 12]
    assert all(year.days == sorted(year.days, key=lambda kept: kept.day) for year in years)


def test_a_day_of_the_caisse_says_that_it_is_and_why(browser, member, alsatian):
    custom = {"name": "Saint-Éloi", "month": 12, "day": 1, "starts_on": date(2027, 1, 1)}
    PublicHoliday.objects.create(caisse=member.adherent.caisse, source="Accord de 2026", **custom)
    PublicHoliday.objects.create(caisse=CaisseFactory(), source="D’ailleurs", **custom)
    page = page_of(browser, member, alsatian)
    assert "Ajouté par votre caisse : Accord de 2026" in page
    assert page.count("Saint-Éloi") == 1
    assert "D’ailleurs" not in page
    assert ("12-01" in days_of(alsatian, 2026), "12-01" in days_of(alsatian, 2027)) == (False, True)


@pytest.mark.parametrize(("keeps", "said"), [(True, "Férié dans cette commune"), (False, "Non férié dans cette")])
def test_an_alsatian_site_says_whether_its_commune_keeps_good_friday(browser, member, alsatian, keeps, said):
    alsatian.keeps_good_friday = keeps
    alsatian.save()
    page = page_of(browser, member, alsatian)
    assert said in page
    assert RULE in page
    assert ("vendredi 3 avril 2026" in page) == keeps


@pytest.mark.parametrize("postal_code", ["75001", "97200", "54000"])
def test_elsewhere_nothing_is_said_of_good_friday_nor_may_it_be_asked(browser, member, postal_code):
    site = EstablishmentFactory(adherent=member.adherent, address=f"1 rue du Port\n{postal_code} Ville")
    page = page_of(browser, member, site)
    assert "Vendredi saint" not in page.partition("page-help")[0]
    assert RULE not in page.partition("page-help")[0]
    url = address_of("request_good_friday_change", member, site.public_id)
    assert [browser.get(url).status_code, browser.post(url, {"good_friday": "kept"}).status_code] == [404, 404]


def test_it_is_asked_of_the_caisse_which_accepts_and_then_it_is_kept(browser, member, alsatian):
    response = ask(browser, member, alsatian, good_friday="kept")
    change = only_change()
    assert response["Location"] == address_of("change", member, change.public_id)
    assert (change.kind, change.subject) == (ChangeKind.GOOD_FRIDAY, "Vendredi saint, Dépôt de Strasbourg")
    page = text_of(browser.get(response["Location"]))
    assert "Non férié" in page
    assert "<strong>Férié</strong>" in page
    alsatian.refresh_from_db()
    assert not alsatian.keeps_good_friday
    accept(member)
    alsatian.refresh_from_db()
    assert (alsatian.keeps_good_friday, alsatian.address) == (True, ALSACE)
    assert days_of(alsatian, 2026)["04-03"] == "Vendredi saint"
    actions = ("adherents.change_requested", "adherents.change_accepted")
    assert AuditEvent.objects.filter(action__in=actions, target=change.subject).count() == 2


def test_it_is_given_up_in_the_same_way_with_a_proof_or_without(browser, member, alsatian):
    alsatian.keeps_good_friday = True
    alsatian.save()
    ask(browser, member, alsatian, good_friday="not_kept", proofs=proof())
    assert only_change().proofs.count() == 1
    accept(member)
    alsatian.refresh_from_db()
    assert not alsatian.keeps_good_friday


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ({"good_friday": ""}, "Dites si le Vendredi saint est férié"),
        ({"good_friday": "parfois"}, "Choisissez l’une des deux réponses"),
        ({"good_friday": "not_kept"}, "rien n’est à changer"),
        ({"good_friday": "kept", "seen": "ailleurs"}, "ont changé depuis l’affichage"),
    ],
)
def test_what_is_wrong_is_said_and_nothing_is_sent(browser, member, alsatian, typed, words):
    response = ask(browser, member, alsatian, **typed)
    assert response.status_code == 422
    assert words in text_of(response)
    assert not alsatian.changes.exists()


def test_one_request_a_site_is_open_and_a_closed_site_asks_for_nothing(browser, member, alsatian):
    ask(browser, member, alsatian, good_friday="kept")
    url = address_of("request_good_friday_change", member, alsatian.public_id)
    assert browser.get(url)["Location"] == address_of("change", member, only_change().public_id)
    alsatian.closed_on = date(2026, 1, 1)
    alsatian.save()
    assert browser.get(url).status_code == 404
    assert "Demander une modification" not in page_of(browser, member, alsatian).partition("page-help")[0]


def test_the_caisse_reads_what_is_asked_in_words_and_accepts_it(browser, member, alsatian):
    ask(browser, member, alsatian, good_friday="kept")
    change, desk = only_change(), staff_client(StaffFactory(staff_caisse=member.adherent.caisse))
    read = desk.get(reverse("admin:adherents_changerequest_change", args=[change.pk]))
    assert "Vendredi saint" in text_of(read)
    assert "Non férié" in text_of(read)
    accepting = reverse("admin:adherents_changerequest_accept", args=[change.pk])
    sent = desk.post(accepting, {"seen": read.context["seen"], "confirm": "1"})
    assert sent.status_code == 302
    change.refresh_from_db()
    alsatian.refresh_from_db()
    assert (change.state, alsatian.keeps_good_friday) == (ChangeState.ACCEPTED, True)


@pytest.mark.parametrize(("postal_code", "keeps"), [("68000", True), ("75001", False)])
def test_a_site_that_leaves_alsace_moselle_leaves_its_good_friday_there(member, alsatian, postal_code, keeps):
    alsatian.keeps_good_friday = True
    alsatian.save()
    before, asked = ({"address": address} for address in (ALSACE, f"1 rue du Port\n{postal_code} Ville"))
    ChangeFactory(
        adherent=member.adherent, kind=ChangeKind.ADDRESS, contact_kind="", establishment=alsatian,
        before=before, asked=asked,
    )  # fmt: skip
    accept(member)
    alsatian.refresh_from_db()
    assert (alsatian.address, alsatian.keeps_good_friday) == (asked["address"], keeps)


def test_the_caisse_accepts_no_good_friday_where_the_site_is_no_longer(browser, member, alsatian):
    ask(browser, member, alsatian, good_friday="kept")
    alsatian.address = "1 rue du Port\n75001 Paris"
    alsatian.save()
    with pytest.raises(services.NoGoodFridayThere):
        accept(member)
    change, desk = only_change(), staff_client(StaffFactory(staff_caisse=member.adherent.caisse))
    seen = desk.get(reverse("admin:adherents_changerequest_change", args=[change.pk])).context["seen"]
    accepting = reverse("admin:adherents_changerequest_accept", args=[change.pk])
    told = desk.post(accepting, {"seen": seen, "confirm": "1"}, follow=True)
    assert "n’est plus en Alsace-Moselle" in text_of(told)
    change.refresh_from_db()
    assert change.is_open


def test_whoever_acts_for_a_site_sees_that_site_only(member, alsatian):
    local = MembershipFactory(adherent=member.adherent, establishment=alsatian)
    there = browser_of(local)
    assert "Strasbourg" in page_of(there, local, alsatian)
    for name in ("site", "request_good_friday_change"):
        assert there.get(address_of(name, local, member.adherent.head_office.public_id)).status_code == 404, name


def test_whoever_only_reads_is_offered_nothing_to_ask(member, alsatian):
    reader = MembershipFactory(
        adherent=member.adherent, role=MembershipRole.COLLEAGUE, rights=[Right.LEGAL_CONSULT.value]
    )
    there = browser_of(reader)
    page = page_of(there, reader, alsatian).partition("page-help")[0]
    assert "Demander une modification" not in page
    assert "Changer d’adresse" not in page
    assert there.get(address_of("request_good_friday_change", reader, alsatian.public_id)).status_code == 403


def test_good_friday_is_asked_of_a_site_and_of_no_company(member):
    with pytest.raises(IntegrityError, match="change_names_its_object"), transaction.atomic():
        ChangeFactory(adherent=member.adherent, kind=ChangeKind.GOOD_FRIDAY, contact_kind="", establishment=None)


def test_the_list_of_sites_leads_to_the_page_of_each(browser, member, alsatian):
    page = text_of(browser.get(address_of("index", member)))
    for site in (alsatian, member.adherent.head_office):
        assert f'href="{address_of("site", member, site.public_id)}"' in page
