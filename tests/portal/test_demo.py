"""The demonstration data: valid, and what DESIGN §9 says each person may do."""

import base64
from collections.abc import Iterable
from io import StringIO
from typing import Any

import phonenumbers
import pytest
from django.contrib.auth.password_validation import validate_password
from django.core.management import CommandError, call_command
from django.db import IntegrityError, connection
from django.db.models import Model
from django.utils import timezone
from django_otp.oath import totp

from accounts.models import HolderChange, Invitation, User
from adherents.models import Adherent, Caisse, Establishment
from cibtp_portal.development import (
    bulk,
    demo,
    demo_employees,
    trade,
    volume,
    volume_adherents,
    volume_employees,
    volume_stoppages,
)
from core import audit
from core.access import Access
from core.identifiers import normalise_cibtp_id, validate_siren, validate_siret
from core.models import AuditEvent
from core.rights import ALL_RIGHTS, DELEGABLE, Right
from core.sealing import unseal
from delegations import authority
from employees import nir as nirs
from employees.enums import Category, ContractKind, EventKind, Presence
from employees.models import Employee, EmployeeEvent, Employment
from employees.names import clean_name
from stoppages.enums import CaseState
from stoppages.models import LostDay, StoppageCase


@pytest.fixture
def cast(db: None) -> demo.Cast:
    return demo.load_cast()


def _access(user: User, adherent: Adherent) -> Access | None:
    return authority.resolve(user, adherent.public_id)


def test_holders_have_every_right_at_home_and_none_at_the_rival(cast: demo.Cast) -> None:
    assert _access(cast.alice, cast.acme).rights == ALL_RIGHTS
    assert _access(cast.mallory, cast.rival).rights == ALL_RIGHTS
    assert _access(cast.alice, cast.rival) is None
    assert _access(cast.mallory, cast.acme) is None


def test_colleague_only_consults(cast: demo.Cast) -> None:
    rights = _access(cast.bruno, cast.acme).rights
    assert Right.EMPLOYEES_CONSULT in rights
    assert not [right for right in rights if right.value.endswith(".act")]


def test_accountant_has_absences_at_acme_and_what_is_delegable_at_globex(cast: demo.Cast) -> None:
    assert _access(cast.chloe, cast.acme).rights == {Right.ABSENCES_CONSULT, Right.ABSENCES_ACT}
    assert _access(cast.chloe, cast.acme).via.firm_name
    assert _access(cast.chloe, cast.globex).rights == DELEGABLE
    assert len(authority.tiers_for(cast.chloe)) == 2


def test_expired_delegation_and_no_company_open_nothing(cast: demo.Cast) -> None:
    assert authority.tiers_for(cast.denis) == []
    assert authority.tiers_for(cast.zoe) == []


def test_staff_belong_to_different_caisses(cast: demo.Cast) -> None:
    assert cast.sami.staff_caisse == cast.caisse == cast.acme.caisse == cast.rival.caisse
    assert cast.rose.staff_caisse == cast.other_caisse == cast.globex.caisse
    assert cast.network.is_superuser
    assert not cast.network.staff_caisse


def test_world_is_valid_from_end_to_end(db: None) -> None:
    demo.load_world()
    for caisse in Caisse.objects.all():
        caisse.full_clean()
    for adherent in Adherent.objects.all():
        validate_siren(adherent.siren)
        assert adherent.cibtp_id == normalise_cibtp_id(adherent.cibtp_id)
        adherent.full_clean()
    for site in Establishment.objects.all():
        validate_siret(site.siret)
        site.full_clean()
    for user in User.objects.all():
        validate_password(trade.PASSWORD, user)
        assert user.check_password(trade.PASSWORD)
        user.full_clean()
    assert Adherent.objects.count() == 13
    held_by_nobody = Adherent.objects.without_account().values_list("cibtp_id", flat=True)
    assert {company.cibtp_id for company in trade.COMPANIES if company.key in trade.NEWCOMERS} < set(held_by_nobody)


def test_the_people_of_two_companies_have_a_history(db: None) -> None:
    demo.load_world()
    demo.load_people()
    invitation, change = Invitation.objects.get(), HolderChange.objects.get()
    assert (invitation.adherent.name, invitation.is_usable) == ("Maçonnerie Acme", True)
    assert (change.adherent.name, change.state) == ("Rival Bâtiment", "pending")
    lines = AuditEvent.objects.filter(adherent_id=invitation.adherent_id)
    assert lines.count() == len(trade.JOURNAL) + 1
    assert {line.action for line in lines} <= set(audit.declared())


