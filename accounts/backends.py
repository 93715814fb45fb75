"""The only authentication backend, for the portal and the admin (SECURITY D1, D2).

Normalise the e-mail, count the attempt before hashing anything, and spend the same time for an address that is
unknown, suspended or not activated as for a wrong password.
"""

from typing import Any

from django.contrib.auth.backends import ModelBackend
from django.contrib.auth.models import AnonymousUser
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest

from accounts import devices
from accounts.hashers import spellings
from accounts.models import User
from accounts.sign_in.services.sign_in import tell_owner_of_guesses
from accounts.staff.roles import permissions_of
from core import throttling
from core.addresses import client_ip
from core.identity import lookup_email
from core.throttling import Throttled, Verdict


class PortalBackend(ModelBackend):
    """Sign-in by e-mail and password; permissions of the staff from the table of their role."""

    def authenticate(
        self, request: HttpRequest | None, username: str | None = None, password: str | None = None, **kwargs: Any
    ) -> User | None:
        typed = username if username is not None else kwargs.get("email")
        if request is None or not typed or password is None:
            return None
        email, ip = lookup_email(typed), client_ip(request)
        user = User.objects.filter(email=email).first()
        refusal = _count_attempt(request, email, ip, user)
        if refusal is not None:
            # PermissionDenied stops Django here; the view reads why (429 page).
            request.throttled = Throttled(refusal)  # type: ignore[attr-defined]
            raise PermissionDenied
        if user is None or not self.user_can_authenticate(user):
            for spelling in spellings(password):
                User().set_password(spelling)
            return None
        if not user.check_password(password):
            return None
        throttling.forget("sign_in_email_ip", email, ip)
        return user

    def user_can_authenticate(self, user: User | None) -> bool:  # type: ignore[override]
        return user is not None and user.is_active and user.email_certified_at is not None

    def get_user_permissions(self, user_obj: User | AnonymousUser, obj: Any = None) -> set[str]:
        return set()

    def get_group_permissions(self, user_obj: User | AnonymousUser, obj: Any = None) -> set[str]:
        return set()

    def get_all_permissions(self, user_obj: User | AnonymousUser, obj: Any = None) -> set[str]:
        if not isinstance(user_obj, User) or not user_obj.is_active or not user_obj.is_staff or obj is not None:
            return set()
        return set(permissions_of(user_obj.staff_role))


def _count_attempt(request: HttpRequest, email: str, ip: str, user: User | None) -> Verdict | None:
    """Count in the three ways of SECURITY D2; return the verdict that refuses, or None.

    Past the hourly limit of one address from everywhere, unknown devices are slowed to one try a minute, a device
    that already signed in keeps its own limit: an attacker cannot lock the owner out.
    """
    for rule, parts in (("sign_in_ip", (ip,)), ("sign_in_email_ip", (email, ip))):
        verdict = throttling.count(rule, *parts)
        if not verdict.allowed:
            return verdict
    everywhere = throttling.count("sign_in_email", email)
    if everywhere.allowed:
        return None
    if user is not None and throttling.count("sign_in_alert", email).allowed:
        tell_owner_of_guesses(user=user)
    if devices.is_known(request, user):
        return None
    slowed = throttling.count("sign_in_email_slow", email)
    return None if slowed.allowed else slowed
