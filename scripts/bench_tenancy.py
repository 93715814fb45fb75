"""What the tripwire costs: 5,000 rows of one company read while it is armed, and without it."""

import gc
import time
from collections.abc import Callable
from unittest import mock

from django.db import models, transaction

from adherents.models import Adherent, Establishment
from cibtp_portal.development import trade
from core.tenancy import ScopedModel, scoped_to

ROWS, TURNS = 5_000, 21


def tripwire_cost() -> dict[str, float]:
    """`armed_ms` and `bare_ms`: the best of each, the two in turn. What disturbs a read only ever lengthens it."""
    with transaction.atomic():
        adherent = _company_of_many_sites()
        rows = Establishment.objects.filter(adherent=adherent)
        times: dict[str, list[float]] = {"armed_ms": [], "bare_ms": []}
        for _ in range(TURNS):
            with scoped_to(adherent.pk):
                times["armed_ms"].append(_milliseconds(lambda: len(rows.all())))
            with mock.patch.object(ScopedModel, "from_db", models.Model.__dict__["from_db"]):
                times["bare_ms"].append(_milliseconds(lambda: len(rows.all())))
        transaction.set_rollback(True)
    return {name: min(values) for name, values in times.items()}


def _company_of_many_sites() -> Adherent:
    head_office = Establishment.objects.select_related("adherent").filter(is_head_office=True).first()
    adherent: Adherent = head_office.adherent
    sirets = (trade.siret(adherent.siren, number) for number in range(1_000, 1_000 + ROWS))
    Establishment.objects.bulk_create(
        Establishment(adherent=adherent, siret=siret, name=f"Dépôt {siret}", address="1 rue du Chantier\n75001 Paris")
        for siret in sirets
    )
    return adherent


def _milliseconds(read: Callable[[], int]) -> float:
    """Without the collection of what was read before, which falls on one or the other."""
    gc.collect()
    gc.disable()
    started = time.perf_counter()
    assert read() >= ROWS
    elapsed = time.perf_counter() - started
    gc.enable()
    return elapsed * 1000
