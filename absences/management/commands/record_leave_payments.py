"""Record the leave that the caisse paid, as its information system exports it (`absences.exchange`)."""

from absences.exchange import read_leave_payments
from employees.management.recording import RecordingCommand


class Command(RecordingCommand):
    help = "Enregistre les congés payés par une caisse, lus dans un fichier CSV."
    columns_of = "absences/exchange.py"
    read = staticmethod(read_leave_payments)
