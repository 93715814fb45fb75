"""The client's address, behind the proxies that we trust and no others (SECURITY A14)."""

import pytest
from django.test import RequestFactory
from django.urls import reverse

from core.addresses import client_ip
from core.models import ThrottleBucket


def seen(settings, proxies, forwarded=None, remote="10.0.0.1") -> str:
    settings.TRUSTED_PROXY_COUNT = proxies
    headers = {} if forwarded is None else {"HTTP_X_FORWARDED_FOR": forwarded}
    return client_ip(RequestFactory().get("/", REMOTE_ADDR=remote, **headers))


@pytest.mark.parametrize(
    ("proxies", "forwarded", "address"),
    [
        (0, None, "10.0.0.1"),
        (0, "198.51.100.7", "10.0.0.1"),
        (None, "198.51.100.7", "10.0.0.1"),
        (1, "198.51.100.7", "198.51.100.7"),
        (1, "1.1.1.1, 198.51.100.7", "198.51.100.7"),
        (1, "1.1.1.1,2.2.2.2 ,  198.51.100.7 ", "198.51.100.7"),
        (2, "1.1.1.1, 198.51.100.7, 10.0.0.9", "198.51.100.7"),
        (2, "198.51.100.7", "10.0.0.1"),
        (1, "", "10.0.0.1"),
        (1, "not an address", "0.0.0.0"),
        (1, "<script>", "0.0.0.0"),
        (1, "2001:db8:1:2:3:4:5:6", "2001:db8:1:2::"),
        (1, "2001:db8:1:2:ffff::1", "2001:db8:1:2::"),
        (1, "::ffff:198.51.100.7", "198.51.100.7"),
    ],
)
def test_only_what_our_proxies_wrote_is_believed(settings, proxies, forwarded, address):
    assert seen(settings, proxies, forwarded) == address


@pytest.mark.parametrize("remote", ["", "unix:", "fe80::1%eth0"])
def test_an_unreadable_address_breaks_nothing(settings, remote):
    assert seen(settings, 0, remote=remote)


@pytest.mark.django_db
def test_a_header_changed_at_each_try_does_not_reset_the_counter(client, settings):
    settings.THROTTLES = {**settings.THROTTLES, "sign_in_email_ip": (1000, 900), "sign_in_ip": (2, 3600)}
    typed = {"username": "alice@exemple.fr", "password": "Nimporte-Quoi-1"}
    for number in range(3):
        headers = {"x-forwarded-for": f"198.51.100.{number}"}
        response = client.post(reverse("accounts:sign_in"), {**typed, "username": f"a{number}@b.fr"}, headers=headers)
    assert response.status_code == 429
    settings.TRUSTED_PROXY_COUNT = 1
    ThrottleBucket.objects.all().delete()
    for number in range(3):
        headers = {"x-forwarded-for": f"198.51.100.{number}, 203.0.113.9"}
        response = client.post(reverse("accounts:sign_in"), {**typed, "username": f"c{number}@b.fr"}, headers=headers)
    assert response.status_code == 429
