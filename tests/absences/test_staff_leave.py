"""Leave declared, as the staff of the caisse treat it; the rules and the reasons that they keep."""

from datetime import date, timedelta

import pytest
from django.contrib.admin.helpers import ACTION_CHECKBOX_NAME
from django.urls import reverse
from django.utils import timezone

from absences.admin.offered import reasons_of
from absences.models import Absence, AbsenceKind, AbsenceRule, CrewNeed, LeaveDeclaration, RefusalReason
from accounts.enums import StaffRole
from core.models import AuditEvent, OutgoingMessage
from core.staff.reasons import OTHER
from core.staff.together import CHOSEN, CONFIRMED
from employees.admin.searching import NOT_BY_NIR
from tests.absences.declaring_kit import Story, story_of
from tests.absences.factories import (
    AbsenceFactory,
    CalendarSubscriptionFactory,
    LeaveDeclarationFactory,
    LeaveNoticeFactory,
)
from tests.employees.factories import CrewFactory, EmployeeFactory, EmploymentFactory, LeaveRightFactory, new_nir
from tests.employees.person_kit import site_of
from tests.factories import CaisseFactory, MembershipFactory, StaffFactory
from tests.staff import staff_client

pytestmark = pytest.mark.django_db
_OCTOBER = {"starts_on": date(2026, 10, 5), "ends_on": date(2026, 10, 9)}
LIST = reverse("admin:absences_leavedeclaration_changelist")


@pytest.fixture
def member():
    return MembershipFactory()


@pytest.fixture
def story(member) -> Story:
    return story_of(member)


@pytest.fixture
def desk(story):
    return staff_client(story.staff)


def declared(member, **fields) -> LeaveDeclaration:
    person = EmploymentFactory(employee=EmployeeFactory(adherent=member.adherent)).employee
    return LeaveDeclarationFactory(absence=AbsenceFactory(employee=person), **fields)


def at(name, declaration):
    return reverse(f"admin:absences_leavedeclaration_{name}", args=[declaration.pk])


def body(response) -> str:
    return response.content.decode().replace("\N{NO-BREAK SPACE}", " ").replace("&nbsp;", " ")


def decide(desk, name, declaration, **values):
    return desk.post(at(name, declaration), {"seen": declaration.version, **values}, follow=True)


def test_what_waits_is_counted_and_comes_first_the_oldest_on_top(desk, member) -> None:
    now = timezone.now()
    older, newer = declared(member, sent_at=now - timedelta(days=9)), declared(member)
    done = declared(member, state="taken", treated_at=now, sent_at=now - timedelta(days=30))
    LeaveDeclarationFactory()  # of another caisse
    (queue,) = [
        one for one in desk.get(reverse("admin:index")).context["work_queues"] if "congés déclarés" in one.label
    ]
    assert (queue.count, queue.late) == (2, 1)
    assert list(desk.get(LIST).context["cl"].result_list) == [older, newer, done]
    assert list(desk.get(queue.url).context["cl"].result_list) == [older, newer]


def test_it_is_found_by_name_reference_or_company_and_never_by_nir(desk, member) -> None:
    wanted, _ = declared(member, reference="C-WANTED99"), declared(member)
    wanted.absence.employee.last_name = "Kowalczyk"
    wanted.absence.employee.save()
    for typed in ("kowalczyk", "c-wanted99"):
        assert list(desk.get(LIST, {"q": typed}).context["cl"].result_list) == [wanted]
    refused = desk.get(LIST, {"q": new_nir()}, follow=True)
    assert NOT_BY_NIR in body(refused)
    found = desk.get(reverse("admin:search"), {"q": "C-WANTED99"})
    assert found["Location"] == at("change", wanted)


def test_its_page_says_what_was_sent_and_what_else_was_said_and_no_motive(desk, story) -> None:
    story.go("declare", "take", "fall_ill", "declare")
    LeaveRightFactory(employee=story.person)
    other = LeaveDeclarationFactory(absence=AbsenceFactory(employee=story.person, starts_on=date(2027, 2, 1)))
    page = body(desk.get(at("change", story.last)))
    first, change = story.leave.declarations.order_by("pk")
    for said in (
        "du 3 août 2026 au 4 août 2026",
        "Congés payés, congé principal, du 3 août 2026 au 8 août 2026",
        first.reference,
        other.reference,
        story.person.full_name,
        "Prendre en compte et passer au suivant",
    ):
        assert said in page, said
    assert f'value="{change.version}"' in page
    assert "aladie" not in page


def test_a_leave_that_became_a_stoppage_tells_the_caisse_no_motive(desk, story) -> None:
    story.go("declare", "take", "fall_ill_all_along", "declare")
    for address in (LIST, at("change", story.last), reverse("admin:absences_absence_changelist")):
        assert "aladie" not in body(desk.get(address))


