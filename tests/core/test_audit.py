"""The journal: declared actions only, append-only, in the transaction of what it tells, without secrets."""

import pgtrigger
import pytest
from django.conf import settings
from django.db import DatabaseError, connection, transaction
from django.urls import get_resolver

from core import audit, context
from core.access import Access, Via
from core.models import AuditEvent
from core.rights import ALL_RIGHTS
from tests.factories import AdherentFactory, UserFactory
from tests.tiers import tiers_of

pytestmark = pytest.mark.django_db
ACTION = "core.access_refused"
TABLE = AuditEvent._meta.db_table
WRITTEN = ", ".join(field.column for field in AuditEvent._meta.concrete_fields if not field.generated)
REWRITES = {
    "save": lambda line: line.save(),
    "delete": lambda line: line.delete(),
    "queryset.update": lambda line: AuditEvent.objects.update(actor_label="autre"),
    "queryset.delete": lambda line: AuditEvent.objects.filter(pk=line.pk).delete(),
    "bulk_update": lambda line: AuditEvent.objects.bulk_update([line], ["action"]),
    "SQL UPDATE": lambda line: run(f"UPDATE {TABLE} SET actor_label = 'autre'"),
    "SQL DELETE": lambda line: run(f"DELETE FROM {TABLE} WHERE id = %s", line.pk),
    "SQL MERGE": lambda line: run(
        f"INSERT INTO {TABLE} ({WRITTEN}) SELECT {WRITTEN} FROM {TABLE} "
        "ON CONFLICT (id) DO UPDATE SET actor_label = 'autre'"
    ),
    "SQL TRUNCATE": lambda line: run(f"TRUNCATE {TABLE} CASCADE"),
}


def run(query, *values):
    with connection.cursor() as cursor:
        cursor.execute(query, values)


def test_an_undeclared_action_raises():
    with pytest.raises(audit.UndeclaredAction, match="accounts.invented"):
        audit.record("accounts.invented")
    assert not AuditEvent.objects.exists()


def test_every_declared_action_is_named_after_its_app_and_labelled_in_french():
    get_resolver().url_patterns  # noqa: B018  loads the views, hence every service
    for action, label in audit.declared().items():
        app, _, verb = action.partition(".")
        assert app in {"core", *settings.SECTIONS}, action
        assert verb.replace("_", "").isalpha(), action
        assert label[0].isupper(), action
        assert not label.endswith("."), action


@pytest.mark.parametrize("how", sorted(REWRITES))
def test_a_line_is_never_rewritten_nor_removed(how):
    """L5: a trigger of the database refuses, whoever asks."""
    line = audit.record(ACTION, actor=UserFactory())
    before = AuditEvent.objects.values().get()
    with pytest.raises(DatabaseError, match="Cannot (update|delete|truncate)"), transaction.atomic():
        REWRITES[how](line)
    assert AuditEvent.objects.values().get() == before


APPEND_ONLY = [model for model, trigger in pgtrigger.registered() if trigger.name == "append_only"]


@pytest.mark.parametrize("model", APPEND_ONLY, ids=lambda model: model._meta.label)
def test_no_append_only_table_is_emptied_at_once(model):
    """An empty one neither: the statement itself is refused."""
    with pytest.raises(DatabaseError, match="Cannot truncate"), transaction.atomic():
        run(f"TRUNCATE {model._meta.db_table} CASCADE")


def test_secrets_are_masked_by_name():
    names = ("password", "code", "token", "nir", "iban", "sealed")
    line = audit.record(ACTION, changes={**dict.fromkeys(names, "1234"), "name": "Acme"})
    line.refresh_from_db()
    assert line.changes == {**dict.fromkeys(names, audit.MASK), "name": "Acme"}


def test_a_token_in_an_address_is_not_written():
    line = audit.record(ACTION, target="/activation/eyJwZW5kaW5nIjoiYWJjIn0:1vMnZx:9Yc3Jk0x8w7q6z5_a-b/")
    assert line.target == "/activation/…/"
    assert audit.record(ACTION, target="/espace/23456789abcdefgh/").target == "/espace/23456789abcdefgh/"


def test_a_line_is_rolled_back_with_what_it_tells():
    user = UserFactory()

    def rename_then_fail() -> None:
        with transaction.atomic():
            type(user).objects.filter(pk=user.pk).update(first_name="Autre")
            audit.record(ACTION, actor=user)
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        rename_then_fail()
    user.refresh_from_db()
    assert (user.first_name, AuditEvent.objects.count()) == ("Alice", 0)


def test_the_person_the_company_and_the_delegation_come_from_the_access():
    adherent, user = AdherentFactory(), UserFactory()
    access = Access(user, tiers_of(adherent, adherent.head_office), ALL_RIGHTS, Via("delegation", "Cabinet Martin"))
    line = audit.record(ACTION, access=access, target="objet")
    assert (line.actor_id, line.actor_label, line.via) == (user.pk, str(user), "Cabinet Martin")
    assert (line.caisse_id, line.adherent_id) == (adherent.caisse_id, adherent.pk)
    assert line.tiers_label == f"{adherent.name}, {adherent.head_office.name}"


def test_the_line_outlives_the_person():
    user = UserFactory(first_name="Éphémère")
    audit.record(ACTION, actor=user)
    user.delete()
    assert AuditEvent.objects.get().actor_label == "Éphémère Martin"


def test_long_texts_are_cut_and_hostile_ones_are_text():
    line = audit.record(ACTION, tiers_label="é" * 400, target="<b>\r\n" * 100)
    line.refresh_from_db()
    assert (len(line.tiers_label), len(line.target)) == (250, 200)


def test_where_a_request_comes_from_is_kept_without_the_agent_itself():
    context.enter(context.RequestContext("abc123", "198.51.100.7", "Firefox\r\n\x1b[31mévil"))
    try:
        line = audit.record(ACTION)
    finally:
        context.leave()
    assert (line.ip, line.request_id, len(line.agent_hash)) == ("198.51.100.7", "abc123", 16)
    assert audit.record(ACTION).ip is None
