"""People ticked in the list: put in a crew, exported, and nobody of another company or another site."""

import pytest

from employees.models import Employment
from tests.employees.factories import CrewFactory
from tests.employees.list_kit import address, somebody
from tests.employees.test_export import csv_rows
from tests.factories import EstablishmentFactory
from tests.security.fingerprint import nothing_written

pytestmark = pytest.mark.django_db


@pytest.fixture
def three(cast):
    return [
        somebody(cast.acme.adherent, name, establishment=cast.acme.adherent.head_office)
        for name in ("Un", "Deux", "Trois")
    ]


def refs(people) -> list[str]:
    return [one.employee.public_id for one in people]


def act(cast, person="alice", query="", **posted):
    return cast.browser(person).post(f"{address(cast, 'act_on_selection')}{query}", posted, follow=True)


def text_of(answer) -> str:
    return answer.content.decode()


def test_the_list_has_a_box_for_each_person_and_what_is_done_with_them(cast, three):
    CrewFactory(establishment=cast.acme.adherent.head_office, name="Gros œuvre")
    page = text_of(cast.browser("alice").get(address(cast)))
    for ref in refs(three):
        assert f'name="salaries" value="{ref}" form="selection"' in page
    assert "Ranger dans l’équipe" in page
    consulting = text_of(cast.browser("bruno").get(address(cast)))
    assert "Exporter les salariés cochés" in consulting
    assert "Ranger dans l’équipe" not in consulting


def test_those_ticked_are_put_in_the_crew_and_one_comes_back_to_the_same_list(cast, three):
    crew = CrewFactory(establishment=cast.acme.adherent.head_office, name="Gros œuvre")
    answer = act(cast, query="?q=un&page=1", action="crew", equipe=crew.public_id, salaries=refs(three[:2]))
    assert answer.redirect_chain[-1][0] == f"{address(cast)}?q=un&page=1"
    assert "2 salariés ajoutés dans l’équipe" in text_of(answer)
    assert set(Employment.objects.filter(crew=crew)) == set(three[:2])


def test_those_of_another_site_stay_and_it_is_said(cast, three):
    crew = CrewFactory(establishment=cast.acme.adherent.head_office)
    away = somebody(cast.acme.adherent, "Loin", establishment=EstablishmentFactory(adherent=cast.acme.adherent))
    page = text_of(act(cast, action="crew", equipe=crew.public_id, salaries=refs([three[0], away])))
    assert "1 salarié ajouté" in page
    assert "1 salarié sans changement" in page
    away.refresh_from_db()
    assert away.crew_id is None


def test_only_those_ticked_are_exported(cast, three):
    answer = act(cast, action="export", salaries=refs(three[:2]))
    page = text_of(answer)
    assert "2 salariés" in page
    assert "Seulement les salariés cochés" in page
    chosen = ",".join(refs(three[:2]))
    assert f'name="choix" value="{chosen}"' in page
    rows = csv_rows(cast.browser("alice").get(address(cast, "export"), {"format": "csv", "choix": chosen}))
    assert {row["Nom"] for row in rows} == {"Un", "Deux"}


def test_nothing_ticked_nor_chosen_is_said_and_changes_nothing(cast, three):
    assert "Cochez d’abord" in text_of(act(cast, action="export"))
    assert "Choisissez l’équipe" in text_of(act(cast, action="crew", salaries=refs(three)))
    assert not Employment.objects.filter(pk__in=[one.pk for one in three], crew__isnull=False).exists()


def test_nobody_of_another_company_is_moved_nor_exported(cast, three):
    foreign = somebody(cast.rival.adherent, "Rivale")
    own, other = (
        CrewFactory(establishment=adherent.head_office) for adherent in (cast.acme.adherent, cast.rival.adherent)
    )
    act(cast, action="crew", equipe=own.public_id, salaries=refs([foreign]))
    assert act(cast, action="crew", equipe=other.public_id, salaries=refs(three)).status_code == 404
    foreign.refresh_from_db()
    assert foreign.crew_id is None
    assert not Employment.objects.filter(crew=other).exists()
    query = {"format": "csv", "choix": ",".join(refs([foreign]))}
    assert csv_rows(cast.browser("alice").get(address(cast, "export"), query)) == []


def test_who_only_consults_puts_nobody_in_a_crew(cast, three):
    crew = CrewFactory(establishment=cast.acme.adherent.head_office)
    bruno = cast.browser("bruno")
    posted = {"action": "crew", "equipe": crew.public_id, "salaries": refs(three)}
    with nothing_written():
        answer = bruno.post(address(cast, "act_on_selection"), posted)
    assert answer.status_code == 403
    assert act(cast, "chloe", action="export", salaries=refs(three)).status_code == 403


def test_crews_of_one_name_are_told_apart_by_their_sites(cast, three):
    depot = EstablishmentFactory(adherent=cast.acme.adherent, is_head_office=False, name="Dépôt de Bagnolet")
    for site in (cast.acme.adherent.head_office, depot):
        CrewFactory(establishment=site, name="Gros œuvre")
    choices = cast.browser("alice").get(address(cast)).context["form"].crew_choices
    names = [choice["name"] for choice in choices if choice["name"].endswith("Gros œuvre")]
    assert len(set(names)) == 2
    assert "Dépôt de Bagnolet · Gros œuvre" in names
