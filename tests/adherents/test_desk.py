"""The back office as a workstation: the one search, the page of a company, and what its employer sees."""

import re
from datetime import timedelta
from html import unescape
from urllib.parse import urldefrag, urljoin

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from accounts.enums import StaffRole
from adherents.policies import EMPLOYER_VIEW
from core.models import AuditEvent
from core.staff.finding import SHOWN
from tests.cast import CANARY
from tests.employees.factories import EmployeeFactory, MovementFactory, new_nir
from tests.factories import AdherentFactory, ChangeFactory, EstablishmentFactory, MembershipFactory, StaffFactory
from tests.security import routes
from tests.security.fingerprint import nothing_written
from tests.staff import staff_client

pytestmark = pytest.mark.django_db
FORM, LEADS_TO = re.compile(r"<form\b[^>]*>"), re.compile(r'<(?:a|form)\b[^>]*? (?:href|action)="([^"]*)"')
SEARCH, HOME = reverse("admin:search"), reverse("admin:index")


def page_of(company, name: str = "overview") -> str:
    return reverse(f"admin:adherents_adherent_{name}", args=[company.pk])


def seen(company, inside: str) -> str:
    return f"{page_of(company, 'look_as_employer')}{inside.lstrip('/')}"


def body(response) -> str:
    return response.content.decode().replace("\N{NO-BREAK SPACE}", " ").replace("&nbsp;", " ")


def counted(browser, address: str) -> int:
    browser.get(address)
    with CaptureQueriesContext(connection) as queries:
        assert browser.get(address).status_code == 200
    return len(queries)


@pytest.fixture
def member():
    return MembershipFactory(adherent__name="Durand Maçonnerie", user__last_name="Lefèvre")


@pytest.fixture
def company(member):
    return member.adherent


@pytest.fixture
def desk(company):
    return staff_client(StaffFactory(staff_caisse=company.caisse))


@pytest.fixture
def reader(company):
    return staff_client(StaffFactory(staff_caisse=company.caisse, staff_role=StaffRole.READER))


def lines(response) -> list[str]:
    return [line.title for answer in response.context["answers"] for line in answer.lines]


# --- The one search


def test_an_identifier_leads_straight_to_what_has_it(desk, member, company) -> None:
    site = EstablishmentFactory(adherent=company)
    movement = MovementFactory(employment__employee=EmployeeFactory(adherent=company), reference="E-7777")
    to_person = reverse("admin:accounts_user_change", args=[member.user_id])
    for typed, page in [
        (company.cibtp_id.lower(), page_of(company)),
        (f" {company.siren[:3]} {company.siren[3:6]} {company.siren[6:]} ", page_of(company)),
        (site.siret, page_of(company)),
        (member.user.email.upper(), to_person),
        ("e-7777", reverse("admin:employees_movement_change", args=[movement.pk])),
    ]:
        assert desk.get(SEARCH, {"q": typed})["Location"] == page, typed


@pytest.mark.parametrize("typed", ["durand", "MACONNERIE du", "lefevre"[:3]])
def test_a_name_lists_what_has_it_by_kind(desk, member, company, typed) -> None:
    EmployeeFactory(adherent=company, last_name="Lefranc", first_name="Léa")
    answer = desk.get(SEARCH, {"q": typed})
    assert answer.status_code == 200
    assert lines(answer)


def test_what_is_of_another_caisse_is_not_there(cast) -> None:
    """Sami's caisse is Acme's, Rose's is Rival's."""
    for typed in ("acme", cast.acme.adherent.cibtp_id, cast.acme.adherent.siren, cast.acme.holder.email, "exemple"):
        answer = cast.browser("rose").get(SEARCH, {"q": typed})
        assert "Acme" not in " ".join(lines(answer)), typed
        assert "ACME" not in " ".join(lines(answer)), typed
    for typed in (CANARY, cast.rival.adherent.siren, cast.rival.holder.email, cast.rival.people.hire.reference):
        answer = cast.browser("sami").get(SEARCH, {"q": typed})
        assert (answer.status_code, lines(answer)) == (200, []), typed
    assert lines(cast.browser("rose").get(SEARCH, {"q": CANARY}))


