"""The e-mail address is certified again every 180 days: until then a banner, past it one page only."""

from datetime import timedelta
from itertools import product

import pytest
import time_machine
from django.core import mail
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts import devices
from accounts.models import User
from accounts.opening.services import ACTIVATION
from accounts.person.services import certification as services
from core.models import AuditEvent
from core.tokens import make_token
from tests.accounts.steps import SECOND, in_paris, link_to, mails, sign_in, signed_in
from tests.factories import PASSWORD, DelegationFactory, FirmMemberFactory, MembershipFactory, UserFactory
from tests.security import routes
from tests.security.fingerprint import nothing_written

pytestmark = pytest.mark.django_db

ACCOUNT, PAGE, SEND = (reverse(f"accounts:{name}") for name in ("account", "certification", "send_certification_link"))
LIFETIME, LINK_LIFETIME = timedelta(days=180), timedelta(days=15)
# Certified in winter, over in summer, and the reverse; at the hour that does not exist, or that exists twice.
CERTIFIED_AT = {
    "ordinary": in_paris("2026-06-01T10:00:00+02:00"),
    "over in the hour lost": in_paris("2026-03-29T03:00:00+02:00") - LIFETIME,
    "over in the hour lived twice": in_paris("2026-10-25T02:30:00+01:00") - LIFETIME,
    "given in the hour lived twice": in_paris("2025-10-26T02:30:00+02:00"),
}


@pytest.fixture
def user():
    return MembershipFactory(user__email="alice@exemple.fr").user


@pytest.fixture
def expired(user):
    """Someone whose certification ended yesterday."""
    User.objects.filter(pk=user.pk).update(email_certified_at=timezone.now() - LIFETIME - timedelta(days=1))
    user.refresh_from_db()
    return user


def renewal_link(user: User) -> str:
    services.send_link(user=user, ip="192.0.2.1")
    return link_to(user.email)


# --- The very second


@pytest.mark.parametrize("certified_at", CERTIFIED_AT.values(), ids=CERTIFIED_AT)
@pytest.mark.parametrize(("shift", "status"), [(-SECOND, 200), (timedelta(), 302), (SECOND, 302)])
def test_certification_ends_at_its_second_whatever_the_clocks_do(user, certified_at, shift, status):
    User.objects.update(email_certified_at=certified_at)
    with time_machine.travel(certified_at + LIFETIME + shift, tick=False):
        response = signed_in(user).get(ACCOUNT)
    assert response.status_code == status
    assert status == 200 or response["Location"] == PAGE


def test_session_already_open_is_stopped_at_the_next_click(user):
    start = timezone.now()
    with time_machine.travel(start, tick=False) as clock:
        User.objects.update(email_certified_at=start - LIFETIME + timedelta(minutes=5))
        alice = signed_in(user)
        assert alice.get(ACCOUNT).status_code == 200
        clock.shift(timedelta(minutes=5))
        assert alice.get(ACCOUNT)["Location"] == PAGE


@pytest.mark.parametrize("sent_at", CERTIFIED_AT.values(), ids=CERTIFIED_AT)
@pytest.mark.parametrize(("age", "said"), [(LINK_LIFETIME, "Certifiez votre"), (LINK_LIFETIME + SECOND, "a expiré")])
def test_link_lives_15_days_to_the_second(client, user, sent_at, age, said):
    User.objects.update(email_certified_at=sent_at - timedelta(days=170))
    user.refresh_from_db()
    with time_machine.travel(sent_at, tick=False):
        address = reverse("accounts:renew_certification", args=[services.renewal_token(user)])
    with time_machine.travel(sent_at + age, tick=False):
        assert said in client.get(address).content.decode()


# --- One page only


OPEN_WHILE_OVER = {"accounts:certification", "accounts:send_certification_link", "accounts:change_email"}


def closed_addresses(cast) -> list[str]:
    """Every address for signed-in people, but for the page itself, the change of address and signing out."""
    own = [(name, route.args(cast)) for name, route in routes.PERSON.items()]
    own += [(name, [cast.acme.ref, *route.args(cast)]) for name, route in routes.TIERS.items()]
    kept = OPEN_WHILE_OVER | {"accounts:sign_out", "accounts:second_factor"}
    return [reverse(name, args=args) for name, args in own if name not in kept]


