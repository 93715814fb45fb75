"""Record the rights to leave that the caisse's information system exports (`employees.exchange.reading`)."""

from employees.exchange.reading import read_leave_rights
from employees.management.recording import RecordingCommand


class Command(RecordingCommand):
    help = "Enregistre les droits à congés calculés par une caisse, lus dans un fichier CSV."
    read = staticmethod(read_leave_rights)
