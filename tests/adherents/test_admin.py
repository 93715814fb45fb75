"""Sami, staff of one caisse, and Rose, staff of another: each works within their own."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from adherents.enums import PageKind
from adherents.models import Adherent, Caisse, Establishment, LegalPage, TermsVersion
from adherents.services import ensure_terms
from core.identifiers import written_siret
from core.models import AuditEvent
from tests.factories import (
    AdherentFactory,
    CaisseFactory,
    EstablishmentFactory,
    MembershipFactory,
    StaffFactory,
    new_siren,
    siret_of,
)
from tests.staff import enter_admin

pytestmark = pytest.mark.django_db

MAX_QUERIES = 10


@pytest.fixture
def sami(client):
    staff = StaffFactory(first_name="Sami", staff_caisse=CaisseFactory(name="CIBTP Nord", slug="nord"))
    enter_admin(client, staff)
    return staff


@pytest.fixture
def rose(client_factory):
    staff = StaffFactory(first_name="Rose", staff_caisse=CaisseFactory(name="CIBTP Sud", slug="sud"))
    staff.client = client_factory()
    enter_admin(staff.client, staff)
    return staff


@pytest.fixture
def acme(sami):
    return AdherentFactory(caisse=sami.staff_caisse, name="Maçonnerie Acmé", cibtp_id="70123A")


@pytest.fixture
def rival(rose):
    return AdherentFactory(caisse=rose.staff_caisse, name="Maçonnerie Rivale", cibtp_id="70123A")


def change(row) -> str:
    return reverse(f"admin:{row._meta.app_label}_{row._meta.model_name}_change", args=[row.pk])


def listing(model: str, query: str = "") -> str:
    return reverse(f"admin:adherents_{model}_changelist") + query


def company(**values):
    """What the page of a company posts, without a new site."""
    return {
        "cibtp_id": "70999B",
        "siren": new_siren(),
        "name": "Charpente Neuve",
        "holder_first_name": "Claire",
        "holder_last_name": "Durand",
        "joined_on": "",
        "establishments-TOTAL_FORMS": "0",
        "establishments-INITIAL_FORMS": "0",
        **values,
    }


def sites(*rows, initial=0):
    """The inline forms of sites."""
    posted = {"establishments-TOTAL_FORMS": str(len(rows)), "establishments-INITIAL_FORMS": str(initial)}
    for number, row in enumerate(rows):
        posted |= {f"establishments-{number}-{name}": value for name, value in row.items()}
    return posted


def test_the_list_holds_the_companies_of_ones_caisse(client, acme, rival, rose):
    page = client.get(listing("adherent")).content.decode()
    assert "Acmé" in page
    assert "Rivale" not in page
    assert "CIBTP Sud" not in page
    other = rose.client.get(listing("adherent")).content.decode()
    assert "Rivale" in other
    assert "Acmé" not in other


@pytest.mark.parametrize("model", ["adherent", "establishment", "legalpage", "termsversion", "caisse"])
def test_rows_of_another_caisse_are_neither_listed_nor_opened(client, acme, rival, rose, model):
    rows = {
        "adherent": rival,
        "establishment": rival.head_office,
        "legalpage": LegalPage.objects.create(caisse=rose.staff_caisse, kind=PageKind.LEGAL_NOTICE, body="Rivale"),
        "termsversion": ensure_terms(rose.staff_caisse),
        "caisse": rose.staff_caisse,
    }
    row = rows[model]
    assert change(row) not in client.get(listing(model)).content.decode()
    for suffix in ("", "history", "delete"):
        url = change(row).replace("change/", f"{suffix}/" if suffix else "change/")
        assert client.get(url).status_code in (403, 404)
        assert "Rivale" not in client.get(url).content.decode()
    assert rose.client.get(change(row)).status_code == 200


@pytest.mark.parametrize(
    "typed",
    [
        "acme",
        "ACMÉ",
        "  maçonnerie   acme ",
        "maconnerie",
        "70123a",
        "70-123 A",
        "{siren}",
        "{siret}",
        "{other}",
        "{start}",
    ],
)
def test_a_company_is_found_however_one_types(client, acme, rival, typed):
    site = EstablishmentFactory(adherent=acme)
    siren, siret = acme.siren, acme.head_office.siret
    typed = typed.format(
        siren=f"{siren[:3]} {siren[3:6]}-{siren[6:]}",
        siret=f"{siret[:9]} {siret[9:]}",
        other=site.siret,
        start=siren[:6],
    )
    page = client.get(listing("adherent"), {"q": typed}).content.decode()
    assert "Acmé" in page
    assert "Rivale" not in page


@pytest.mark.parametrize("typed", ["Rivale", "{siren}", "{siret}", "zzz", "%", "'"])
def test_a_search_never_leaves_ones_caisse(client, acme, rival, typed):
    typed = typed.format(siren=rival.siren, siret=rival.head_office.siret)
    for model, row in (("adherent", rival), ("establishment", rival.head_office)):
        assert change(row) not in client.get(listing(model), {"q": typed}).content.decode()


@pytest.mark.parametrize("typed", ["acme", "70123a", "{siret}", "Atelier"])
def test_a_site_is_found_by_itself_or_by_its_company(client, acme, rival, typed):
    site = EstablishmentFactory(adherent=acme, name="Atelier")
    page = client.get(listing("establishment"), {"q": typed.format(siret=site.siret)}).content.decode()
    assert written_siret(site.siret) in page


def test_the_choices_hold_ones_caisse_only(client, acme, rival, rose):
    page = client.get(reverse("admin:adherents_adherent_add")).content.decode()
    assert "CIBTP Nord" in page
    assert "CIBTP Sud" not in page
    answer = client.get(
        reverse("admin:autocomplete"),
        {"app_label": "adherents", "model_name": "establishment", "field_name": "adherent", "term": "Maçonnerie"},
    )
    assert [row["id"] for row in answer.json()["results"]] == [str(acme.pk)]


def test_a_company_is_added_in_ones_caisse_with_its_site(client, sami):
    siren = new_siren()
    siret = siret_of(siren)
    posted = company(siren=f"{siren[:3]} {siren[3:6]} {siren[6:]}", cibtp_id="70-999 b", caisse=sami.staff_caisse_id)
    posted |= sites({"siret": f"{siren} {siret[9:]}", "name": "Siège", "is_head_office": "on", "address": "1 rue"})
    assert client.post(reverse("admin:adherents_adherent_add"), posted).status_code == 302
    added = Adherent.objects.get()
    assert (added.siren, added.cibtp_id, added.caisse) == (siren, "70999B", sami.staff_caisse)
    assert added.establishments.get().siret == siret
    events = AuditEvent.objects.filter(action="adherents.added", actor_id=sami.pk)
    assert {event.adherent_id for event in events} == {added.pk}
    assert events.count() == 2


def test_a_company_is_not_added_in_another_caisse(client, sami, rose):
    response = client.post(reverse("admin:adherents_adherent_add"), company(caisse=rose.staff_caisse_id))
    assert response.status_code == 200
    assert not Adherent.objects.exists()


def test_a_company_never_changes_caisse(client, acme, rose, sami):
    posted = company(siren=acme.siren, caisse=rose.staff_caisse_id, name="Acmé Deux")
    posted |= sites(
        {
            "id": acme.head_office.pk,
            "adherent": acme.pk,
            "siret": acme.head_office.siret,
            "name": "Siège",
            "is_head_office": "on",
            "address": "1 rue",
        },
        initial=1,
    )
    assert client.post(change(acme), posted).status_code == 302
    acme.refresh_from_db()
    assert (acme.name, acme.caisse) == ("Acmé Deux", sami.staff_caisse)
    event = AuditEvent.objects.filter(action="adherents.changed", adherent_id=acme.pk).last()
    assert event.changes["name"] == ["Maçonnerie Acmé", "Acmé Deux"]


def test_a_site_is_not_added_to_a_company_of_another_caisse(client, acme, rival):
    posted = {"adherent": rival.pk, "siret": siret_of(rival.siren, 7), "name": "Intrus", "address": "1 rue"}
    assert client.post(reverse("admin:adherents_establishment_add"), posted).status_code == 200
    assert not Establishment.objects.filter(name="Intrus").exists()


@pytest.mark.parametrize(
    ("siret", "words"),
    [
        ("55208131766523", "SIRET n’est pas valide"),
        ("00000000000000", "SIRET n’est pas valide"),
        ("55208131766522", "commence par le SIREN"),
        ("{again}", "déjà un établissement de ce SIRET"),
    ],
)
def test_a_wrong_siret_is_refused_in_words(client, acme, siret, words):
    posted = {"adherent": acme.pk, "siret": siret.format(again=acme.head_office.siret), "name": "X", "address": "1 rue"}
    page = client.post(reverse("admin:adherents_establishment_add"), posted).content.decode()
    assert words in page
    assert acme.establishments.count() == 1


def test_a_wrong_siret_among_new_sites_is_refused_in_words(client, sami):
    siren = new_siren()
    for rows, words in (
        ([{"siret": siret_of(new_siren()), "name": "X", "address": "1 rue"}], "commence par le SIREN"),
        (
            [{"siret": siret_of(siren, n), "name": "X", "is_head_office": "on", "address": "1 rue"} for n in (1, 2)],
            "n’a qu’un siège",
        ),
        ([{"siret": siret_of(siren), "name": "X", "address": "1 rue"}] * 2, "doubl"),
    ):
        posted = company(siren=siren, caisse=sami.staff_caisse_id) | sites(*rows)
        page = client.post(reverse("admin:adherents_adherent_add"), posted).content.decode()
        assert words in page
    assert not Adherent.objects.exists()


def test_a_second_head_office_says_what_to_do(client, acme):
    posted = {
        "adherent": acme.pk,
        "siret": siret_of(acme.siren, 2),
        "name": "X",
        "is_head_office": "on",
        "address": "1",
    }
    page = client.post(reverse("admin:adherents_establishment_add"), posted).content.decode()
    assert "a déjà un siège" in page


def test_an_identifiant_already_given_is_refused_in_words(client, acme, sami):
    posted = company(caisse=sami.staff_caisse_id, cibtp_id="70 123 a")
    page = client.post(reverse("admin:adherents_adherent_add"), posted).content.decode()
    assert "déjà celui d’une autre entreprise" in page


def test_an_identifiant_already_given_is_refused_on_change_too(client, acme, sami):
    other = AdherentFactory(caisse=sami.staff_caisse)
    other.head_office.delete()
    page = client.post(change(other), company(siren=other.siren, cibtp_id="70123A")).content.decode()
    assert "déjà celui d’une autre entreprise" in page


def test_the_siren_of_a_company_with_sites_does_not_change(client, acme):
    page = client.post(change(acme), company()).content.decode()
    assert "commence par un autre SIREN" in page


def test_companies_are_filtered_by_account(client, acme):
    held = AdherentFactory(caisse=acme.caisse, name="Plâtrerie Tenue")
    MembershipFactory(adherent=held)
    without = client.get(listing("adherent", "?espace=sans")).content.decode()
    assert ("Acmé" in without, "Tenue" in without) == (True, False)
    with_account = client.get(listing("adherent", "?espace=avec")).content.decode()
    assert ("Acmé" in with_account, "Tenue" in with_account) == (False, True)


@pytest.mark.parametrize("model", ["adherent", "establishment"])
def test_lists_cost_the_same_for_one_row_and_for_many(client, acme, django_assert_max_num_queries, model):
    for _ in range(12):
        AdherentFactory(caisse=acme.caisse)
    with django_assert_max_num_queries(MAX_QUERIES):
        client.get(listing(model))
    with django_assert_max_num_queries(MAX_QUERIES):
        client.get(listing(model), {"q": "mac"})


def test_staff_change_the_identity_of_their_caisse_but_not_its_address(client, sami):
    caisse = sami.staff_caisse
    names = [
        "name", "theme", "territory", "address", "phone", "email", "opening_hours", "legal_name", "siren",
        "publication_director", "host", "data_protection_officer", "conformity",
    ]  # fmt: skip
    posted = {name: getattr(caisse, name) for name in names} | {"name": "CIBTP Grand Nord", "slug": "pirate"}
    assert client.post(change(caisse), posted).status_code == 302
    caisse.refresh_from_db()
    assert (caisse.name, caisse.slug) == ("CIBTP Grand Nord", "nord")
    assert "CIBTP Grand Nord" in client.get("/caisses/nord/").content.decode()
    assert client.get(reverse("admin:adherents_caisse_add")).status_code == 403


def test_a_text_written_by_staff_shows_and_its_removal_brings_the_default_back(client, sami):
    add = reverse("admin:adherents_legalpage_add")
    start = client.get(add, {"kind": PageKind.LEGAL_NOTICE}).content.decode()
    assert "Directeur de la publication" in start
    posted = {"caisse": sami.staff_caisse_id, "kind": PageKind.LEGAL_NOTICE, "body": "<script>x</script> du Nord"}
    assert client.post(add, posted).status_code == 302
    page = client.get("/caisses/nord/mentions-legales/").content.decode()
    assert "&lt;script&gt;x&lt;/script&gt; du Nord" in page
    again = client.post(add, posted).content.decode()
    assert "a déjà écrit cette page" in again
    written = LegalPage.objects.get()
    client.post(change(written).replace("change", "delete"), {"post": "yes"})
    assert "Jeanne Martin" in client.get("/caisses/nord/mentions-legales/").content.decode()
    assert AuditEvent.objects.filter(action="adherents.removed", caisse_id=sami.staff_caisse_id).count() == 1


def test_staff_do_not_write_the_texts_of_another_caisse(client, sami, rose):
    rival = rose.staff_caisse
    posted = {"caisse": rival.pk, "kind": PageKind.LEGAL_NOTICE, "body": "Pirate"}
    assert client.post(reverse("admin:adherents_legalpage_add"), posted).status_code == 200
    posted = {"caisse": rival.pk, "in_force_on": timezone.localdate().isoformat(), "body": "Pirate"}
    assert client.post(reverse("admin:adherents_termsversion_add"), posted).status_code == 200
    assert not LegalPage.objects.exists()
    assert not TermsVersion.objects.exists()
    Caisse.objects.filter(pk=rival.pk).update(publication_director="Secret du Sud")
    start = client.get(reverse("admin:adherents_legalpage_add"), {"caisse": rival.pk, "kind": PageKind.LEGAL_NOTICE})
    assert "Secret du Sud" not in start.content.decode()


def test_a_new_version_of_the_terms_is_numbered_and_the_former_stays(client, sami):
    first = ensure_terms(sami.staff_caisse)
    add = reverse("admin:adherents_termsversion_add")
    assert "Un compte personnel" in client.get(add).content.decode()
    posted = {"caisse": sami.staff_caisse_id, "in_force_on": timezone.localdate().isoformat(), "body": "Texte neuf"}
    assert client.post(add, posted).status_code == 302
    assert [version.number for version in TermsVersion.objects.order_by("number")] == [1, 2]
    assert AuditEvent.objects.filter(action="adherents.terms_published", actor_id=sami.pk).count() == 1
    assert client.post(change(first), {**posted, "body": "Réécrit"}).status_code == 403
    assert client.post(change(first).replace("change", "delete"), {"post": "yes"}).status_code == 403
    first.refresh_from_db()
    assert "Réécrit" not in first.body


def test_a_version_in_the_past_is_refused_in_words(client, sami):
    yesterday = timezone.localdate() - timedelta(days=1)
    posted = {"caisse": sami.staff_caisse_id, "in_force_on": yesterday.isoformat(), "body": "Texte"}
    page = client.post(reverse("admin:adherents_termsversion_add"), posted).content.decode()
    assert "aujourd’hui ou un jour à venir" in page
    assert not TermsVersion.objects.exists()


def test_a_reader_changes_nothing(client, sami, acme):
    sami.staff_role = "reader"
    sami.save()
    assert client.get(change(acme)).status_code == 200
    assert client.post(change(acme), company()).status_code == 403
    assert client.get(reverse("admin:adherents_legalpage_add")).status_code == 403
