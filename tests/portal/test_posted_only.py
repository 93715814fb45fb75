"""An address that only takes what is posted leads its reader to a page, never to a blank refusal."""

import pytest
from django.urls import reverse

from core.addresses import page_above
from tests.factories import PASSWORD
from tests.security import routes


def posted_only(cast) -> list[tuple[str, str]]:
    own = {**routes.PUBLIC, **routes.PERSON}
    found = [(name, route, []) for name, route in own.items() if name not in routes.WEBHOOKS]
    found += [(name, route, [cast.acme.ref]) for name, route in routes.TIERS.items()]
    return [
        (name, reverse(name, args=[*ref, *route.args(cast)]))
        for name, route, ref in found
        if route.methods == routes.POST and route.status != 404
    ]


def test_every_address_that_only_takes_a_post_leads_to_a_page(cast):
    alice = cast.browser("alice")
    assert len(posted_only(cast)) > 20
    for name, address in posted_only(cast):
        if name.startswith("firm:"):
            continue  # of a cabinet that is not hers: she is refused before
        answer = alice.get(address, follow=True)
        assert answer.status_code == 200, (name, answer.redirect_chain)
        assert "<h1" in answer.content.decode(), name
        assert 1 <= len(answer.redirect_chain) <= 4, name


def test_so_does_the_next_page_of_a_sign_in(cast, client):
    sign_out = reverse("accounts:sign_out")
    asked = client.get(sign_out)
    assert asked["Location"] == f"{reverse('accounts:sign_in')}?next={sign_out}"
    typed = {"username": cast.alice.email, "password": PASSWORD, "next": sign_out}
    answer = client.post(reverse("accounts:sign_in"), typed, follow=True)
    assert (answer.status_code, answer.context["user"]) == (200, cast.alice)
    assert answer.redirect_chain[-1][0] == reverse("portal_home", args=[cast.acme.ref])


def test_other_methods_and_machines_are_told_the_truth(cast, client):
    alice = cast.browser("alice")
    for method in ("PUT", "DELETE", "PATCH"):
        assert alice.generic(method, reverse("accounts:sign_out")).status_code == 405, method
    assert client.get(reverse("core:sms_status")).status_code == 405


@pytest.mark.parametrize(
    ("address", "above"),
    [
        ("/compte/telephones/certifier/", "/compte/telephones/"),
        ("/espace/ref/delegations/demandes/xyz/decliner/", "/espace/ref/delegations/"),
        ("/deconnexion/", "/"),
        ("/nulle/part/ici/", "/"),
        ("/", "/"),
    ],
)
def test_the_page_above(address, above):
    assert page_above(address) == above
