"""How many letters are prepared in a second on one core: issued, printed, stored, merged.

    python scripts/bench_letters.py [companies]

`letters_per_second()` counts sheets of paper (two a company), the database included, in a transaction rolled back. The
second is one of processor: what else runs on the machine does not count.
"""

import os
import sys
import time
from pathlib import Path

import django
import server_work
from django.apps import apps
from django.db import transaction
from stdnum import luhn

if not apps.ready:
    sys.path.insert(0, str(Path(__file__).resolve().parent.parent))
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "cibtp_portal.settings.dev")
    django.setup()

from accounts.letters import services as letters  # noqa: E402  models need Django set up
from adherents.models import Adherent, Caisse, Establishment  # noqa: E402


def letters_per_second(companies: int = 1000) -> float:
    """Confined to one core while it measures; nothing remains in the database or the storage."""
    available = os.sched_getaffinity(0)
    with transaction.atomic():
        caisse_id, establishment_ids = _companies(companies)
        os.sched_setaffinity(0, {min(available)})
        try:
            batch, work = server_work.work_of(
                lambda: letters.prepare_letters_now(establishment_ids=establishment_ids, caisse_id=caisse_id),
                time.process_time,
            )
        finally:
            os.sched_setaffinity(0, available)
        prepared = batch.prepared_count
        letters.purge_letter_files(batch_id=batch.pk)
        transaction.set_rollback(True)
    return 2 * prepared / work.judged * 1000


def _companies(count: int) -> tuple[int, list[int]]:
    caisse = Caisse.objects.create(
        slug="mesure-des-courriers",
        name="CIBTP Mesure",
        address="1 rue de l’Équerre\n75001 Paris",
        phone="+33199001234",
        email="contact@caisse.example",
        opening_hours="du lundi au vendredi, 8 h 30 – 17 h",
    )
    sirens = [digits + luhn.calc_check_digit(digits) for digits in (f"{70_000_000 + n:08d}" for n in range(count))]
    companies = Adherent.objects.bulk_create(
        Adherent(
            caisse=caisse,
            cibtp_id=f"M{n:07d}",
            siren=siren,
            name=f"Maçonnerie générale n° {n}",
            holder_first_name="Claire",
            holder_last_name="Durand",
        )
        for n, siren in enumerate(sirens)
    )
    sites = Establishment.objects.bulk_create(
        Establishment(
            adherent=company,
            siret=f"{company.siren}0001" + luhn.calc_check_digit(f"{company.siren}0001"),
            name="Siège",
            is_head_office=True,
            address="3 quai de Bercy\n75012 Paris",
        )
        for company in companies
    )
    return caisse.pk, [site.pk for site in sites]


def main() -> None:
    companies = int(sys.argv[1]) if len(sys.argv) > 1 else 1000
    print(f"{letters_per_second(companies):.0f} courriers par seconde, sur un cœur ({2 * companies} courriers)")


if __name__ == "__main__":
    main()
