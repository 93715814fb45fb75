"""The only backend: permissions of the staff by their role, and who may sign in at all."""

import pytest
from django.contrib.auth import authenticate
from django.contrib.auth.models import AnonymousUser, Group, Permission
from django.test import RequestFactory

from accounts.backends import PortalBackend
from accounts.enums import StaffRole
from accounts.models import User
from accounts.staff.roles import permissions_of
from core.models import ThrottleBucket
from tests.factories import PASSWORD, StaffFactory, UserFactory

pytestmark = pytest.mark.django_db


def attempt(**credentials):
    return authenticate(RequestFactory().post("/"), **credentials)


def test_the_right_password_of_an_activated_account_signs_in():
    user = UserFactory()
    assert attempt(username=user.email, password=PASSWORD) == user
    assert attempt(email=user.email, password=PASSWORD) == user


@pytest.mark.parametrize("changes", [{"is_active": False}, {"email_certified_at": None}])
def test_a_suspended_or_unactivated_account_does_not(changes):
    user = UserFactory()
    User.objects.update(**changes)
    assert attempt(username=user.email, password=PASSWORD) is None


@pytest.mark.parametrize("credentials", [{}, {"username": ""}, {"username": "a@b.fr"}, {"password": "x"}])
def test_what_is_incomplete_is_refused_and_counted_against_nobody(credentials):
    """An empty address must not fill a counter that locks everyone out."""
    assert PortalBackend().authenticate(RequestFactory().post("/"), **credentials) is None
    assert not ThrottleBucket.objects.exists()


def test_without_a_request_nobody_signs_in():
    """No caller gets round the throttle."""
    user = UserFactory()
    assert authenticate(None, username=user.email, password=PASSWORD) is None
    assert authenticate(username=user.email, password=PASSWORD) is None


@pytest.mark.parametrize("role", ["manager", "reader", ""])
def test_the_permissions_of_the_staff_are_those_of_their_role(role):
    staff = StaffFactory(staff_role=role)
    assert staff.get_all_permissions() == permissions_of(role)
    assert staff.has_perm("accounts.prepare_letters") is (role == "manager")
    assert staff.has_perm("accounts.view_user") is (role != "")


def test_every_permission_declared_exists():
    existing = {f"{p.content_type.app_label}.{p.codename}" for p in Permission.objects.select_related("content_type")}
    own = {
        "accounts.prepare_letters",
        "accounts.manage_people",
        "accounts.decide_holder_change",
        "adherents.look_as_employer",
        "core.resend_outgoingmessage",
        "delegations.intervene",
    }
    for role in StaffRole:
        assert permissions_of(role) - existing - own == set(), role
    assert not {p for p in permissions_of(StaffRole.READER) if not p.split(".")[1].startswith("view_")}
    assert permissions_of(StaffRole.READER) < permissions_of(StaffRole.MANAGER)


def test_permissions_come_from_the_role_alone():
    """Neither a permission nor a group given in the database opens anything; neither does a suspended account."""
    staff, employer = StaffFactory(staff_role="reader"), UserFactory()
    group = Group.objects.create(name="tout")
    group.permissions.set(Permission.objects.all())
    for user in (staff, employer):
        user.groups.add(group)
        user.user_permissions.set(Permission.objects.all())
    assert User.objects.get(pk=staff.pk).get_all_permissions() == permissions_of("reader")
    assert User.objects.get(pk=employer.pk).get_all_permissions() == set()
    User.objects.update(is_active=False)
    assert User.objects.get(pk=staff.pk).get_all_permissions() == set()
    assert PortalBackend().get_all_permissions(AnonymousUser()) == set()
    assert staff.has_perm("accounts.view_user", staff) is False