def test_the_people_of_the_companies_are_valid_and_in_every_state(db: None) -> None:
    demo.load_world()
    demo_employees.load()
    counts = {row.name: row.employees.count() for row in Adherent.objects.filter(employees__isnull=False).distinct()}
    assert counts == {
        "Maçonnerie Acme": 19,
        "Rival Bâtiment": 4,
        "Globex Charpente": 12,
        "Groupe Bâtisseurs de Seine": 40,
    }
    for employee in Employee.objects.all():
        number = nirs.read_nir(unseal(bytes(employee.nir_sealed)))
        assert nirs.difference(number, sex=employee.sex, birth_on=employee.birth_on) == ""
        assert (clean_name(employee.last_name), clean_name(employee.first_name)) == (
            employee.last_name,
            employee.first_name,
        )
    acme = Employment.objects.filter(adherent__name="Maçonnerie Acme")
    assert {row.contract_kind for row in acme} == set(ContractKind.values)
    assert {row.category for row in acme} == set(Category.values)
    states = {"hire_sent", "hire_to_correct", "recorded", "departure_sent", "departure_recorded"}
    assert {row.caisse_state for row in acme} == states
    today = timezone.localdate()
    assert {row.presence_on(today) for row in acme} == set(Presence)
    assert acme.filter(crew__isnull=False).values("crew").distinct().count() == 3
    assert EmployeeEvent.objects.filter(kind=EventKind.CORRECTION_ASKED).count() == 1
    with_rights = acme.filter(employee__leave_rights__isnull=False).distinct().count()
    assert acme.count() / 2 < with_rights < acme.count()
    _assert_figures_agree()


def _assert_figures_agree() -> None:
    """As many people as the caisse says, and their wages declared."""
    peopled = Adherent.objects.filter(employees__isnull=False).distinct()
    for adherent in peopled:
        people = Employment.objects.filter(adherent=adherent).current().real()
        assert adherent.workforce == people.standing(Presence.PRESENT, timezone.localdate()).count() > 0
        for period in adherent.declarativeperiods.exclude(state="missing"):
            assert period.leave_base == 2_310 * adherent.workforce
            assert period.paid <= period.owed
    assert set(Adherent.objects.exclude(pk__in=peopled).values_list("workforce", flat=True)) == {None}


def test_bulk_data_goes_on_after_what_is_there_and_is_valid(cast: demo.Cast) -> None:
    added = volume_adherents.load(companies=25, users=10)
    assert added["companies"] == 25
    assert added["users"] == added["memberships"] == 10
    assert volume_adherents.load(companies=5, users=5)["users"] == 5
    assert Adherent.objects.count() == 3 + 30
    for site in Establishment.objects.select_related("adherent"):
        site.full_clean()
        assert site.siret.startswith(site.adherent.siren)
    last = User.objects.filter(memberships__isnull=False).order_by("pk").last()
    assert last.check_password(trade.PASSWORD)
    assert len(authority.tiers_for(last)) == 1
    accountant = User.objects.order_by("pk").last()
    assert len(authority.tiers_for(accountant)) == 5
    assert User.objects.create_user("next@exemple.example", trade.PASSWORD).pk == accountant.pk + 1


def test_people_in_bulk_are_valid_and_thousands_are_in_one_company(cast: demo.Cast) -> None:
    volume_adherents.load(companies=20, users=3)
    assert volume_employees.load(employees=90, crowd=110) == {"employees": 90, "crowd": 110}
    crowded = volume_employees.crowded_company(least=110)
    assert crowded.employees.count() == 110
    assert len(authority.tiers_for(crowded.memberships.get().user)) > 0
    assert Employee.objects.values("adherent").distinct().count() == 20
    sealed = [row for row in Employee.objects.all() if row.nir_sealed]
    assert len(sealed) == 10
    for row in sealed:
        number = nirs.read_nir(unseal(bytes(row.nir_sealed)))
        assert (row.nir_digest, row.masked_nir) == (nirs.digest(number), nirs.mask(number))
    for contract in Employment.objects.select_related("employee"):
        contract.full_clean(exclude=["adherent", "employee", "establishment", "crew"])
        assert clean_name(contract.employee.last_name)
    today = timezone.localdate()
    assert {row.presence_on(today) for row in Employment.objects.all()} == set(Presence)
    assert volume_employees.load(employees=5, crowd=0) == {"employees": 0, "crowd": 0}


