"""The list of documents: who reads what, filters, order, what was not read."""

from datetime import date, timedelta

import pytest
from django.utils import timezone

from core.rights import Right
from documents.enums import Audience, ShippedKind
from documents.models import Document, Download
from tests.documents.factories import DocumentFactory, certificate, kind_of
from tests.documents.kit import ALL, address, browser_of, holder, query_count, text_of
from tests.employees.factories import EmploymentFactory
from tests.employees.person_kit import colleague
from tests.factories import DelegationFactory, EstablishmentFactory, FirmMemberFactory

pytestmark = pytest.mark.django_db


def titles(browser, adherent, **query):
    page = browser.get(address(adherent, "index", **query))
    assert page.status_code == 200
    return [line.title for line in page.context["page"]]


def test_each_person_reads_what_the_caisse_and_their_rights_open(django_assert_max_num_queries):
    member, browser = holder()
    adherent, caisse = member.adherent, member.adherent.caisse
    site = EstablishmentFactory(adherent=adherent)
    person = EmploymentFactory(employee__adherent=adherent).employee
    DocumentFactory(adherent=adherent, title="courrier")
    DocumentFactory(adherent=adherent, title="du site", establishment=site)
    DocumentFactory(adherent=adherent, title="mandat", kind=kind_of(caisse, ShippedKind.MANDATE))
    DocumentFactory(adherent=adherent, title="avis", kind=kind_of(caisse, ShippedKind.PAYMENT_NOTICE))
    DocumentFactory(adherent=adherent, title="relevé", kind=kind_of(caisse, ShippedKind.STATEMENT))
    certificate(person, title="certificat")
    DocumentFactory(adherent=adherent, title="demain", published_at=timezone.now() + timedelta(days=1))
    DocumentFactory(adherent=adherent, title="en préparation", published_at=None)
    DocumentFactory(adherent=adherent, title="retiré", withdrawn_at=timezone.now(), withdrawal_reason="Erreur")
    DocumentFactory(title="d’une autre")
    firm = FirmMemberFactory()
    DelegationFactory(adherent=adherent, firm=firm.firm, rights=sorted(ALL))
    reading = (Right.DOCUMENTS_CONSULT,)
    expected = {
        "holder": (browser, adherent, {"courrier", "du site", "mandat", "relevé", "certificat"}),
        "colleague": (browser_of(colleague(adherent, *reading)), adherent, {"courrier", "du site", "mandat"}),
        "with wages": (
            browser_of(colleague(adherent, *reading, Right.WAGES_CONSULT)),
            adherent,
            {"courrier", "du site", "mandat", "certificat"},
        ),
        "of the site": (browser_of(colleague(adherent, *ALL, site=site)), site, {"du site"}),
        "firm": (browser_of(firm), adherent, {"courrier", "du site", "relevé", "certificat"}),
    }
    for who, (seen_by, tiers, seen) in expected.items():
        assert set(titles(seen_by, tiers)) == seen, who
        page = seen_by.get(address(tiers, "index"))
        assert page.context["counts"].all == len(seen), who
    kind_of(caisse).__class__.objects.filter(code=ShippedKind.LETTER).update(audience=Audience.NOBODY)
    assert set(titles(browser, adherent)) == {"mandat", "relevé", "certificat"}


def some(adherent):
    """Four documents, of which each filter keeps some."""
    site = EstablishmentFactory(adherent=adherent, name="Dépôt")
    person = EmploymentFactory(employee__adherent=adherent, employee__last_name="N’Guessan").employee
    statement = kind_of(adherent.caisse, ShippedKind.STATEMENT)
    DocumentFactory(adherent=adherent, title="Bravo", issued_on=date(2026, 3, 10))
    DocumentFactory(adherent=adherent, title="Alpha", issued_on=date(2026, 5, 10), establishment=site)
    DocumentFactory(
        adherent=adherent,
        title="Charlie",
        kind=statement,
        issued_on=date(2026, 9, 1),
        period_starts_on=date(2026, 1, 1),
        period_ends_on=date(2026, 3, 31),
    )
    certificate(person, title="Delta", issued_on=date(2026, 4, 2))
    return site, person


