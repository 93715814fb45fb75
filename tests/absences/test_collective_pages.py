"""The pages of absences of many people: prepared, read, entered, undone, and by whom."""

from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from absences.collective import views
from absences.enums import CollectiveState
from absences.models import CollectiveAbsence
from absences.planning.queries.people import places_ever
from absences.queries.closings import closings_between, closings_of
from absences.services import collective as services
from core.rights import Right
from delegations import authority
from tests.absences.entry_kit import address, said, text_of
from tests.absences.kit import access_of, enter, worker
from tests.absences.test_collective import apply, crew_of, prepare
from tests.employees.factories import LeaveRightFactory
from tests.employees.person_kit import browser_of, colleague, site_of
from tests.jobs import run_jobs

pytestmark = pytest.mark.django_db
TYPED = {"title": "Pont", "kind": "paid_leave", "starts_on": "10/08/2026", "ends_on": "14/08/2026"}


@pytest.fixture
def alice(cast):
    return access_of(cast)


def page_of(cast, name: str, collective: CollectiveAbsence, **query: str) -> str:
    answer = cast.browser(name).get(address(cast, "collective", collective.public_id, **query))
    assert answer.status_code == 200
    return text_of(answer)


def test_a_closing_is_prepared_seen_entered_and_undone(cast, alice):
    crew, [_, away, out] = crew_of(cast, 3)
    enter(alice, away, "rtt", "2026-08-14", "2026-08-14")
    browser = cast.browser("alice")
    started = browser.post(address(cast, "start_collective"), TYPED | {"crew": crew.public_id})
    [one] = CollectiveAbsence.objects.filter(title="Pont")
    assert started.url == address(cast, "collective", one.public_id)
    assert "2 salariés, 10 jours en tout" in page_of(cast, "alice", one)
    assert "Déjà absent le 14 août 2026 (RTT)" in page_of(cast, "alice", one, resultat="refused")
    browser.post(address(cast, "leave_out", one.public_id), {"salarie": out.public_id})
    assert out.full_name in page_of(cast, "alice", one, resultat="left_out")
    browser.post(address(cast, "leave_out", one.public_id), {"salarie": out.public_id, "reprendre": "1"})
    browser.post(address(cast, "apply_collective", one.public_id), {"comment": "qui-peut"})
    assert 'hx-trigger="every 2s"' in page_of(cast, "alice", one)
    run_jobs()
    assert "Saisies (2)" in page_of(cast, "alice", one)
    again = browser.post(address(cast, "apply_collective", one.public_id), {"comment": "tous"}, follow=True)
    assert "n’en est plus là" in said(again)
    browser.post(address(cast, "undo_collective", one.public_id), {"confirm": "1"})
    run_jobs()
    assert "Annulées (2)" in page_of(cast, "alice", one)


def test_what_is_wrong_is_said_and_kept(cast):
    crew, _ = crew_of(cast, 1)
    wrong = TYPED | {"title": "", "ends_on": "01/08/2026", "crew": crew.public_id, "is_closing": "on"}
    page = text_of(cast.browser("alice").post(address(cast, "start_collective"), wrong))
    for said_of in ("Donnez un titre", "Le dernier jour est avant le premier", "Une fermeture est pour tout un site"):
        assert said_of in page
    assert 'value="01/08/2026"' in page
    assert not CollectiveAbsence.objects.filter(created_by=cast.people["alice"]).exists()


def test_if_somebody_cannot_the_page_says_why_and_offers_to_go_on(cast, alice):
    crew, [_, away] = crew_of(cast, 2)
    enter(alice, away, "rtt", "2026-08-14", "2026-08-14")
    one = apply(alice, prepare(alice, crew=crew), all_or_none=True)
    page = page_of(cast, "alice", one)
    assert "personne de plus n’a été saisi" in page
    assert "Saisir pour ceux qui le peuvent" in page