def test_bulk_rows_are_checked_once_and_a_row_that_points_nowhere_refuses_them_all(cast: demo.Cast) -> None:
    keys = "SELECT conname, pg_get_constraintdef(oid) FROM pg_constraint WHERE contype = 'f' ORDER BY oid::text"
    with connection.cursor() as cursor:
        before = set(cursor.execute(keys).fetchall())
        with bulk.checked_once(Establishment):
            assert len(set(cursor.execute(keys).fetchall())) == len(before) - 1
        assert set(cursor.execute(keys).fetchall()) == before
        nobody = bulk.next_id(Adherent)
        row = (bulk.next_id(Establishment), nobody, "sans-entreprise", trade.siret("732829320", 9), "Dépôt", False, "")
        columns = ("id", "adherent_id", "public_id", "siret", "name", "is_head_office", "address")
        with pytest.raises(IntegrityError, match="adherent_id"), bulk.checked_once(Establishment):
            bulk.copy_rows(Establishment, columns, [row])
        assert set(cursor.execute(keys).fetchall()) == before
    assert not Establishment.objects.filter(adherent=nobody).exists()


def test_the_volume_of_every_section_loads_by_name_what_is_asked(cast: demo.Cast) -> None:
    added = volume.load({"companies": 8, "users": 1, "employees": 4})
    assert (added["companies"], added["employees"], added["crowd"]) == (8, 4, 0)


def test_stoppages_in_bulk_leave_no_row_to_check_one_by_one(cast: demo.Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    """Rows that wait for their check slow what is loaded after them: two thousand cases took a minute."""
    volume_adherents.load(companies=10, users=1)
    volume_employees.load(employees=20, crowd=0)
    waiting: list[str] = []

    def copied(model: type[Model], columns: tuple[str, ...], rows: Iterable[bulk.Row]) -> int:
        with connection.cursor() as cursor:
            keys = "SELECT conname FROM pg_constraint WHERE contype = 'f' AND conrelid = %s::regclass"
            cursor.execute(keys, [model._meta.db_table])
            waiting.extend(name for (name,) in cursor.fetchall())
        return bulk.copy_rows(model, columns, rows)

    monkeypatch.setattr(volume_stoppages, "copy_rows", copied)
    assert volume_stoppages.load(stoppages=10, crowd_stoppages=0) == {"stoppages": 10, "crowd_stoppages": 0}
    assert waiting == []
    assert volume_stoppages.present()["stoppages"] == StoppageCase.objects.count() == 10
    assert LostDay.objects.filter(case__state=CaseState.REIMBURSED).exists()


@pytest.mark.parametrize("person", [person for person in trade.PEOPLE if person.mobile], ids=lambda person: person.key)
def test_mobiles_are_french_mobiles(person: trade.Person) -> None:
    number = phonenumbers.parse(person.mobile, None)
    assert phonenumbers.number_type(number) == phonenumbers.PhoneNumberType.MOBILE
    assert phonenumbers.region_code_for_number(number) == "FR"


def test_demonstration_is_refused_in_production(db: None, settings: object) -> None:
    settings.DEMONSTRATION = False
    for command in ("load_demo", "run_portal", "load_data"):
        with pytest.raises(CommandError, match="production|développement"):
            call_command(command)
    assert not Caisse.objects.exists()


def test_the_staff_and_they_alone_have_a_second_factor_whose_secret_is_told(db: None) -> None:
    demo.load_world()
    demo.give_second_factors()
    demo.give_second_factors()
    told = {person["key"]: person["totp_secret"] for person in demo.facts("http://x")["people"]}
    assert {key for key, secret in told.items() if secret} == {"sami", "rose", "network"}
    shown = StringIO()
    call_command("staff_code", User.objects.get(staff_role="manager", first_name="Sami").email, stdout=shown)
    assert shown.getvalue().strip() == f"{totp(base64.b32decode(told['sami'])):06d}"


def test_second_factor_codes_are_told_in_development_only(db: None, settings: Any) -> None:
    demo.load_world()
    demo.give_second_factors()
    settings.DEMONSTRATION = False
    with pytest.raises(CommandError):
        call_command("staff_code", "sami@cibtp.example")
