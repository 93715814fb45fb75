"""Record the people and contracts that the caisse's information system exports (`employees.exchange.reading`)."""

from employees.exchange.reading import read_people
from employees.management.recording import RecordingCommand


class Command(RecordingCommand):
    help = "Enregistre les salariés et les contrats d’une caisse, lus dans un fichier CSV."
    read = staticmethod(read_people)