def test_taken_into_account_it_is_told_to_nobody_by_mail(desk, story) -> None:
    story.go("declare")
    assert "C’est pris en compte" in body(decide(desk, "take", story.last))
    assert (story.now.state, story.last.treated_by) == ("taken", story.staff)
    assert "déjà « Prise en compte »" in body(decide(desk, "take", story.last))
    assert not OutgoingMessage.objects.filter(kind__startswith="absences/").exists()


def test_refused_for_a_reason_of_the_list_the_company_reads_it(desk, story) -> None:
    story.go("declare")
    reason = RefusalReason.objects.filter(caisse=None).first()
    assert reason is not None
    decide(desk, "refuse", story.last, reason=reason.pk, complement="Il reste 2 jours.")
    assert story.last.message == f"{reason.label} : Il reste 2 jours."
    assert (story.now.state, story.now.to_declare) == ("refused", True)
    assert OutgoingMessage.objects.get(kind="absences/leave_refused").recipient == story.access.user.email


@pytest.mark.parametrize(
    "typed",
    [
        {},
        {"reason": OTHER, "complement": "De ma main"},
        {"reason": "0"},
        {"reason": "x"},
        {"reason": "foreign"},
        {"reason": "own", "complement": f"Voir {new_nir()}"},
    ],
)
def test_no_reason_but_those_of_the_list_of_the_caisse(desk, story, typed) -> None:
    story.go("declare")
    caisse = story.person.adherent.caisse
    own = RefusalReason.objects.create(caisse=caisse, label="Le nôtre")
    foreign = RefusalReason.objects.create(caisse=CaisseFactory(), label="Le leur")
    known = {"own": str(own.pk), "foreign": str(foreign.pk)}
    response = decide(desk, "refuse", story.last, **{name: known.get(value, value) for name, value in typed.items()})
    assert response.status_code == 422
    assert "Le leur" not in body(response)
    assert story.said == [("leave", "sent")]


def test_the_list_is_that_of_the_caisse_or_else_that_of_the_network(story) -> None:
    story.go("declare")
    network = {str(one.pk): one.label for one in RefusalReason.objects.filter(caisse=None)}
    assert reasons_of(story.last) == network
    own = RefusalReason.objects.create(caisse=story.person.adherent.caisse, label="Le nôtre")
    assert reasons_of(story.last) == {str(own.pk): "Le nôtre"}
    RefusalReason.objects.filter(pk=own.pk).update(is_offered=False)
    assert reasons_of(story.last) == network


def test_what_the_company_changed_since_the_page_is_not_decided(desk, story) -> None:
    story.go("declare")
    read = story.last
    story.go("shorten", "declare")
    assert "déjà « Remplacée »" in body(decide(desk, "take", read))
    for seen in ("", "x", "²", "0", "9" * 5000):
        desk.post(at("take", story.last), {"seen": seen})
    assert story.said == [("leave", "replaced"), ("leave", "sent")]


def test_ten_are_taken_into_account_together_but_what_changed_meanwhile(desk, member, story) -> None:
    waiting = [declared(member) for _ in range(9)]
    story.go("declare")
    waiting.append(story.last)
    done = declared(member, state="refused", message="Non")
    chosen = {"action": "accept_chosen", ACTION_CHECKBOX_NAME: [one.pk for one in (*waiting, done)]}
    page = body(desk.post(LIST, chosen))
    assert page.count('name="chosen"') == 10
    assert "Prendre en compte ce qui est coché" in page
    story.go("shorten", "declare")
    marks = [f"{one.pk}:{one.version}" for one in waiting]
    told = body(desk.post(LIST, {**chosen, CONFIRMED: "1", CHOSEN: marks}, follow=True))
    assert "Congés pris en compte : 9." in told
    assert "Laissés de côté : 1." in told
    assert LeaveDeclaration.objects.filter(state="taken").count() == 9
    assert Absence.objects.filter(state="taken").count() == 9
    assert story.said == [("leave", "replaced"), ("leave", "sent")]


@pytest.mark.parametrize("role", [StaffRole.READER])
def test_whoever_only_reads_decides_nothing(story, role) -> None:
    story.go("declare")
    reader = staff_client(StaffFactory(staff_caisse=story.staff.staff_caisse, staff_role=role))
    page = body(reader.get(at("change", story.last)))
    assert "Prendre en compte et passer" not in page
    for name in ("take", "refuse"):
        assert decide(reader, name, story.last, reason="1").status_code == 403
    chosen = {"action": "accept_chosen", ACTION_CHECKBOX_NAME: [story.last.pk]}
    reader.post(LIST, {**chosen, CONFIRMED: "1", CHOSEN: [f"{story.last.pk}:1"]})
    assert story.said == [("leave", "sent")]


