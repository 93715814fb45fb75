"""Who may open what: every route × every person (SECURITY Z1, Z2, Z5, Z6, Z8, L2)."""

import re
from itertools import product

import pytest
from django.urls import reverse

from core.models import AuditEvent
from core.references import new_public_id
from tests.cast import ABSENCES_ONLY, CANARY, CONSULT_ONLY
from tests.security import routes
from tests.security.fingerprint import body_of, nothing_written

METHODS = ("GET", "HEAD", "POST")
STRANGERS = ("denis", "mallory", "zoe", "sami", "rose")
VARIABLE_HEADERS = {"X-Request-ID"}
SIGN_IN, ADMIN_SIGN_IN = reverse("accounts:sign_in"), reverse("admin:login")


def refusals() -> int:
    return AuditEvent.objects.filter(action="core.access_refused", result="refused").count()


def outside(response) -> tuple:
    """What the visitor sees of an answer, apart from what differs at each request."""
    body = re.sub(r'(csrfmiddlewaretoken" value="|nonce=")[^"]*', "", response.content.decode())
    body = re.sub(r'X-CSRFToken": "[^"]*', "", body)
    policy = re.sub(r"'nonce-[^']*'", "'nonce'", response.headers.get("Content-Security-Policy", ""))
    headers = {name: value for name, value in response.headers.items() if name not in VARIABLE_HEADERS}
    return response.status_code, body, {**headers, "Content-Security-Policy": policy}, set(response.cookies)


def test_every_route_is_declared():
    existing = {name for name, _ in routes.existing()}
    assert existing - routes.declared() == set(), (
        "declare these routes, and who opens them, in tests/<section>/routes.py"
    )
    assert routes.declared() - existing == set(), "these routes no longer exist"


@pytest.mark.parametrize("name", sorted(routes.PUBLIC | routes.DEVELOPMENT))
def test_public_routes_are_open_to_everybody(cast, name):
    route = (routes.PUBLIC | routes.DEVELOPMENT)[name]
    for browser, method in product((cast.browser("anonymous"), cast.browser("alice")), METHODS):
        address = reverse(name, args=route.args(cast))
        response = browser.generic(method, address)
        if method not in route.methods:
            assert response.status_code == (405 if name in routes.WEBHOOKS else routes.refused(method)), method
        elif method in routes.SAFE and name != "accounts:sign_in":
            assert response.status_code == route.status, method
        assert SIGN_IN not in response.headers.get("Location", ""), method
        assert CANARY not in response.content.decode()


def test_every_other_route_leads_the_anonymous_to_the_sign_in_page(cast):
    """Z6, whether the tiers exists or not."""
    for name, route in (routes.PERSON | routes.TIERS).items():
        tiers = [[cast.acme.ref], [new_public_id()]] if name in routes.TIERS else [[]]
        for ref, method in product(tiers, METHODS):
            response = cast.browser("anonymous").generic(method, reverse(name, args=[*ref, *route.args(cast)]))
            assert (response.status_code, response["Location"].partition("?")[0]) == (302, SIGN_IN), (name, method)


@pytest.mark.parametrize("name", sorted(routes.PERSON))
def test_pages_of_a_person_are_open_to_whoever_signed_in(cast, name):
    route = routes.PERSON[name]
    for person, method in product(("alice", "chloe", "mallory", "zoe"), METHODS):
        response = cast.browser(person).generic(method, reverse(name, args=route.args(cast)))
        if method not in route.methods:
            assert response.status_code == routes.refused(method), (person, method)
        elif method in routes.SAFE or name == "accounts:sign_out":
            assert response.status_code == route.status, (person, method)
        assert person == "mallory" or CANARY not in response.content.decode(), (person, method)


def expected(route: routes.Route, method: str, rights: frozenset | None) -> int:
    """The status for someone of the tiers: 403 comes before 405, so that nothing is told of a page out of reach."""
    if rights is not None and route.right is not None and route.right not in rights:
        return 403
    is_hidden = rights is not None and route.shown_by is not None and route.shown_by not in rights
    if is_hidden and method in route.methods:
        return 404
    return route.status if method in route.methods else routes.refused(method)


@pytest.mark.parametrize("name", sorted(routes.TIERS))
def test_people_of_the_company_open_what_their_rights_open(cast, name):
    route = routes.TIERS[name]
    address = reverse(name, args=[cast.acme.ref, *route.args(cast)])
    for person, rights in (("alice", None), ("bruno", CONSULT_ONLY), ("chloe", ABSENCES_ONLY)):
        browser = cast.browser(person)
        for method in METHODS:
            before = refusals()
            response = browser.generic(method, address)
            assert response.status_code == expected(route, method, rights), (person, method)
            assert refusals() - before == (response.status_code == 403), (person, method)
            assert CANARY not in body_of(response)


@pytest.mark.parametrize("person", STRANGERS)
def test_a_company_of_others_looks_like_a_random_reference(cast, person):
    """Z1: same status, same body, same headers; both are in the journal, and nothing else is written."""
    browser = cast.browser(person)
    for (name, route), method in product(sorted(routes.TIERS.items()), METHODS):
        real, site, random = (
            reverse(name, args=[ref, *route.args(cast)])
            for ref in (cast.acme.ref, cast.acme.site.public_id, new_public_id())
        )
        before = refusals()
        with nothing_written(f"{method} {name}"):
            reference = browser.generic(method, random)
            answers = [browser.generic(method, real), browser.generic(method, site)]
        assert reference.status_code == 404
        assert [outside(answer) for answer in answers] == [outside(reference)] * 2, (method, name)
        assert refusals() - before == 3, (method, name)


