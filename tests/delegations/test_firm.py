"""The cabinet: who enters, its portfolio, its people, what it asks, how it ends a delegation."""

from datetime import date, timedelta
from itertools import product

import pytest
import time_machine
from django.core import mail
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from adherents.models import DeclarativePeriod, Establishment
from core.pending import PendingSource
from core.references import new_public_id
from core.rights import Right
from delegations.enums import DelegationState
from delegations.models import Delegation, FollowUp
from delegations.portfolio import queries as clients
from delegations.portfolio.queries import Wanted
from tests.cast import CANARY
from tests.days import in_days
from tests.delegations import routes
from tests.delegations.kit import at, recent
from tests.factories import (
    AdherentFactory,
    DelegationFactory,
    EstablishmentFactory,
    FirmMemberFactory,
    PeriodFactory,
)
from tests.jobs import run_jobs
from tests.security.fingerprint import nothing_written
from tests.security.test_matrix import METHODS, outside, refusals

pytestmark = pytest.mark.django_db
SOURCES: list[PendingSource] = []


def names(answer) -> list[str]:
    return [client.name for client in answer.context["page"]]


# --- Who enters ---


def test_a_cabinet_looks_like_a_random_reference_to_whoever_is_not_of_it(cast, boss):
    for person in ("alice", "denis", "mallory", "zoe", "sami"):
        browser = cast.browser(person)
        for (name, route), method in product({**routes.FIRM, **routes.FIRM_ADMINISTRATORS}.items(), METHODS):
            if method not in route.methods:
                continue
            real, random = (
                reverse(name, args=[ref, *route.args(cast)]) for ref in (cast.firm.public_id, new_public_id())
            )
            before = refusals()
            with nothing_written(f"{person} {method} {name}"):
                answers = [outside(browser.generic(method, address)) for address in (real, random)]
            assert answers[0] == answers[1], (person, method, name)
            assert answers[0][0] == 404, (person, method, name)
            assert refusals() - before == 2


def test_a_collaborator_reads_and_does_not_administer(cast, boss):
    chloe = recent(cast.browser("chloe"))
    for name, route in routes.FIRM.items():
        assert chloe.get(reverse(name, args=[cast.firm.public_id, *route.args(cast)])).status_code == 200, name
    for (name, route), method in product(routes.FIRM_ADMINISTRATORS.items(), METHODS):
        if method in route.methods:
            with nothing_written(name):
                answer = chloe.generic(method, reverse(name, args=[cast.firm.public_id, *route.args(cast)]))
            assert answer.status_code == 403, (name, method)


def test_an_administrator_opens_every_page(cast, at_work):
    for name, route in routes.FIRM_ADMINISTRATORS.items():
        if "GET" in route.methods and name != "firm:renounce":
            answer = at_work.get(reverse(name, args=[cast.firm.public_id, *route.args(cast)]))
            assert answer.status_code == route.status, name
    assert at_work.get(at(cast, "renounce", cast.delegation.public_id)).status_code == 200


def test_the_client_of_another_cabinet_is_a_random_reference(cast, at_work):
    foreign = cast.rival.delegation.public_id
    for name in ("client", "renounce"):
        assert at_work.get(at(cast, name, foreign)).status_code == 404
    with nothing_written():
        assert at_work.post(at(cast, "renounce", foreign), {"reason": "x"}).status_code == 404
    at_work.post(at(cast, "assign"), {"clients": [foreign], "collaborateur": ""})
    assert FollowUp.objects.filter(delegation=cast.rival.delegation).exists()
    member = cast.rival.member.public_id
    for name in ("appoint", "dismiss", "remove"):
        assert at_work.post(at(cast, name, member)).status_code == 404


def test_mon_compte_leads_to_ones_cabinets_and_delegations(cast):
    account = reverse("accounts:account")
    shown = {name: cast.browser(name).get(account).content.decode() for name in ("chloe", "alice", "bruno", "zoe")}
    own, given = (
        reverse("firm:portfolio", args=[cast.firm.public_id]),
        reverse("delegations:index", args=[cast.acme.ref]),
    )
    assert {name for name, page in shown.items() if own in page} == {"chloe"}
    assert {name for name, page in shown.items() if given in page} == {"alice"}