def test_filters_and_orders():
    member, browser = holder()
    site, person = some(member.adherent)
    read = Document.objects.get(title="Alpha")
    Download.objects.create(document=read, adherent=member.adherent, by=member.user, by_label="Elle")
    Download.objects.create(
        document=Document.objects.get(title="Bravo"), adherent=member.adherent, by=None, by_label="Une autre"
    )
    table = [
        ({}, "Charlie Alpha Delta Bravo"),
        ({"tri": "date"}, "Bravo Delta Alpha Charlie"),
        ({"tri": "titre"}, "Alpha Bravo Charlie Delta"),
        ({"tri": "-titre"}, "Delta Charlie Bravo Alpha"),
        ({"tri": "type"}, "Delta Alpha Bravo Charlie"),
        ({"tri": "salarie"}, "Delta Charlie Alpha Bravo"),
        ({"tri": "-salarie"}, "Delta Charlie Alpha Bravo"),
        ({"tri": "published_at"}, "Charlie Alpha Delta Bravo"),
        ({"type": ShippedKind.STATEMENT}, "Charlie"),
        ({"site": site.public_id}, "Alpha"),
        ({"salarie": "nguessan"}, "Delta"),
        ({"salarie": "%"}, ""),
        ({"personne": person.public_id}, "Delta"),
        ({"personne": "0" * 16}, ""),
        ({"lu": "non"}, "Charlie Delta Bravo"),
        # A day of the period that is covered, whatever the date of the paper.
        ({"du": "15/02/2026", "au": "15/02/2026"}, "Charlie"),
        ({"du": "01/03/2026", "au": "31/03/2026"}, "Charlie Bravo"),
        ({"du": "01/04/2026"}, "Alpha Delta"),
        ({"au": "01/02/2026"}, "Charlie"),
        ({"du": "01/04/2026", "tri": "date", "lu": "non"}, "Delta"),
    ]
    for query, expected in table:
        assert titles(browser, member.adherent, **query) == expected.split(), query


def test_what_is_not_understood_is_said_and_kept():
    member, browser = holder()
    some(member.adherent)
    table = [
        ({"du": "32/01/2026"}, "32/01/2026"),
        ({"du": "01/04/2026", "au": "01/03/2026"}, "Le dernier jour vient avant le premier"),
        ({"type": "rien"}, "Choisissez dans la liste."),
        ({"salarie": "x" * 5000}, "caractères"),
    ]
    for query, said in table:
        page = browser.get(address(member.adherent, "index", **query))
        assert page.status_code == 422, query
        assert said in text_of(page), query
    number = browser.get(address(member.adherent, "index", salarie="1 85 05 78 006 084 36"))
    assert number["Location"].endswith("?refus=numero")
    assert "ne sert pas à rechercher" in text_of(browser.get(number["Location"]))


def test_the_list_says_what_is_not_read_and_of_whom_it_is():
    member, browser = holder()
    _, person = some(member.adherent)
    page = text_of(browser.get(address(member.adherent, "index", personne=person.public_id)))
    assert "Non lus (4)" in page
    assert page.count(">Non lu<") == 1
    assert f'href="{address(member.adherent, "certificate", Document.objects.get(title="Delta").public_id)}"' in page
    assert person.full_name in page.partition("Filtres appliqués")[2].partition("</ul>")[0]
    assert "Salarié inconnu" in text_of(browser.get(address(member.adherent, "index", personne="0" * 16)))


def test_no_document_yet():
    member, browser = holder()
    assert "dès que votre caisse les publie" in text_of(browser.get(address(member.adherent, "index")))


def test_as_many_queries_for_one_document_as_for_fifty_and_pages_of_fifty():
    member, browser = holder()
    site, person = some(member.adherent)
    where = address(member.adherent, "index", lu="non", personne=person.public_id)
    few = query_count(browser, where)
    for _ in range(60):
        DocumentFactory(adherent=member.adherent, establishment=site, employee=person)
    assert query_count(browser, where) == few <= 12
    assert len(titles(browser, member.adherent)) == 50
    assert len(titles(browser, member.adherent, page="2")) == 14
