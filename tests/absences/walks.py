"""The back office of a caisse for declared leave: its queue, decided one by one and together; rules, reasons."""

from collections.abc import Iterator
from datetime import date, timedelta

from django.urls import reverse
from django.utils import timezone
from playwright.sync_api import expect

from absences.enums import DeclarationState
from absences.models import AbsenceRule, CrewNeed, LeaveDeclaration, RefusalReason
from accounts.models import User
from tests.absences.factories import (
    AbsenceFactory,
    CalendarSubscriptionFactory,
    LeaveDeclarationFactory,
    LeaveNoticeFactory,
)
from tests.accounts.walks.staff import enter, to
from tests.accounts.walks.staff_entry import member_of_staff
from tests.e2e.places import Visit
from tests.e2e.walking import walk
from tests.employees.factories import CrewFactory, EmployeeFactory, EmploymentFactory, LeaveRightFactory
from tests.factories import AdherentFactory

MODELS = (
    "absences_leavedeclaration",
    "absences_absence",
    "absences_leavenotice",
    "absences_calendarsubscription",
    "absences_crewneed",
    "absences_absencerule",
    "absences_refusalreason",
)
COMPANY = "Entreprise générale de couverture et d’étanchéité de la vallée de Chevreuse"


def furnish(by: User, *, waiting: int = 4) -> LeaveDeclaration:
    """Leave that waits, and what was said before of the first, which is returned."""
    company = AdherentFactory(caisse=by.staff_caisse, name=COMPANY)
    for number in range(waiting):
        employee = EmployeeFactory(adherent=company, last_name=f"Benali-Delacroix{number}", first_name="Karim")
        EmploymentFactory(employee=employee)
        absence = AbsenceFactory(employee=employee, starts_on=date(2027, 2, 1), ends_on=date(2027, 2, 6 + number))
        sent = {"person": employee.full_name, "kind": absence.kind.name, "days": absence.stretch.label}
        LeaveDeclarationFactory(absence=absence, sent=sent, sent_at=timezone.now() - timedelta(days=9 - number))
    first = LeaveDeclaration.objects.filter(adherent=company).order_by("sent_at")[0]
    refused = "Les droits de la personne ne suffisent pas : il reste 2 jours de la période 2025-2026."
    LeaveDeclarationFactory(absence=first.absence, state="refused", message=refused, treated_at=timezone.now())
    LeaveDeclarationFactory(absence=AbsenceFactory(employee=first.absence.employee), state="taken")
    LeaveRightFactory(employee=first.absence.employee)
    LeaveNoticeFactory(absence=first.absence)
    CalendarSubscriptionFactory(adherent=company, label="Agenda des chefs de chantier de la vallée")
    crew = CrewFactory(establishment=company.establishments.get(is_head_office=True))
    CrewNeed.objects.create(adherent=company, crew=crew, by_weekday=[3] * 5 + [None] * 2)
    AbsenceRule.objects.create(caisse=by.staff_caisse, starts_on=date(2026, 1, 1), source="Circulaire", lead_days=30)
    for rank, label in enumerate(("Droits insuffisants", "Déclaration tardive, sans justification de l’entreprise")):
        RefusalReason.objects.create(caisse=by.staff_caisse, label=label, rank=rank)
    return first


@walk("staff-leave", is_signed_in=True)
def leave(visit: Visit) -> Iterator[str]:
    by = member_of_staff()
    furnish(by)
    enter(visit, by)
    for model in MODELS:
        to(visit, f"{model}_changelist")
        yield f"staff-list-{model}"
        visit.page.locator("#result_list tbody th a, #result_list tbody td a").first.click()
        expect(visit.page.locator("#content .form-row").first).to_be_visible()
        yield f"staff-row-{model}"


@walk("staff-leave-decided", is_signed_in=True)
def decided(visit: Visit) -> Iterator[str]:
    """One refused, the first time without its reason; one taken into account, then the rest at once."""
    by = member_of_staff()
    first = furnish(by)
    enter(visit, by)
    page = visit.page
    to(visit, "absences_leavedeclaration_change", first.pk)
    page.get_by_text("Refuser…").click()
    yield "staff-leave-refuse"
    page.get_by_role("button", name="Refuser", exact=True).click()
    expect(page.get_by_role("alert")).to_be_visible()
    yield "staff-leave-refuse-refused"
    page.get_by_label("Motif").and_(page.locator(":visible")).select_option(label="Droits insuffisants")
    page.get_by_role("button", name="Refuser et passer au suivant").click()
    expect(page.get_by_text("C’est refusé")).to_be_visible()
    page.get_by_role("button", name="Prendre en compte", exact=True).click()
    expect(page.get_by_text("C’est pris en compte")).to_be_visible()
    yield "staff-leave-taken"
    visit.go(f"{reverse('admin:absences_leavedeclaration_changelist')}?state__exact={DeclarationState.SENT}")
    page.locator("#action-toggle").check()
    page.locator("select[name=action]").select_option("accept_chosen")
    page.get_by_role("button", name="Envoyer").click()
    yield "staff-leave-chosen"
    page.get_by_role("button", name="Prendre en compte ce qui est coché").click()
    expect(page.get_by_text("Congés pris en compte")).to_be_visible()
    yield "staff-leave-taken-together"
