"""Record what the caisse paid of the arrêts, as its information system exports it (`stoppages.exchange`)."""

from typing import Any

from core.templatetags.portal import euros
from employees.management.recording import RecordingCommand
from stoppages.exchange import read_payments


class Command(RecordingCommand):
    help = "Enregistre les remboursements d’arrêts d’une caisse, lus dans un fichier CSV."
    columns_of = "stoppages/exchange.py"
    read = staticmethod(read_payments)

    def summary(self, recorded: Any) -> str:
        return f"{super().summary(recorded)} Total ajouté : {euros(recorded.amount)}."
