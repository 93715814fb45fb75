"""Names that look like markup, like a template or like a hole are shown as they are, wherever rows are drawn."""

import html

import pytest
from django.urls import reverse

from delegations.models import FollowUp
from employees.models import Crew
from tests.employees.list_kit import address, somebody
from tests.factories import AdherentFactory, DelegationFactory, FirmMemberFactory
from tests.hostile import NAMES

pytestmark = pytest.mark.django_db


def shown(answer) -> str:
    assert answer.status_code == 200
    page = answer.content.decode()
    assert "<script>alert" not in page
    assert "<b onclick" not in page
    return html.unescape(page)


@pytest.mark.parametrize("name", NAMES)
def test_the_portfolio_of_a_cabinet(cast, name) -> None:
    """Once, a name in private-use characters made it fail, or printed another field."""
    adherent = AdherentFactory(name=name)
    delegation = DelegationFactory(firm=cast.firm, adherent=adherent)
    member = FirmMemberFactory(firm=cast.firm, user__first_name="Ann", user__last_name=name)
    FollowUp.objects.create(delegation=delegation, adherent=adherent, member=member)
    page = shown(cast.browser("chloe").get(reverse("firm:portfolio", args=[cast.firm.public_id])))
    assert f">{name}</a>" in page
    assert f'data-label="Suivi par">Ann {name}</td>' in page


@pytest.mark.parametrize("name", NAMES)
def test_the_list_of_people(cast, name) -> None:
    somebody(cast.acme.adherent, "Martin", name, qualification=name)
    assert f"MARTIN {name}" in shown(cast.browser("alice").get(address(cast)))


@pytest.mark.parametrize("name", ["\ue000name\ue001", "Crew\uf8ff"])
def test_a_form_refuses_what_nobody_writes(cast, name) -> None:
    answer = cast.browser("alice").post(address(cast, "create_crew"), {"name": name, "site": cast.acme.ref})
    assert answer.status_code == 422
    assert "caractère illisible" in answer.content.decode()
    assert not Crew.objects.filter(name=name).exists()
