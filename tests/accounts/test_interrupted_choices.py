"""Boxes ticked and options chosen in lists that no form draws: back after a session that ended, as what is typed is."""

import re
from pathlib import Path

import pytest
from django.urls import reverse

from employees.models import Crew, Employee
from tests.accounts.interrupted_kit import Tab, Values, end_by_purge
from tests.employees.factories import CrewFactory, EmployeeFactory, EmploymentFactory
from tests.factories import DelegationFactory, FirmMemberFactory, MembershipFactory

TEMPLATES = Path(__file__).resolve().parents[2] / "templates"
# An option written with a value of its own; a radio button, a check box.
BY_HAND = re.compile(r'<input\b[^>]*type="(?:checkbox|radio)"[^>]*>|<option value="\{\{[^>]*>')
# Forms that only read (their address holds what was chosen), and what is proposed while one types.
NOT_SENT = {
    "absences/exports/print_or_export.html",
    "employees/choose_export.html",
    "rows/forms/suggestions.jinja",
}


@pytest.fixture
def member(db):
    return MembershipFactory()


@pytest.fixture
def tab(member) -> Tab:
    tab = Tab()
    tab.sign_in(member.user)
    return tab


@pytest.fixture
def crews(member) -> list[Crew]:
    site = member.adherent.head_office
    return [CrewFactory(establishment=site, name=name) for name in ("Gros œuvre", "Toiture")]


@pytest.fixture
def people(member) -> list[Employee]:
    both = [EmployeeFactory(adherent=member.adherent) for _ in range(2)]
    for person in both:
        EmploymentFactory(employee=person, establishment=member.adherent.head_office)
    return both


def test_people_ticked_in_a_crew(member, tab, crews, people):
    """Sent to another address than the one of their page."""
    refs = {person.public_id for person in people}
    page, to = (
        reverse(f"employees:{name}", args=[member.adherent.public_id, crews[0].public_id])
        for name in ("crew", "add_members")
    )
    assert not Values(tab.open(page)).chosen & refs
    end_by_purge(tab)
    tab.send({"salaries": [people[0].public_id]}, to=to)
    back = tab.sign_in(member.user)
    assert (tab.address, Values(back).chosen & refs) == (page, {people[0].public_id})
    assert not crews[0].employments.exists(), "nothing is done without its person"
    tab.send({"salaries": [people[0].public_id]}, to=to)
    assert [row.employee for row in crews[0].employments.all()] == people[:1]
    assert not Values(tab.open(page)).chosen & refs, "once"


def test_people_ticked_in_the_list_and_the_crew_chosen_for_them(member, tab, crews, people):
    page, to = (
        reverse(f"employees:{name}", args=[member.adherent.public_id]) for name in ("index", "act_on_selection")
    )
    tab.open(page)
    end_by_purge(tab)
    tab.send({"salaries": [people[1].public_id], "equipe": crews[1].public_id, "action": "crew"}, to=to)
    chosen = Values(tab.sign_in(member.user)).chosen
    assert chosen & {row.public_id for row in (*people, *crews)} == {people[1].public_id, crews[1].public_id}


def test_clients_ticked_in_a_portfolio_and_who_is_to_follow_them(db):
    boss = FirmMemberFactory(is_administrator=True)
    clients = [DelegationFactory(firm=boss.firm).public_id for _ in range(2)]
    page, to = (reverse(f"firm:{name}", args=[boss.firm.public_id]) for name in ("portfolio", "assign"))
    tab = Tab()
    tab.sign_in(boss.user)
    tab.open(page)
    end_by_purge(tab)
    tab.send({"clients": clients[1:], "collaborateur": boss.public_id}, to=to)
    assert Values(tab.sign_in(boss.user)).chosen & {*clients, boss.public_id} == {clients[1], boss.public_id}


def test_every_choice_written_by_hand_comes_back():
    written = [
        (str(path.relative_to(TEMPLATES)), choice)
        for path in TEMPLATES.rglob("*.*")
        if not {"admin", "widgets"} & set(path.parts)
        for choice in BY_HAND.findall(path.read_text())
        if "widget.name" not in choice and "option.value" not in choice
    ]
    assert len(written) >= 6
    assert {path for path, choice in written if "is_chosen(" not in choice} == NOT_SENT