def test_a_refusal_is_journalled_with_who_what_and_from_where(cast):
    address = reverse("portal_home", args=[cast.acme.ref])
    cast.browser("mallory").get(address, REMOTE_ADDR="198.51.100.7")
    line = AuditEvent.objects.get(action="core.access_refused")
    assert (line.actor_id, line.target, line.ip, line.result) == (cast.mallory.pk, address, "198.51.100.7", "refused")
    assert line.request_id


def test_the_session_remembers_no_tiers_that_was_refused(cast):
    """Z2: asking for another's company changes nothing of the session."""
    browser = cast.browser("mallory")
    browser.get(reverse("portal_home", args=[cast.rival.ref]))
    before = dict(browser.session)
    browser.get(reverse("portal_home", args=[cast.acme.ref]))
    assert dict(browser.session) == before
    assert browser.get("/espace/")["Location"] == reverse("portal_home", args=[cast.rival.ref])


def test_mallory_sees_her_canaries(cast):
    """The nets above hold something: the marks are on the pages of their owner."""
    page = cast.browser("mallory").get(reverse("portal_home", args=[cast.rival.ref]))
    assert page.content.decode().count(CANARY) > 3


ADMIN_PAGES = [*sorted(routes.ADMIN), *(f"admin:{model}_changelist" for model in sorted(routes.ADMIN_MODELS))]


def admin_addresses(cast, company) -> list[str]:
    """Every address of the admin that names a row of this company or of its caisse."""
    found = [reverse(name, args=args(company)) for name, args in routes.ADMIN_OF_ROWS.items()]
    for model, (row, _) in routes.ADMIN_MODELS.items():
        found += [reverse(f"admin:{model}_{action}", args=[row(company).pk]) for action in routes.ROW_ACTIONS]
    return found


def test_the_admin_is_closed_to_employers_and_to_the_anonymous(cast):
    pages = [reverse(name, args=routes.ADMIN[name].args(cast) if name in routes.ADMIN else []) for name in ADMIN_PAGES]
    pages += [reverse(f"admin:{model}_add") for model in routes.ADMIN_MODELS] + admin_addresses(cast, cast.acme)
    for person in ("anonymous", "alice", "mallory"):
        browser = cast.browser(person)
        with nothing_written(person):
            for page, method in product(pages, ("GET", "POST")):
                if page == reverse("admin:logout"):
                    continue
                response = browser.generic(method, page)
                assert response.status_code == 302, (person, method, page)
                assert response["Location"].partition("?")[0] == ADMIN_SIGN_IN, (person, method, page)


@pytest.mark.parametrize("name", sorted(set(routes.ADMIN) - {"admin:logout"}))
def test_a_manager_opens_the_admin(cast, name):
    route = routes.ADMIN[name]
    response = cast.browser("sami").get(reverse(name, args=route.args(cast)))
    assert response.status_code == route.status
    assert CANARY not in response.content.decode()


@pytest.mark.parametrize("model", sorted(routes.ADMIN_MODELS))
def test_a_manager_sees_the_rows_of_their_caisse_and_no_other(cast, model):
    """Z8: lists, pages of a row, their history, their search."""
    row, allowed = routes.ADMIN_MODELS[model]
    own, foreign = row(cast.acme), row(cast.rival)
    sami = cast.browser("sami")
    listed = sami.get(reverse(f"admin:{model}_changelist"))
    searched = sami.get(reverse(f"admin:{model}_changelist"), {"q": CANARY})
    assert (listed.status_code, searched.status_code) == (200, 200)
    assert listed.context["cl"].queryset.filter(pk=own.pk).exists()
    assert not listed.context["cl"].queryset.filter(pk=foreign.pk).exists()
    assert CANARY not in listed.content.decode()
    assert not searched.context["cl"].queryset.filter(pk=foreign.pk).exists()
    for action in ("change", "history"):
        assert sami.get(reverse(f"admin:{model}_{action}", args=[own.pk])).status_code == 200, action
    for action in ("add", "delete"):
        args = [own.pk] if action == "delete" else []
        status = sami.get(reverse(f"admin:{model}_{action}", args=args)).status_code
        assert status == (200 if action in allowed else 403), action


def test_a_manager_is_refused_every_row_of_another_caisse(cast):
    sami, rose = cast.browser("sami"), cast.browser("rose")
    for address, method in product(admin_addresses(cast, cast.rival), METHODS):
        before = refusals()
        with nothing_written(address):
            response = sami.generic(method, address)
        assert response.status_code in ({403, 404} if method == "GET" else {403, 404, 405}), (method, address)
        assert CANARY not in response.content.decode()
        assert refusals() > before or response.status_code == 405, (method, address)
    reached = {rose.get(address).status_code for address in admin_addresses(cast, cast.rival)}
    assert 200 in reached


def test_choices_and_autocompletes_hold_no_row_of_another_caisse(cast):
    sami = cast.browser("sami")
    for model in routes.ADMIN_MODELS:
        for page in ("add", "change"):
            args = [routes.ADMIN_MODELS[model][0](cast.acme).pk] if page == "change" else []
            body = sami.get(reverse(f"admin:{model}_{page}", args=args)).content.decode()
            assert CANARY not in body, (model, page)
            assert cast.other_caisse.name not in body, (model, page)
    wanted = {"app_label": "adherents", "model_name": "establishment", "field_name": "adherent"}
    found = sami.get(reverse("admin:autocomplete"), wanted | {"term": ""}).json()["results"]
    assert {result["text"] for result in found} == {cast.acme.adherent.name, cast.globex.name}


def test_the_tables_of_the_network_are_closed_to_a_caisse(cast):
    for model, action in product(routes.ADMIN_OF_THE_NETWORK, ("changelist", "add")):
        assert cast.browser("sami").get(reverse(f"admin:{model}_{action}")).status_code == 403