def test_staff_read_leave_and_no_other_absence_nor_its_note(desk, story) -> None:
    sickness = AbsenceFactory(employee=story.person, key="sickness", starts_on=date(2026, 10, 5), note="Grippe")
    leave = AbsenceFactory(employee=story.person, starts_on=date(2026, 11, 2), note="Mariage")
    address = reverse("admin:absences_absence_changelist")
    assert sickness not in desk.get(address).context["cl"].result_list
    assert desk.get(reverse("admin:absences_absence_change", args=[sickness.pk])).status_code == 404
    page = body(desk.get(reverse("admin:absences_absence_change", args=[leave.pk])))
    assert "Mariage" not in page
    for lookup in ("note__icontains", "kind__key"):
        assert desk.get(address, {lookup: "a"}).status_code in {302, 400}


def test_staff_read_to_whom_leave_was_told_and_of_no_other_absence(desk, member) -> None:
    told = LeaveNoticeFactory(absence=declared(member).absence)
    changed = LeaveNoticeFactory(absence=AbsenceFactory(employee=told.absence.employee, key="sickness", **_OCTOBER))
    LeaveNoticeFactory()  # of another caisse
    rows = desk.get(reverse("admin:absences_leavenotice_changelist")).context["cl"].result_list
    assert list(rows) == [told]
    assert desk.get(reverse("admin:absences_leavenotice_change", args=[changed.pk])).status_code == 404
    page = body(desk.get(reverse("admin:absences_leavenotice_change", args=[told.pk])))
    assert told.absence.employee.full_name in page
    assert "1er juin 2026" in page or "01/06/2026" in page


def test_staff_read_who_has_a_calendar_and_never_what_leads_to_it(desk, member) -> None:
    secret = "5ec4e7" * 5 + "00"
    crew = CrewFactory(establishment=site_of(member.adherent))
    calendar = CalendarSubscriptionFactory(adherent=member.adherent, user=member.user, crew=crew, secret=secret)
    address = reverse("admin:absences_calendarsubscription_changelist")
    pages = [desk.get(address), desk.get(reverse("admin:absences_calendarsubscription_change", args=[calendar.pk]))]
    for page in map(body, pages):
        assert str(member.user) in page
        assert not [word for word in (secret, calendar.secret_digest) if word in page]
    assert crew.name in body(pages[1])
    for start in ("0", calendar.secret_digest[:1]):
        assert desk.get(address, {"secret_digest__startswith": start}).status_code in {302, 400}


def test_staff_read_how_many_people_a_crew_needs(desk, member) -> None:
    crew = CrewFactory(establishment=site_of(member.adherent))
    need = CrewNeed.objects.create(adherent=member.adherent, crew=crew, by_weekday=[3, 3, 0, None, 2, None, None])
    page = body(desk.get(reverse("admin:absences_crewneed_change", args=[need.pk])))
    assert "lun. 3, mar. 3, mer. 0, jeu. –, ven. 2, sam. –, dim. –" in page


def test_a_company_has_its_declared_leave_on_its_page(desk, story) -> None:
    story.go("declare")
    page = desk.get(reverse("admin:adherents_adherent_overview", args=[story.person.adherent_id]))
    assert story.last.reference in body(page)


def test_a_caisse_writes_its_own_rules_and_reasons_and_none_of_the_network(desk, story) -> None:
    own, other = story.staff.staff_caisse_id, CaisseFactory().pk
    add = reverse("admin:absences_refusalreason_add")
    for caisse in ("", other):
        refused = desk.post(add, {"caisse": caisse, "label": "Ici", "rank": 1, "is_offered": "on"})
        assert "caisse" in refused.context["adminform"].form.errors
    assert desk.post(add, {"caisse": own, "label": "Ici", "rank": 1, "is_offered": "on"}).status_code == 302
    assert AuditEvent.objects.filter(action="adherents.added", caisse_id=own).count() == 1
    for model, row in (
        ("refusalreason", RefusalReason.objects.filter(caisse=None).first()),
        ("absencerule", AbsenceRule.objects.filter(caisse=None).first()),
    ):
        change = reverse(f"admin:absences_{model}_change", args=[row.pk])
        assert (desk.get(change).status_code, desk.post(change, {"label": "Autre"}).status_code) == (200, 403)
        assert desk.get(reverse(f"admin:absences_{model}_delete", args=[row.pk])).status_code == 403


def test_the_network_writes_the_kinds_and_keeps_their_keys() -> None:
    network = staff_client(StaffFactory(staff_caisse=None, staff_role="", is_superuser=True))
    kind = AbsenceKind.objects.get(key="training")
    change = reverse("admin:absences_absencekind_change", args=[kind.pk])
    values = {"name": "Stage", "letter": "FO", "colour": "teal", "unit": "worked", "effect": "full", "rank": 60}
    response = network.post(change, {**values, "key": "other", "is_offered": "on"})
    assert response.status_code == 302, response.context["adminform"].form.errors
    kind.refresh_from_db()
    assert (kind.name, kind.key, kind.is_sensitive) == ("Stage", "training", False)
    assert network.get(reverse("admin:absences_absencekind_delete", args=[kind.pk])).status_code == 403
    assert AuditEvent.objects.filter(action="adherents.changed", caisse_id=None).exists()
