"""Crews: made, renamed, deleted; who may be in them; what history says."""

import pytest

from core.models import AuditEvent
from delegations import authority
from employees.crews import services as crews
from employees.enums import CaisseState, EventKind
from employees.models import Crew, EmployeeEvent, Employment
from tests.at_once import at_once
from tests.days import in_days
from tests.employees.factories import CrewFactory, new_nir
from tests.employees.list_kit import address, somebody
from tests.factories import EstablishmentFactory, MembershipFactory


@pytest.fixture
def alice(cast):
    return cast.browser("alice")


@pytest.fixture
def crew(cast):
    return CrewFactory(establishment=cast.acme.adherent.establishments.get(is_head_office=True), name="Gros œuvre")


def members(crew) -> set[str]:
    return {row.employee.last_name for row in Employment.objects.filter(crew=crew).select_related("employee")}


def test_a_crew_is_created_in_its_site(cast, alice):
    depot = EstablishmentFactory(adherent=cast.acme.adherent, is_head_office=False, name="Dépôt")
    answer = alice.post(address(cast, "create_crew"), {"name": "  Reprises   en sous-œuvre ", "site": depot.public_id})
    created = Crew.objects.get(name="Reprises en sous-œuvre")
    assert (created.establishment, created.adherent) == (depot, cast.acme.adherent)
    assert answer["Location"] == address(cast, "crew", created.public_id)
    assert AuditEvent.objects.filter(action="employees.crew_created", adherent_id=cast.acme.adherent.pk).exists()


def test_a_site_of_others_is_not_a_choice(cast, alice):
    EstablishmentFactory(adherent=cast.acme.adherent, is_head_office=False)
    answer = alice.post(address(cast, "create_crew"), {"name": "Nous", "site": cast.rival.site.public_id})
    assert answer.status_code == 422
    assert not Crew.objects.filter(name="Nous").exists()


@pytest.mark.parametrize(
    ("name", "said"), [("", "Donnez un nom"), ("x" * 61, "60 caractères"), ("  ", "Donnez un nom")]
)
def test_a_name_is_needed_and_short(cast, alice, name, said):
    EstablishmentFactory(adherent=cast.acme.adherent, is_head_office=False)
    answer = alice.post(address(cast, "create_crew"), {"name": name, "site": cast.acme.site.public_id})
    assert answer.status_code == 422
    assert said in answer.content.decode()


def test_the_same_name_twice_in_a_site_is_said_and_elsewhere_is_allowed(cast, alice, crew):
    depot = EstablishmentFactory(adherent=cast.acme.adherent, is_head_office=False, name="Dépôt")
    site = crew.establishment.public_id
    twice = alice.post(address(cast, "create_crew"), {"name": "GROS ŒUVRE", "site": site})
    assert twice.status_code == 422
    assert "déjà une équipe de ce nom" in twice.content.decode()
    assert "GROS ŒUVRE" in twice.content.decode()
    elsewhere = alice.post(address(cast, "create_crew"), {"name": "Gros œuvre", "site": depot.public_id})
    assert elsewhere.status_code == 302


def test_a_crew_is_renamed(cast, alice, crew):
    alice.post(address(cast, "rename_crew", crew.public_id), {"name": "Second œuvre"})
    crew.refresh_from_db()
    assert crew.name == "Second œuvre"
    assert AuditEvent.objects.get(action="employees.crew_renamed").changes == {"before": "Gros œuvre"}
    other = CrewFactory(establishment=crew.establishment, name="Toiture")
    refused = alice.post(address(cast, "rename_crew", other.public_id), {"name": "second œuvre"})
    assert refused.status_code == 422


def test_people_are_added_and_their_history_says_so(cast, alice, crew):
    one = somebody(cast.acme.adherent, "Benali")
    two = somebody(cast.acme.adherent, "Costa", crew=CrewFactory(establishment=crew.establishment, name="Toiture"))
    refs = [one.employee.public_id, two.employee.public_id, "inconnu"]
    answer = alice.post(address(cast, "add_members", crew.public_id), {"salaries": refs}, follow=True)
    assert "2 salariés ajoutés" in answer.content.decode()
    assert members(crew) == {"Benali", "Costa"}
    events = EmployeeEvent.objects.filter(kind=EventKind.CHANGED, changes__has_key="crew").order_by("pk")
    assert [event.changes["crew"] for event in events] == [["", "Gros œuvre"], ["Toiture", "Gros œuvre"]]
    assert AuditEvent.objects.get(action="employees.crew_joined").changes == {"count": 2}


def test_members_are_of_the_site_of_the_crew_present_or_to_come(cast, alice, crew):
    adherent = cast.acme.adherent
    depot = EstablishmentFactory(adherent=adherent, is_head_office=False, name="Dépôt")
    refused = [
        somebody(adherent, "Ailleurs", establishment=depot),
        somebody(adherent, "Sorti", ends_on=in_days(-1)),
        somebody(adherent, "Refuse", caisse_state=CaisseState.HIRE_REFUSED),
        cast.rival.people.employment,
    ]
    coming = somebody(adherent, "Demain", starts_on=in_days(1))
    refs = [row.employee.public_id for row in [*refused, coming]]
    alice.post(address(cast, "add_members", crew.public_id), {"salaries": refs})
    assert members(crew) == {"Demain"}
    for row in refused:
        assert row.employee.public_id not in alice.get(address(cast, "crew", crew.public_id)).content.decode()