@pytest.mark.parametrize("is_recent", [True, False])
def test_every_address_leads_to_the_one_page_and_does_nothing(cast, is_recent):
    User.objects.filter(pk=cast.alice.pk).update(email_certified_at=timezone.now() - LIFETIME)
    alice = cast.browser("alice")
    if is_recent:
        alice = Client()
        sign_in(alice, cast.alice)
    addresses = closed_addresses(cast)
    assert len(addresses) > 25
    for address, method in product(addresses, ("GET", "HEAD", "POST", "PUT", "DELETE", "OPTIONS")):
        with nothing_written(address):
            response = alice.generic(method, address)
        assert (response.status_code, response.headers.get("Location")) == (302, PAGE), (method, address)
        assert method == "HEAD" or not response.content


def test_part_of_a_page_leads_there_too(expired):
    response = signed_in(expired).post(
        reverse("accounts:send_my_mobile_code"), {"mobile": "0612345678"}, headers={"HX-Request": "true"}
    )
    assert (response.status_code, response["HX-Redirect"]) == (204, PAGE)


def test_other_doors_are_closed_too(expired):
    """A delegation, a next page, a second factor not asked for: nothing gets round."""
    member = FirmMemberFactory(user=expired)
    delegation = DelegationFactory(firm=member.firm)
    alice = Client()
    wanted = reverse("portal_home", args=[delegation.adherent.public_id])
    alice.post("/connexion/", {"username": expired.email, "password": PASSWORD, "next": wanted})
    assert alice.get(wanted)["Location"] == PAGE
    assert alice.get(reverse("accounts:second_factor"), follow=True).redirect_chain[-1][0] == PAGE


def test_the_page_says_why_and_offers_the_link_and_another_address(expired):
    alice = signed_in(expired)
    body = alice.get(PAGE).content.decode()
    assert "est à certifier" in body
    assert "Recevoir le lien" in body
    assert reverse("accounts:change_email") in body
    assert "Déconnexion" in body
    assert "Menu de navigation" not in body
    assert "Menu de navigation" not in alice.get(reverse("accounts:change_email")).content.decode()


def test_signing_out_and_public_pages_stay_open(expired):
    alice = signed_in(expired)
    caisse = expired.memberships.get().adherent.caisse
    for address in (
        reverse("caisse_home", args=[caisse.slug]),
        reverse("network_page", args=["mentions-legales"]),
    ):
        assert alice.get(address).status_code == 200
    assert alice.post(reverse("accounts:sign_out"))["Location"] == "/connexion/"


def test_the_page_is_for_those_who_need_it(user):
    assert signed_in(user).get(PAGE)["Location"] == ACCOUNT


# --- The banner


@pytest.mark.parametrize(("days", "is_told"), [(29, True), (30, True), (31, False)])
def test_banner_comes_a_month_before(user, days, is_told):
    start = timezone.now()
    User.objects.update(email_certified_at=start + timedelta(days=days) - LIFETIME)
    with time_machine.travel(start, tick=False):
        body = signed_in(user).get(ACCOUNT).content.decode()
    assert ("est à certifier de nouveau avant le" in body) is is_told
    assert (f'action="{SEND}"' in body) is is_told


def test_link_is_asked_for_from_the_banner_and_one_stays_on_the_page(user):
    User.objects.update(email_certified_at=timezone.now() - timedelta(days=170))
    alice = signed_in(user)
    phones = reverse("accounts:phones")
    response = alice.post(SEND, headers={"Referer": f"http://testserver{phones}"})
    assert response["Location"] == phones
    assert "Un lien vient d’être envoyé à alice@exemple.fr" in alice.get(phones).content.decode()
    link_to(user.email)


def test_failing_coordinates_are_told_with_what_to_do_until_mended(user):
    past = timezone.now() - timedelta(days=2)
    User.objects.update(
        email_failing_since=past, mobile="+33612345678", mobile_certified_at=past, mobile_failing_since=past
    )
    user.refresh_from_db()
    alice = signed_in(user)
    body = alice.get(ACCOUNT).content.decode()
    assert "Nos courriels n’arrivent plus à alice@exemple.fr" in body
    assert "Nos SMS n’arrivent plus au 06" in body
    address = renewal_link(user)
    Client().post(address)
    assert "Nos courriels" not in alice.get(ACCOUNT).content.decode()


# --- The link


def test_link_renews_by_its_button_only(expired, client):
    address = renewal_link(expired)
    with nothing_written("GET and HEAD"):
        for method in ("GET", "HEAD", "GET"):
            assert client.generic(method, address).status_code == 200
    assert "alice@exemple.fr" in client.get(address).content.decode()
    start = timezone.now()
    with time_machine.travel(start, tick=False):
        assert "est certifiée" in client.post(address).content.decode()
    expired.refresh_from_db()
    assert expired.email_certified_at == start
    assert AuditEvent.objects.filter(action="accounts.email_certified", actor_id=expired.pk).count() == 1
    assert signed_in(expired).get(ACCOUNT).status_code == 200