# --- The portfolio ---


def test_the_portfolio_shows_the_clients_of_the_cabinet_and_no_other(cast):
    answer = cast.browser("chloe").get(at(cast, "portfolio"))
    assert names(answer) == [cast.acme.adherent.name, cast.globex.name]
    text = answer.content.decode()
    assert CANARY not in text
    assert reverse("portal_home", args=[cast.acme.ref]) in text


@pytest.mark.parametrize("search", ["beton", "BÉTON", "Béton arm"])
def test_clients_are_found_without_their_accents(cast, search):
    DelegationFactory(firm=cast.firm, adherent__name="Béton Armé du Sud")
    assert names(cast.browser("chloe").get(at(cast, "portfolio"), {"q": search})) == ["Béton Armé du Sud"]


def test_clients_are_found_by_their_siren_as_one_types_it(cast):
    siren = cast.globex.siren
    typed = f"{siren[:3]} {siren[3:6]} {siren[6:]}"
    assert names(cast.browser("chloe").get(at(cast, "portfolio"), {"q": typed})) == [cast.globex.name]


def test_filters_by_state_follower_and_end(cast, boss, at_work):
    today = timezone.localdate()
    DelegationFactory(firm=cast.firm, adherent__name="Demain", starts_on=today.replace(year=today.year + 1))
    DelegationFactory(firm=cast.firm, adherent__name="Bientôt", ends_on=in_days(10))
    DelegationFactory(firm=cast.firm, adherent__name="Invité", state=DelegationState.PENDING)
    DelegationFactory(firm=cast.firm, adherent__name="Fini", state=DelegationState.REVOKED)
    mine = DelegationFactory(firm=cast.firm, adherent__name="Mien")
    FollowUp.objects.create(delegation=mine, adherent=mine.adherent, member=boss)
    found = {
        filters: names(at_work.get(f"{at(cast, 'portfolio')}?{filters}"))
        for filters in ("etat=upcoming", "fin=on", "etat=pending", "etat=ended", "suivis=on", "etat=nimporte")
    }
    assert found["etat=upcoming"] == ["Demain"]
    assert found["fin=on"] == ["Bientôt"]
    assert found["etat=pending"] == ["Invité"]
    assert found["etat=ended"] == ["Fini"]
    assert found["suivis=on"] == ["Mien"]
    assert "Fini" not in found["etat=nimporte"]


def test_what_waits_is_counted_for_the_rights_given_only(cast, settings):
    waiting = DeclarativePeriod.objects.all
    waiting().delete()
    for adherent, number in ((cast.globex, 3), (cast.acme.adherent, 2)):
        for month in range(number):
            PeriodFactory(adherent=adherent, month=date(2026, 1 + month, 1))
    SOURCES[:] = [
        PendingSource("x", "absence", Right.ABSENCES_ACT, waiting, "absences à déclarer", "stoppages:index"),
        PendingSource("y", "document", Right.DOCUMENTS_CONSULT, waiting, "documents non lus", "documents:index"),
    ]
    settings.PENDING_SOURCES = "tests.delegations.test_firm.SOURCES"
    site = EstablishmentFactory(adherent=cast.globex)
    Delegation.objects.filter(adherent=cast.globex).delete()
    DelegationFactory(adherent=cast.globex, firm=cast.firm, rights=["absences.act"], sites=[site])
    answer = cast.browser("chloe").get(at(cast, "portfolio"), {"attente": "on"})
    assert names(answer) == [cast.acme.adherent.name]
    assert "2 absences à déclarer" in answer.content.decode()
    assert "documents non lus" not in answer.content.decode()


@pytest.mark.parametrize("page", ["portfolio", "export"])
def test_five_hundred_clients_cost_what_one_costs(cast, page, settings):
    SOURCES[:] = [
        PendingSource("x", "site", Right.ABSENCES_ACT, Establishment.objects.all, "sites", "stoppages:index"),
    ]
    settings.PENDING_SOURCES = "tests.delegations.test_firm.SOURCES"
    chloe = cast.browser("chloe")
    counts = []
    for added in (0, 48, 450):
        for rank in range(added):
            site = EstablishmentFactory(adherent__caisse=cast.caisse) if rank % 10 == 0 else None
            adherent = site.adherent if site else AdherentFactory(caisse=cast.caisse)
            DelegationFactory(adherent=adherent, firm=cast.firm, sites=[site] if site else None)
        chloe.get(at(cast, page))
        with CaptureQueriesContext(connection) as queries:
            answer = chloe.get(at(cast, page))
        counts.append(len(queries))
    assert len(set(counts)) == 1, counts
    assert counts[0] <= 10
    if page == "export":
        assert answer.content.decode().count("\r\n") == 501
    else:
        assert len(names(answer)) == 50
        assert answer.context["page"].paginator.count == 500


