"""Browsers of the caisse's staff: signed in to the admin, second factor given, with the admin's own cookie."""

import time
from importlib import import_module
from typing import Any

from django.conf import settings
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.test import Client
from django_otp import DEVICE_ID_SESSION_KEY
from django_otp.oath import TOTP, hotp
from django_otp.plugins.otp_totp.models import TOTPDevice

from accounts.enums import SessionKind
from accounts.models import User
from accounts.sessions import KIND


def device_of(user: User) -> TOTPDevice:
    """The person's authenticator, made the first time."""
    device, _ = TOTPDevice.objects.get_or_create(user=user, confirmed=True, defaults={"name": "authenticator"})
    return device


def code_of(user: User, offset: int = 0) -> str:
    """What the person's authenticator shows; `offset`: so many half-minutes later."""
    return shown_by(device_of(user), offset)


def shown_by(device: TOTPDevice, offset: int = 0) -> str:
    totp = TOTP(device.bin_key, device.step, device.t0, device.digits, device.drift)
    totp.time = time.time() + offset * device.step
    return f"{totp.token():06d}"


def next_shown_by(device: TOTPDevice) -> str:
    """The first code that can still serve, whichever step the last one was accepted for."""
    device.refresh_from_db()
    totp = TOTP(device.bin_key, device.step, device.t0, device.digits, device.drift)
    totp.time = time.time()
    return f"{hotp(device.bin_key, max(device.last_t + 1, totp.t()), device.digits):06d}"


def enter_admin(client: Client, user: User, *, is_verified: bool = True) -> Client:
    """Give that browser a session of the admin; `is_verified=False`: the password only."""
    session = import_module(settings.SESSION_ENGINE).SessionStore()
    session[SESSION_KEY] = str(user.pk)
    session[BACKEND_SESSION_KEY] = settings.AUTHENTICATION_BACKENDS[0]
    session[HASH_SESSION_KEY] = user.get_session_auth_hash()
    session[KIND] = SessionKind.STAFF.value
    if is_verified:
        session[DEVICE_ID_SESSION_KEY] = device_of(user).persistent_id
    session.save()
    client.cookies[settings.STAFF_SESSION_COOKIE_NAME] = session.session_key
    return client


def staff_client(user: User, **options: Any) -> Client:
    return enter_admin(Client(**options), user)
