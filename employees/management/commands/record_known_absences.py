"""Record the absences that count for leave that the caisse's system exports (`employees.exchange.reading`)."""

from employees.exchange.reading import read_absences
from employees.management.recording import RecordingCommand


class Command(RecordingCommand):
    help = "Enregistre les absences connues d’une caisse, lues dans un fichier CSV."
    read = staticmethod(read_absences)
