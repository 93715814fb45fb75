"""The device cookie lives as long as the setting says, in the browser and in what is signed in it."""

from datetime import timedelta

import pytest
import time_machine
from django.test import RequestFactory
from django.utils import timezone

from accounts import devices
from tests.accounts.steps import signed_in
from tests.factories import UserFactory

pytestmark = pytest.mark.django_db


def test_its_life_is_a_setting(settings):
    settings.DEVICE_COOKIE_LIFETIME = timedelta(days=91)
    user, start = UserFactory(), timezone.now().replace(microsecond=0)
    with time_machine.travel(start, tick=False):
        cookie = signed_in(user).cookies[settings.DEVICE_COOKIE_NAME]
    assert cookie["max-age"] == 91 * 24 * 3600
    request = RequestFactory().get("/")
    request.COOKIES[settings.DEVICE_COOKIE_NAME] = cookie.value
    for age, known in ((timedelta(days=91), True), (timedelta(days=91, seconds=1), False)):
        with time_machine.travel(start + age, tick=False):
            assert devices.is_known(request, user) is known, age