def test_nobody_is_searched_for_by_their_nir(desk, company) -> None:
    nir = new_nir()
    EmployeeFactory(adherent=company, nir=nir)
    answer = desk.get(SEARCH, {"q": nir})
    assert answer["Location"] == SEARCH
    assert "On ne recherche pas par numéro" in body(desk.get(SEARCH))


def test_too_short_a_text_is_not_searched_but_may_be_a_reference(desk, company) -> None:
    assert "Tapez 3 caractères" in body(desk.get(SEARCH, {"q": "du"}))
    company.cibtp_id = "D1"
    company.save()
    assert desk.get(SEARCH, {"q": "d1"})["Location"] == page_of(company)
    assert "Tapez" not in body(desk.get(SEARCH))


def test_people_are_listed_by_their_own_names_not_by_that_of_their_company(desk, member, company) -> None:
    EmployeeFactory(adherent=company, last_name="Weber")
    assert lines(desk.get(SEARCH, {"q": "durand"})) == ["Durand Maçonnerie"]
    assert lines(desk.get(SEARCH, {"q": "weber"})) == ["WEBER Ahmed"]


def test_a_long_answer_leads_to_the_list_that_holds_it(desk, company) -> None:
    for number in range(SHOWN):
        AdherentFactory(caisse=company.caisse, name=f"Durand {number}")
    (companies,) = [one for one in desk.get(SEARCH, {"q": "durand"}).context["answers"] if one.label == "Entreprises"]
    assert len(companies.lines) == SHOWN
    assert desk.get(companies.more_url).context["cl"].result_count == SHOWN + 1


def test_searching_costs_the_same_for_one_company_and_for_forty(desk, company) -> None:
    few = counted(desk, f"{SEARCH}?q=durand")
    for number in range(40):
        MembershipFactory(adherent=AdherentFactory(caisse=company.caisse, name=f"Durand {number}"))
    assert counted(desk, f"{SEARCH}?q=durand") <= few + 1  # one more kind may answer, none a row
    assert few <= 25  # one or two for each list that answers


# --- The home page


def test_the_home_page_says_what_has_waited_too_long(desk, company, settings) -> None:
    settings.CHANGE_REQUEST_USUAL_DAYS = 4
    for days in (1, 4, 5, 9):
        change = ChangeFactory(adherent=AdherentFactory(caisse=company.caisse))
        change.asked_at = timezone.now() - timedelta(days=days)
        change.save(update_fields=["asked_at"])
    answer = desk.get(HOME)
    (queue,) = [one for one in answer.context["work_queues"] if one.label == "demandes de modification"]
    assert (queue.count, queue.late, queue.usual_days) == (4, 2, 4)
    assert "2 au-delà de 4 jours, le délai habituel" in body(answer)
    assert "depuis 9 jours" in body(answer)


def test_companies_opened_lately_come_back_the_latest_first(desk, company, cast) -> None:
    others = [AdherentFactory(caisse=company.caisse, name=f"Charpentes {number}") for number in range(9)]
    for one in (company, *others, company):
        desk.get(page_of(one))
    recent = desk.get(HOME).context["recent_companies"]
    assert [one.name for one in recent][:2] == ["Durand Maçonnerie", "Charpentes 8"]
    assert len(recent) == 8
    others[8].caisse = cast.other_caisse
    others[8].save()
    assert others[8] not in desk.get(HOME).context["recent_companies"]
    colleague = staff_client(StaffFactory(staff_caisse=company.caisse))
    assert colleague.get(HOME).context["recent_companies"] == []


# --- The page of a company


def test_the_page_of_a_company_shows_it_in_one_look(cast) -> None:
    page = body(cast.browser("sami").get(page_of(cast.acme.adherent)))
    for shown in (
        cast.acme.adherent.cibtp_id,
        cast.acme.site.name,
        cast.acme.holder.email,
        cast.firm.name,
        cast.acme.people.employee.full_name,
        cast.acme.people.hire.reference,
        cast.acme.change.asked_by_label,
        "Courriers et codes",
        "Journal",
    ):
        assert shown in page, shown
    assert CANARY not in page
    assert "Vue de l’employeur" in page


def test_the_page_of_a_company_shows_nothing_of_another_one_of_the_caisse(cast) -> None:
    page = cast.browser("sami").get(page_of(cast.globex))
    shown = {one.key: [line.cells for line in one.lines] for one in page.context["panels"]}
    assert {key for key, lines in shown.items() if lines} <= {
        "adherents_establishment_panel",
        "delegations_delegation_panel",
    }
    assert cast.acme.holder.email not in body(page)


