"""A company depends on another caisse of the network (`adherents.services.change_caisse`)."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from adherents.models import Adherent, Caisse
from adherents.queries import caisse_named
from adherents.services import NumberTaken, change_caisse
from core.identifiers import normalise_cibtp_id
from core.tenancy import all_tenants


class Command(BaseCommand):
    help = "Rattache une entreprise à une autre caisse : ses échanges en cours suivent, ses rendez-vous sont annulés."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--caisse", required=True, help="celle que l’entreprise quitte (slug)")
        parser.add_argument("--identifiant", required=True, help="identifiant CIBTP qu’elle y a")
        parser.add_argument("--vers", required=True, help="celle dont elle dépend désormais (slug)")
        parser.add_argument(
            "--nouvel-identifiant", default="", help="celui qu’elle y reçoit ; sinon elle garde le sien"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        before, to = _caisse(options["caisse"]), _caisse(options["vers"])
        number = normalise_cibtp_id(options["identifiant"])
        company = Adherent.objects.filter(caisse=before, cibtp_id=number).first()
        if company is None:
            raise CommandError(f"Aucune entreprise de {before} n’a l’identifiant « {number} ».")
        try:
            with all_tenants(reason="the network moves a company to another caisse"):
                change_caisse(company=company, to=to, cibtp_id=normalise_cibtp_id(options["nouvel_identifiant"]))
        except NumberTaken:
            raise CommandError(
                f"Cet identifiant est déjà celui d’une autre entreprise de {to} : donnez le sien par "
                "--nouvel-identifiant."
            ) from None
        self.stdout.write(f"{company.name} dépend maintenant de {to}.")


def _caisse(slug: str) -> Caisse:
    caisse = caisse_named(slug)
    if caisse is None:
        raise CommandError(f"Aucune caisse ne s’appelle « {slug} ».")
    return caisse
