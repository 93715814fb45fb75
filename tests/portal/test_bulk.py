"""Rows in bulk: their numbers follow those that were given, even to rows that are not there any more."""

import pytest
from django.db import connection

from cibtp_portal.development.bulk import copy_rows
from support.models import FaqCategory
from tests.factories import CaisseFactory

pytestmark = pytest.mark.django_db


def _next_of(model) -> int:
    with connection.cursor() as cursor:
        cursor.execute("SELECT nextval(pg_get_serial_sequence(%s, 'id'))", [model._meta.db_table])
        return cursor.fetchone()[0]


def test_a_sequence_goes_after_the_rows_and_never_back():
    given = _next_of(FaqCategory)
    caisse = CaisseFactory()
    rows = [(given + 500, caisse.pk, "loin", "Loin", "", 1)]
    columns = ("id", "caisse_id", "code", "name", "section", "rank")
    copy_rows(FaqCategory, columns, rows)
    assert _next_of(FaqCategory) > given + 500
    FaqCategory.objects.filter(pk=given + 500).delete()
    copy_rows(FaqCategory, columns, [(given, caisse.pk, "pres", "Près", "", 1)])
    assert _next_of(FaqCategory) > given + 500