def test_the_page_of_a_company_of_another_caisse_does_not_exist(cast) -> None:
    rose = cast.browser("rose")
    for name in ("overview", "look_as_employer"):
        assert rose.get(page_of(cast.acme.adherent, name)).status_code == 404
    assert rose.get(seen(cast.acme.adherent, f"/espace/{cast.acme.ref}/")).status_code == 404
    assert rose.get(seen(cast.rival.adherent, f"/espace/{cast.acme.ref}/")).status_code == 404


def test_the_page_of_a_company_costs_the_same_whatever_it_holds(desk, company) -> None:
    few = counted(desk, page_of(company))
    for _ in range(12):
        EstablishmentFactory(adherent=company)
        MembershipFactory(adherent=company)
        MovementFactory(employment__employee=EmployeeFactory(adherent=company))
    panels = {one.panel.title: one for one in desk.get(page_of(company)).context["panels"]}
    # A query a panel, which a section more adds, and those of any page of the desk.
    assert counted(desk, page_of(company)) == few <= len(panels) + 6
    assert panels["Établissements"].count == company.establishments.count()
    assert desk.get(panels["Salariés"].more_url).context["cl"].result_count == 12


# --- What the employer sees


def test_the_staff_see_the_pages_of_the_employer_and_stay_in_them(cast) -> None:
    sami = cast.browser("sami")
    home = sami.get(page_of(cast.acme.adherent, "look_as_employer"), follow=True)
    assert home.redirect_chain == [(seen(cast.acme.adherent, f"/espace/{cast.acme.ref}/"), 302)]
    page = body(home)
    assert "Vue de l’employeur" in page
    assert f'href="{page_of(cast.acme.adherent)}"' in page
    assert f'href="{seen(cast.acme.adherent, f"/espace/{cast.acme.ref}/salaries/")}"' in page
    assert f'href="/espace/{cast.acme.ref}/' not in page
    assert "Déconnexion" not in page
    site = body(sami.get(seen(cast.acme.adherent, f"/espace/{cast.acme.site.public_id}/")))
    assert cast.acme.site.name in site
    assert "Mon compte" not in site


def test_the_employer_reads_in_its_journal_that_the_caisse_looked(cast) -> None:
    page = f"/espace/{cast.acme.ref}/salaries/"
    cast.browser("sami").get(seen(cast.acme.adherent, page))
    line = AuditEvent.objects.get(action="adherents.looked_at")
    assert (line.adherent_id, line.caisse_id, line.actor_id) == (cast.acme.adherent.pk, cast.caisse.pk, cast.sami.pk)
    assert line.target == "page salaries/"
    journal = body(cast.browser("alice").get(reverse("journal:index", args=[cast.acme.ref])))
    assert "Espace sécurisé regardé par la caisse" in journal


def test_what_is_private_is_not_in_the_view(cast) -> None:
    sami = cast.browser("sami")
    wage = cast.acme.people.employment.hourly_wage
    assert wage
    page = body(sami.get(seen(cast.acme.adherent, f"/espace/{cast.acme.ref}/salaries/{_person(cast)}/")))
    assert cast.acme.people.employee.full_name in page
    assert f"{wage}".replace(".", ",") not in page


def _person(cast) -> str:
    return reverse("employees:employee", args=[cast.acme.ref, cast.acme.people.employee.public_id]).split("/")[-2]


def tiers_pages(cast) -> list[tuple[str, str]]:
    own = [(name, reverse(name, args=[cast.acme.ref, *route.args(cast)])) for name, route in routes.TIERS.items()]
    return [(name, seen(cast.acme.adherent, address)) for name, address in own]


def test_nothing_can_be_sent_from_the_view(cast) -> None:
    sami = cast.browser("sami")
    for name, address in tiers_pages(cast):
        with nothing_written(name):
            assert sami.post(address, {"reason": "other"}).status_code == 405, name