def test_a_draft_is_forgotten_once_confirmed(cast, alice):
    crew, _ = crew_of(cast, 1)
    one = prepare(alice, crew=crew)
    browser, discard = cast.browser("alice"), address(cast, "discard_collective", one.public_id)
    assert browser.get(discard).status_code == 200
    browser.post(discard, {"confirm": "1"})
    assert not CollectiveAbsence.objects.filter(pk=one.pk).exists()


def test_whoever_only_reads_is_offered_nothing(cast, alice):
    crew, _ = crew_of(cast, 1)
    page = page_of(cast, "bruno", prepare(alice, crew=crew))
    assert "Saisir pour ceux" not in page
    assert "Laisser de côté" not in page


def test_a_private_motive_is_read_nowhere_and_left_alone(cast, alice):
    crew, [_, sick] = crew_of(cast, 2)
    enter(alice, sick, "sickness", "2026-08-12", "2026-08-12")
    private = prepare(alice, key="short_time", crew=crew)
    listed = text_of(cast.browser("chloe").get(address(cast, "collectives")))
    page = page_of(cast, "chloe", private)
    assert "Fermeture d’août" not in page + listed
    assert "Activité partielle" not in page + listed
    for name in ("apply_collective", "undo_collective", "discard_collective"):
        assert cast.browser("chloe").post(address(cast, name, private.public_id)).status_code == 403
    done = apply(alice, prepare(alice, key="rtt", crew=crew))
    assert "12 août 2026 (Absence)" in page_of(cast, "chloe", done, resultat="refused")
    assert "Maladie" not in page_of(cast, "alice", done, resultat="refused").partition("<main")[2]


def test_whoever_acts_for_one_site_acts_there_only(cast, alice):
    site = site_of(cast.acme.adherent)
    here, elsewhere = worker(cast, establishment=site), worker(cast)
    member = colleague(cast.acme.adherent, Right.ABSENCES_CONSULT, Right.ABSENCES_ACT, site=site)
    access = authority.resolve(member.user, site.public_id)
    one = prepare(access)
    assert one.establishment == site
    root = address(cast, "collective", one.public_id).replace(cast.acme.ref, site.public_id)
    page = text_of(browser_of(member).get(root))
    assert here.full_name in page
    assert elsewhere.full_name not in page
    whole = address(cast, "collective", prepare(alice).public_id).replace(cast.acme.ref, site.public_id)
    assert browser_of(member).get(whole).status_code == 404


def test_closings_are_those_of_what_was_entered_where_they_close(cast, alice):
    site, other = site_of(cast.acme.adherent), site_of(cast.acme.adherent, "Atelier")
    for place in (site, other):
        worker(cast, establishment=place)
    apply(alice, prepare(alice, establishment=site, is_closing=True))
    prepare(alice, establishment=other, is_closing=True)
    august = (date(2026, 8, 1), date(2026, 8, 31))
    of_sites = [one for site in places_ever(alice).sites for one in closings_of(site)]
    assert of_sites == closings_between(alice, *august)
    [closing] = closings_between(alice, *august)
    assert (closing.first, closing.last, closing.site_id) == (date(2026, 8, 10), date(2026, 8, 14), site.pk)
    assert closings_between(alice, date(2026, 9, 1), date(2026, 9, 30)) == []
    of_other = authority.resolve(
        colleague(cast.acme.adherent, Right.ABSENCES_CONSULT, site=other).user, other.public_id
    )
    assert closings_between(of_other, *august) == []


@pytest.mark.parametrize("is_done", [False, True])
def test_a_page_costs_the_same_for_one_person_and_for_fifty(cast, alice, is_done):
    def cost(number: int) -> int:
        crew, _ = crew_of(cast, number)
        one = prepare(alice, crew=crew)
        if is_done:
            services.request_application(access=alice, collective=one, all_or_none=False)
            CollectiveAbsence.objects.filter(pk=one.pk).update(state=CollectiveState.DONE)
        browser, own = cast.browser("alice"), address(cast, "collective", one.public_id)
        browser.get(own)
        with CaptureQueriesContext(connection) as queries:
            browser.get(own, {"resultat": "sound"})
        return len(queries)

    few, many = cost(1), cost(50)
    assert few == many <= 12


