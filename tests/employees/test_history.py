"""The history of somebody: whole, paginated, with what the reader may see."""

from datetime import timedelta

import pytest
from django.utils import timezone

from employees.enums import EventKind
from employees.models import EmployeeEvent
from tests.employees.factories import EmploymentFactory
from tests.employees.person_kit import ACTS, address_of, browser_of, colleague, holder, site_of, text_of

pytestmark = pytest.mark.django_db
CHANGES = {
    "hourly_wage": ["14,25", "15,75"],
    "departure_reason": ["Démission", "Licenciement pour inaptitude"],
    "street": ["3 rue du Mur", "4 rue du Toit"],
    "former_employer": ["Legrand", ""],
    "crew": ["", "Équipe du matin"],
}


def event_of(employment, **values) -> EmployeeEvent:
    fields = {"kind": EventKind.CHANGED, "actor_label": "Alice Martin", **values}
    return EmployeeEvent.objects.create(employee=employment.employee, adherent=employment.adherent, **fields)


def pages(browser, member, employment) -> list[str]:
    names = ("employee", "history")
    return [text_of(browser.get(address_of(name, member, employment.employee.public_id))) for name in names]


def test_each_line_says_what_by_whom_and_under_which_cabinet():
    member, browser = holder()
    employment = EmploymentFactory(employee__adherent=member.adherent)
    event_of(employment, via="Comptes et Bilans", changes=CHANGES)
    event_of(employment, kind=EventKind.HIRE_REFUSED, by_caisse=True, actor_label="Sami Gestion", reason="Doublon.")
    for page in pages(browser, member, employment):
        for text in (
            *("Fiche modifiée", "Alice Martin (Comptes et Bilans)", "Adresse : 3 rue du Mur → 4 rue du Toit"),
            *("Salaire horaire brut : 14,25 → 15,75", "Employeur précédent du BTP : Legrand → retiré"),
            *("Équipe : Équipe du matin", "Embauche refusée par la caisse", "Votre caisse ·", "Motif : Doublon."),
        ):
            assert text in page, text
        assert "Sami" not in page


def test_without_the_right_a_guarded_value_is_only_said_to_have_changed():
    member, _ = holder()
    employment = EmploymentFactory(employee__adherent=member.adherent)
    event_of(employment, changes=CHANGES)
    reader = colleague(member.adherent, *ACTS)
    for page in pages(browser_of(reader), reader, employment):
        assert "Salaire horaire brut : modifié" in page
        assert "Motif de sortie : modifié" in page
        assert "4 rue du Toit" in page
        assert not [text for text in ("14,25", "15,75", "Démission", "inaptitude") if text in page]


def test_the_page_shows_ten_lines_and_the_history_all_of_them():
    member, browser = holder()
    employment = EmploymentFactory(employee__adherent=member.adherent)
    for rank in range(60):
        event_of(employment, actor_label=f"Auteur {rank:02d}.", at=timezone.now() - timedelta(days=rank))
    page, first = pages(browser, member, employment)
    assert [rank for rank in range(60) if f"Auteur {rank:02d}." in page] == list(range(10))
    address = address_of("history", member, employment.employee.public_id)
    assert address in page
    assert [rank for rank in range(60) if f"Auteur {rank:02d}." in first] == list(range(50))
    second = text_of(browser.get(f"{address}?page=2"))
    assert [rank for rank in range(60) if f"Auteur {rank:02d}." in second] == list(range(50, 60))


def test_whoever_acts_for_a_site_reads_nothing_of_the_contracts_of_another():
    member, _ = holder()
    site = site_of(member.adherent)
    employment = EmploymentFactory(employee__adherent=member.adherent, establishment=site)
    event_of(employment, establishment=site, actor_label="Auteur d’ici")
    event_of(employment, establishment=member.adherent.head_office, actor_label="Auteur d’ailleurs")
    event_of(employment, actor_label="Auteur de la fiche")
    local = colleague(member.adherent, *ACTS, site=site)
    for page in pages(browser_of(local), local, employment):
        assert "Auteur d’ici" in page
        assert "Auteur de la fiche" in page
        assert "Auteur d’ailleurs" not in page