def test_every_page_of_the_view_reads_or_is_refused_and_writes_nothing(cast) -> None:
    """What acts, what is private and files are refused; nothing of another company is shown."""
    sami = cast.browser("sami")
    read = set()
    for name, address in tiers_pages(cast):
        with nothing_written(name):
            answer = sami.get(address)
        assert answer.status_code in {200, 302, 403, 404, 405}, name
        assert answer.streaming or CANARY not in body(answer), name
        right = routes.TIERS[name].right
        assert answer.status_code != 200 or right in EMPLOYER_VIEW | {None}, name
        read |= {name} if answer.status_code == 200 else set()
    assert {"portal_home", "employees:employee", "employees:movements", "adherents:changes", "journal:index"} <= read


def test_no_page_of_the_view_offers_what_the_view_refuses(cast) -> None:
    """Neither by a link nor by a form, from whatever page: acts and files are not for who looks."""
    sami, company = cast.browser("sami"), cast.acme.adherent
    start = page_of(company, "look_as_employer")
    answers, waiting = set[str](), [start, *(address for _, address in tiers_pages(cast))]
    refused, offered = set(), dict[str, str]()
    while waiting:
        address = waiting.pop()
        answer = sami.get(address)
        answers.add(address)
        refused |= {address} if answer.status_code not in {200, 302} else set()
        if answer.status_code == 200:
            page = answer.content.decode()
            sending = [form for form in FORM.findall(page) if 'method="post"' in form]
            assert sending == [], address
            leads_to = {urldefrag(urljoin(address, unescape(link))).url for link in LEADS_TO.findall(page)}
            offered |= {link: address for link in leads_to if link.startswith(start)}
            # The other orders and filters of a list are the same page.
            known = {*answers, *waiting}
            waiting += [link for link in leads_to & offered.keys() - known if "?" not in link]
    assert len(answers) > 80
    assert {link: page for link, page in offered.items() if link.partition("?")[0] in refused} == {}


def test_a_page_that_writes_is_refused_by_the_database_itself(cast) -> None:
    """Whatever a view does there: an export that is journalled, or a page that would one day write."""
    sami = cast.browser("sami")
    export = seen(cast.acme.adherent, reverse("journal:export", args=[cast.acme.ref]))
    with nothing_written():
        assert sami.get(export).status_code == 403
    assert not AuditEvent.objects.filter(action="accounts.journal_exported").exists()
    # The session goes on as before, and may write again.
    assert sami.get(page_of(cast.acme.adherent)).status_code == 200


@pytest.mark.parametrize("kind", ["csv", "xlsx"])
def test_a_file_is_refused_streamed_or_not(cast, kind) -> None:
    file = reverse("employees:import_template", args=[cast.acme.ref, kind])
    assert cast.browser("alice").get(file).headers["Content-Disposition"].startswith("attachment")
    assert cast.browser("sami").get(seen(cast.acme.adherent, file)).status_code == 403


def test_the_view_is_for_managers_of_the_caisse(cast, desk, reader, company) -> None:
    page = seen(company, f"/espace/{company.public_id}/")
    assert desk.get(page).status_code == 200
    assert reader.get(page).status_code == 403
    assert reader.get(page_of(company, "look_as_employer")).status_code == 403
    assert "Vue de l’employeur" not in body(reader.get(page_of(company)))
    # Alice's own pages are not changed by the view: no banner, and her sign-out.
    own = body(cast.browser("alice").get(f"/espace/{cast.acme.ref}/"))
    assert "Vue de l’employeur" not in own
    assert "Déconnexion" in own


def test_what_is_not_of_the_company_is_left_or_not_there(cast) -> None:
    sami = cast.browser("sami")
    acme = cast.acme.adherent
    outside = f"/caisses/{cast.caisse.slug}/mentions-legales/"
    assert sami.get(seen(acme, outside))["Location"] == outside
    for inside in (
        "nulle-part/",
        "/exemple.fr/",
        f"espace/{cast.rival.ref}/",
        f"espace/{cast.rival.site.public_id}/",
        "espace/x/salaries/",
    ):
        assert sami.get(f"{page_of(acme, 'look_as_employer')}{inside}").status_code == 404, inside


def test_the_addresses_of_the_next_answer_are_the_usual_ones(cast) -> None:
    """Even after a page of the view that failed."""
    sami = cast.browser("sami")
    for inside in (f"/espace/{cast.acme.ref}/", reverse("journal:export", args=[cast.acme.ref])):
        sami.get(seen(cast.acme.adherent, inside))
        assert reverse("portal_home", args=["x"]) == "/espace/x/"