def test_link_used_twice_says_so_and_does_nothing_more(user, client):
    address = renewal_link(user)
    client.post(address)
    user.refresh_from_db()
    first = user.email_certified_at
    assert "déjà fait" in client.get(address).content.decode()
    assert client.post(address).status_code == 200
    user.refresh_from_db()
    assert user.email_certified_at == first


def test_link_opens_no_session(expired):
    """S14: whoever reads the mail, a scanner included, certifies at most."""
    address, browser = renewal_link(expired), Client()
    browser.get(address)
    browser.post(address)
    assert "sessionid" not in browser.cookies
    assert browser.get(ACCOUNT)["Location"].startswith("/connexion/")


def test_page_of_a_link_is_kept_out_of_caches_and_referrers(user, client):
    response = client.get(renewal_link(user))
    assert "no-store" in response["Cache-Control"]
    assert response["Referrer-Policy"] == "strict-origin"


@pytest.mark.parametrize("change", ["address", "suspension"])
def test_link_dies_with_a_change_of_address_or_a_suspension(user, client, change):
    address = renewal_link(user)
    User.objects.update(**({"email": "autre@exemple.fr"} if change == "address" else {"is_active": False}))
    assert client.get(address).status_code == 410
    assert client.post(address).status_code == 410


def test_link_survives_a_sign_in_and_a_new_password(expired, client):
    address = renewal_link(expired)
    signed_in(expired)
    expired.set_password("Fil-a-plomb-2027")
    expired.save()
    assert "est certifiée" in client.post(address).content.decode()


def test_tokens_open_only_what_they_were_made_for(user, client, opening, rf):
    """A30: each kind of token on each page that takes one."""
    change = services.ask_change(user=user, email="nouvelle@exemple.fr", ip="192.0.2.1")
    request = rf.get("/")
    tokens = {
        "accounts:renew_certification": services.renewal_token(user),
        "accounts:confirm_email": services.change_token(change),
        "accounts:activate": make_token(ACTIVATION, {"pending": "x", "person": user.public_id, "email": user.email}),
        "device": make_token(devices._PURPOSE, {"people": user.public_id, "person": user.public_id}),
    }
    assert devices.is_known(request, user) is False
    client.post(reverse("accounts:forgotten_password"), {"email": user.email})
    tokens["reset"] = link_to(user.email).rstrip("/").rpartition("/")[2]
    before = User.objects.values_list("email", "email_certified_at", "password").get(pk=user.pk)
    for page, (kind, token) in product(
        ("accounts:renew_certification", "accounts:confirm_email", "accounts:activate"), tokens.items()
    ):
        if page != kind:
            assert client.get(reverse(page, args=[token])).status_code == 410, (page, kind)
            assert client.post(reverse(page, args=[token])).status_code == 410, (page, kind)
    for kind in set(tokens) - {"reset"}:
        client.get(reverse("accounts:open_reset", args=[user.public_id, tokens[kind]]))
        assert client.get(reverse("accounts:choose_password")).status_code == 410, kind
        client.cookies["device"] = tokens[kind]
        request.COOKIES["device"] = tokens[kind]
        assert devices.is_known(request, user) is (kind == "device"), kind
    assert User.objects.values_list("email", "email_certified_at", "password").get(pk=user.pk) == before


@pytest.mark.parametrize("token", ["faux", "a:b:c", "%00", "é" * 50, "x" * 3000])
def test_forged_link_is_told_apart_from_nothing(client, db, token):
    address = reverse("accounts:renew_certification", args=["x"]).replace("/x/", f"/{token}/")
    assert client.get(address).status_code in {400, 410}


def test_too_many_links_are_slowed(expired):
    alice = signed_in(expired)
    for _ in range(6):
        alice.post(SEND)
    assert "Trop d’essais" in alice.get(PAGE).content.decode()
    assert len(mails()) == 5


def test_link_is_made_from_our_own_address(user):
    """A poisoned Host changes nothing: the mail is written from PUBLIC_BASE_URL."""
    alice = signed_in(user)
    assert alice.post(SEND, HTTP_HOST="evil.example").status_code == 400
    alice.post(SEND, HTTP_X_FORWARDED_HOST="evil.example")
    link_to(user.email)
    assert "evil.example" not in "".join(message.body for message in mail.outbox)


def test_never_activated_account_is_led_nowhere_but_its_activation(db):
    ghost = UserFactory(email_certified_at=None)
    assert sign_in(Client(), ghost).status_code == 422
