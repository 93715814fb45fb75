"""The latest documents: on the home page, on the page of somebody; the same rule as the list."""

import pytest
from django.urls import reverse
from django.utils import timezone

from core.rights import Right
from documents.enums import ShippedKind
from documents.models import Download
from tests.documents.factories import DocumentFactory, certificate, kind_of
from tests.documents.kit import ALL, browser_of, holder, query_count, text_of
from tests.employees.factories import EmploymentFactory
from tests.employees.person_kit import colleague

pytestmark = pytest.mark.django_db


def test_the_tile_shows_five_of_those_that_one_may_read_and_marks_what_one_has_not():
    member, browser = holder()
    adherent = member.adherent
    person = EmploymentFactory(employee__adherent=adherent).employee
    read = DocumentFactory(adherent=adherent, title="Premier", issued_on="2026-11-20")
    Download.objects.create(document=read, adherent=adherent, by=member.user, by_label="Elle")
    certificate(person, title="Certificat", issued_on="2026-11-19")
    DocumentFactory(adherent=adherent, title="Caché", kind=kind_of(adherent.caisse, ShippedKind.PAYMENT_NOTICE))
    DocumentFactory(adherent=adherent, title="Retiré", withdrawn_at=timezone.now(), withdrawal_reason="Erreur")
    DocumentFactory(title="D’une autre")
    home = reverse("portal_home", args=[adherent.public_id])
    page = text_of(browser.get(home))
    for title in ("Premier", "Certificat"):
        assert title in page, title
    for title in ("Caché", "Retiré", "D’une autre"):
        assert title not in page, title
    assert page.count(">Non lu<") == 1
    few = query_count(browser, home)
    for rank in range(9):
        DocumentFactory(adherent=adherent, title=f"Récent {rank}", issued_on="2026-11-21")
    assert query_count(browser, home) == few
    assert text_of(browser.get(home)).count(">Récent") == 5
    reader = text_of(browser_of(colleague(adherent, Right.DOCUMENTS_CONSULT)).get(home))
    assert "Certificat" not in reader


def test_the_page_of_somebody_shows_the_documents_about_them():
    member, browser = holder()
    adherent = member.adherent
    person, other = (EmploymentFactory(employee__adherent=adherent).employee for _ in range(2))
    certificate(other, title="Certificat d’un autre")
    page = reverse("employees:employee", args=[adherent.public_id, person.public_id])
    assert 'id="titre-documents"' not in text_of(browser.get(page))
    for rank in range(6):
        certificate(person, title=f"Certificat {rank}")
    shown = text_of(browser.get(page)).partition('id="titre-documents"')[2].partition("</section>")[0]
    assert shown.count("/telecharger/") == 5
    assert "Certificat d’un autre" not in shown
    more = reverse("documents:index", args=[adherent.public_id], query={"personne": person.public_id})
    assert f'href="{more}"' in shown
    assert len(browser.get(more).context["page"]) == 6
    for missing in (Right.WAGES_CONSULT, Right.DOCUMENTS_CONSULT):
        blind = browser_of(colleague(adherent, *(ALL - {missing, Right.DOCUMENTS_ACT})))
        assert 'id="titre-documents"' not in text_of(blind.get(page)), missing