def test_people_are_removed_together(cast, alice, crew):
    rows = [somebody(cast.acme.adherent, name, crew=crew) for name in ("Un", "Deux", "Trois")]
    refs = [row.employee.public_id for row in rows[:2]]
    answer = alice.post(address(cast, "remove_members", crew.public_id), {"salaries": refs}, follow=True)
    assert "2 salariés retirés" in answer.content.decode()
    assert members(crew) == {"Trois"}
    nothing = alice.post(address(cast, "remove_members", crew.public_id), {"salaries": refs}, follow=True)
    assert "Rien n’a changé" in nothing.content.decode()


def test_nothing_ticked_is_said(cast, alice, crew):
    for name in ("add_members", "remove_members"):
        assert "Cochez d’abord" in alice.post(address(cast, name, crew.public_id), follow=True).content.decode()


def test_deleting_asks_first_then_leaves_people_without_a_crew(cast, alice, crew):
    row = somebody(cast.acme.adherent, "Reste", crew=crew)
    page = alice.get(address(cast, "delete_crew", crew.public_id))
    assert "1 salarié restera" in page.content.decode()
    alice.post(address(cast, "delete_crew", crew.public_id))
    assert Crew.objects.filter(pk=crew.pk).exists()
    alice.post(address(cast, "delete_crew", crew.public_id), {"confirm": "1"})
    row.refresh_from_db()
    assert (Crew.objects.filter(pk=crew.pk).exists(), row.crew) == (False, None)
    assert EmployeeEvent.objects.get(employee=row.employee).changes == {"crew": ["Gros œuvre", ""]}
    assert alice.get(address(cast, "crew", crew.public_id)).status_code == 404


def test_candidates_are_searched_by_name_and_first_those_without_a_crew(cast, alice, crew):
    toiture = CrewFactory(establishment=crew.establishment, name="Toiture")
    free, busy = somebody(cast.acme.adherent, "Libre"), somebody(cast.acme.adherent, "Prise", crew=toiture)
    page = address(cast, "crew", crew.public_id)
    body = alice.get(page).content.decode()
    assert free.employee.public_id in body
    assert busy.employee.public_id not in body
    searched = alice.get(page, {"q": "luc PRISE"}).content.decode()
    assert busy.employee.public_id in searched
    assert free.employee.public_id not in searched
    refused = alice.get(page, {"q": new_nir()})
    assert new_nir() not in refused["Location"]
    number = alice.get(refused["Location"]).content.decode()
    assert "Recherchez par nom" in number
    assert new_nir() not in number


def test_bruno_reads_crews_and_changes_none(cast, crew):
    bruno = cast.browser("bruno")
    somebody(cast.acme.adherent, "Benali", crew=crew)
    body = bruno.get(address(cast, "crew", crew.public_id)).content.decode()
    assert "BENALI" in body
    assert "checkbox" not in body
    for name in ("rename_crew", "delete_crew", "add_members", "remove_members"):
        assert bruno.post(address(cast, name, crew.public_id), {"confirm": "1"}).status_code == 403
    assert members(crew) == {"Benali"}


def test_whoever_acts_for_a_site_has_the_crews_of_that_site_only(cast, crew):
    depot = EstablishmentFactory(adherent=cast.acme.adherent, is_head_office=False, name="Dépôt")
    own = CrewFactory(establishment=depot, name="Nous")
    member = MembershipFactory(adherent=cast.acme.adherent, establishment=depot)
    browser = cast.browser("anonymous")
    browser.force_login(member.user)
    body = browser.get(address(cast, "crews", ref=depot.public_id)).content.decode()
    assert "Nous" in body
    assert "Gros œuvre" not in body
    renamed = browser.post(address(cast, "rename_crew", own.public_id, ref=depot.public_id), {"name": "Eux"})
    assert renamed.status_code == 302
    for name in ("crew", "rename_crew", "delete_crew"):
        assert browser.get(address(cast, name, crew.public_id, ref=depot.public_id)).status_code == 404


def test_a_crew_deleted_meanwhile_changes_nothing(cast, crew):
    access = authority.resolve(cast.alice, cast.acme.ref)
    crews.delete_crew(access=access, crew=crew)
    gone = Crew(pk=crew.pk or 0, adherent=crew.adherent, establishment=crew.establishment, name=crew.name)
    gone.pk = 10**9
    with pytest.raises(crews.CrewGone):
        crews.add_members(access=access, crew=gone, employee_refs=["x"])
    with pytest.raises(crews.CrewGone):
        crews.rename_crew(access=access, crew=gone, name="Autre")


@pytest.mark.django_db(transaction=True)
def test_two_crews_of_one_name_at_the_same_moment_are_one_and_a_message():
    member = MembershipFactory()
    access = authority.resolve(member.user, member.adherent.public_id)
    site = member.adherent.establishments.get(is_head_office=True)

    def create() -> None:
        crews.create_crew(access=access, establishment=site, name="Gros œuvre")

    answers = at_once(create, create, refused=(crews.NameTaken,))
    assert {type(answer) for answer in answers} == {type(None), crews.NameTaken}
    assert Crew.objects.filter(establishment=site).count() == 1