def test_counted_once_and_again_when_asked(cast, alice):
    crew, [_, away] = crew_of(cast, 2)
    one = prepare(alice, crew=crew)
    enter(alice, away, "rtt", "2026-08-14", "2026-08-14")
    newcomer = worker(cast, crew=crew)
    page = page_of(cast, "alice", one)
    assert "Concernés (2)" in page
    assert "Déjà absent le 14 août 2026 (RTT)" in page
    assert newcomer.full_name not in page
    again = cast.browser("alice").post(address(cast, "count_again", one.public_id), follow=True)
    page = text_of(again)
    assert "2 salariés, 10 jours en tout" in page
    assert "Ne le peuvent pas (1)" in page
    assert newcomer.full_name in page


def test_whoever_was_not_counted_is_not_entered(cast, alice):
    crew, [person] = crew_of(cast, 1)
    one = prepare(alice, crew=crew)
    worker(cast, crew=crew)
    assert [line.employee for line in apply(alice, one).lines.all()] == [person]


def test_counting_everybody_is_limited(cast, alice, settings):
    settings.THROTTLES = {**settings.THROTTLES, "collective_counts": (2, 3600)}
    crew, _ = crew_of(cast, 1)
    one, browser = prepare(alice, crew=crew), cast.browser("alice")
    assert browser.post(address(cast, "start_collective"), TYPED).status_code == 302
    recount = address(cast, "count_again", one.public_id)
    assert [browser.post(recount).status_code for _ in range(2)] == [302, 429]
    assert browser.post(address(cast, "start_collective"), TYPED).status_code == 429
    assert browser.get(address(cast, "collective", one.public_id)).status_code == 200


def test_a_page_reads_its_own_people_only(cast, alice, monkeypatch):
    monkeypatch.setattr(views, "_PEOPLE_PER_PAGE", 2)
    crew, people = crew_of(cast, 5)
    one, read = prepare(alice, crew=crew), []
    judging = views.judge_shown

    def seen(access, collective, contracts, today):
        read.append(len(contracts))
        return judging(access, collective, contracts, today)

    monkeypatch.setattr(views, "judge_shown", seen)
    pages = [page_of(cast, "alice", one, page=str(number)) for number in (1, 2, 3)]
    assert read == [2, 2, 1]
    assert all("Concernés (5)" in page for page in pages)
    assert [sum(person.full_name in page for page in pages) for person in people] == [1] * 5


def test_what_leave_each_would_have_left_is_told(cast, alice):
    crew, [known, short, estimated] = crew_of(cast, 3)
    for person, acquired in ((known, 30), (short, 3)):
        LeaveRightFactory(employee=person, acquired=acquired, fifth_week=0, taken=0, stated_on=date(2026, 4, 30))
    page = page_of(cast, "alice", prepare(alice, crew=crew))
    for left in ("Reste après : 25 jours<", "Reste après : − 2 jours<", "(estimation)<"):
        assert left in page
    assert "Reste après" not in page_of(cast, "alice", prepare(alice, key="rtt", crew=crew))


def test_beyond_so_many_people_it_is_not_for_all_or_nobody(cast, alice, settings):
    crew, _ = crew_of(cast, 3)
    one, browser = prepare(alice, crew=crew), cast.browser("alice")
    settings.COLLECTIVE_AT_ONCE_MAX = 3
    assert "Seulement si tous le peuvent</button>" in page_of(cast, "alice", one)
    settings.COLLECTIVE_AT_ONCE_MAX = 2
    assert "Seulement si tous le peuvent</button>" not in page_of(cast, "alice", one)
    apply_it = address(cast, "apply_collective", one.public_id)
    assert "Au-delà de 2 salariés" in said(browser.post(apply_it, {"comment": "tous"}, follow=True))
    one.refresh_from_db()
    assert (one.state, one.lines.count()) == (CollectiveState.DRAFT, 0)
    browser.post(apply_it, {"comment": "qui-peut"})
    run_jobs()
    assert one.absences.count() == 3