def test_the_export_runs_no_formula(cast):
    DelegationFactory(firm=cast.firm, adherent__name="=HYPERLINK(1)")
    answer = cast.browser("chloe").get(at(cast, "export"))
    text = answer.content.decode("utf-8-sig")
    assert '"\'=HYPERLINK(1)";' in text
    assert answer["Content-Disposition"] == 'attachment; filename="clients.csv"'
    assert CANARY not in text


def test_a_delegation_that_ends_leaves_the_portfolio_at_once(cast):
    chloe = cast.browser("chloe")
    Delegation.objects.filter(pk=cast.delegation.pk).update(
        state=DelegationState.REVOKED, ended_at=timezone.now(), end_reason="Motif donné"
    )
    assert cast.acme.adherent.name not in names(chloe.get(at(cast, "portfolio")))
    page = chloe.get(at(cast, "client", cast.delegation.public_id)).content.decode()
    assert "Motif donné" in page
    assert reverse("portal_home", args=[cast.acme.ref]) not in page


def test_the_portfolio_is_of_the_day_and_of_the_cabinet_that_asks(cast):
    """Its queries are compiled once: a delegation starts and ends by itself, what is due too, each firm has its own."""
    today = timezone.localdate()
    given = DelegationFactory(firm=cast.firm, adherent__name="Bref", rights=["legal.consult"], ends_on=today)
    PeriodFactory(adherent=given.adherent, month=date(2025, 1, 1), leave_contribution="10")
    member, other = cast.firm.members.get(), FirmMemberFactory()
    for days, is_listed, is_open in ((0, True, True), (1, False, False), (-31, True, False), (0, True, True)):
        with time_machine.travel(timezone.now() + timedelta(days=days), tick=False):
            listed = clients.portfolio(member, Wanted(), 1).object_list
            assert [bool(client.spaces) for client in listed if client.name == "Bref"] == [is_open] * is_listed
            assert ("Bref" in {item.company for item in clients.due_across(member)}) == is_open
            assert not clients.portfolio(other, Wanted(), 1).object_list
            assert clients.due_across(other) == []


def test_one_row_is_in_force_as_the_queryset_says(cast):
    today = timezone.localdate()
    for state in DelegationState:
        for start, end in ((0, None), (0, 0), (1, None), (-2, -1), (-2, 0), (-2, 3)):
            ends_on = None if end is None else today + timedelta(days=end)
            DelegationFactory(state=state, starts_on=today + timedelta(days=start), ends_on=ends_on)
    rows = Delegation.objects.all()
    in_force = {row.pk for row in rows if row.is_in_force(today)}
    assert in_force == set(rows.in_force(today).values_list("pk", flat=True))
    assert 0 < len(in_force) < len(rows)


def test_an_administrator_ends_a_delegation_and_both_sides_are_told(cast, boss, at_work):
    mail.outbox.clear()
    assert at_work.post(at(cast, "renounce", cast.delegation.public_id), {"reason": ""}).status_code == 422
    at_work.post(at(cast, "renounce", cast.delegation.public_id), {"reason": "Client parti"})
    cast.delegation.refresh_from_db()
    assert (cast.delegation.state, cast.delegation.end_reason) == ("revoked", "Client parti")
    run_jobs()
    assert {boss.user.email, cast.alice.email} <= {address for sent in mail.outbox for address in sent.to}
    assert cast.browser("chloe").get(reverse("portal_home", args=[cast.acme.ref])).status_code == 404
    again = at_work.post(at(cast, "renounce", cast.delegation.public_id), {"reason": "x"}, follow=True)
    assert "déjà pris fin" in again.content.decode()
