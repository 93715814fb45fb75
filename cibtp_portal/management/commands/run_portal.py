"""`manage.py run_portal`: everything `make run` starts, until Ctrl-C."""

import os
import sys
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError
from django.db import connections

from cibtp_portal.development import demo, run
from cibtp_portal.development.postgres import as_url


class Command(BaseCommand):
    help = "Lance le portail de démonstration : base de données, données, serveur web et tâches de fond."
    requires_system_checks = []

    def handle(self, *args: Any, **options: Any) -> None:
        if not settings.DEMONSTRATION:
            raise CommandError("run_portal ne sert qu’au développement.")
        with run.stop_requests() as stop:
            try:
                self._run(stop)
            except run.CannotRun as reason:
                raise CommandError(str(reason)) from reason
        self.stdout.write("Portail arrêté.")

    def _run(self, stop: Any) -> None:
        run.require_free_port(port())
        self._prepare_database()
        address = settings.PUBLIC_BASE_URL
        connections.close_all()
        with run.children(commands(), logs=Path(settings.DATA_DIR) / "logs", environment=environment()) as started:
            run.wait_until_ready(f"http://{run.HOST}:{port()}", started, stop)
            if not stop.is_set():
                known = demo.facts(address)
                demo.write_facts(known)
                connections.close_all()
                self.stdout.write(announcement(known))
                self.stdout.flush()
            run.watch(started, stop)
            self.stdout.write("\nArrêt du portail…")

    def _prepare_database(self) -> None:
        self.stdout.write("Préparation de la base de données…")
        call_command("migrate", interactive=False, verbosity=0)
        if demo.load_once():
            self.stdout.write("Données de démonstration chargées.")
        self.stdout.flush()


def port() -> int:
    """The port of the development settings; production has none, its server chooses."""
    return int(getattr(settings, "PORT", 8000))


def commands() -> dict[str, list[str]]:
    """The processes of the portal; production has the same two (docker-compose.yml)."""
    web = [sys.executable, "-m", "gunicorn", "cibtp_portal.wsgi:application", "--bind", f"{run.HOST}:{port()}"]
    manage = [sys.executable, str(Path(settings.BASE_DIR) / "manage.py")]
    return {
        "web": [*web, "--workers", "2", "--threads", "2", "--no-control-socket"],
        "worker": [*manage, "procrastinate", "worker"],
    }


def environment() -> dict[str, str]:
    """The children use the database of this process, which alone starts and stops it."""
    return {
        **os.environ,
        "DJANGO_SETTINGS_MODULE": os.environ["DJANGO_SETTINGS_MODULE"],
        "DATABASE_URL": as_url(settings.DATABASES["default"]),
        "DATA_DIR": str(settings.DATA_DIR),
        "PORT": str(port()),
    }


def announcement(known: dict[str, Any]) -> str:
    """What the newcomer reads in the terminal."""
    width = max(len(person["email"]) for person in known["people"])
    people = [f"  {person['email']:{width}}  {person['role']}" for person in known["people"]]
    password = known["people"][0]["password"]
    staff = [
        f"  {person['email']:{width}}  {person['totp_secret']}" for person in known["people"] if person["totp_secret"]
    ]
    letters = []
    for letter in known["letters"]:
        letters.append(f"  {letter['company']} ({letter['caisse']}), SIRET {letter['siret']}")
        letters += [f"    {letter['welcome']}", f"    {letter['code']}"]
    return "\n".join(
        [
            "",
            f"Le portail répond : {known['address']}",
            f"Courriels et SMS envoyés : {known['outbox_page']}",
            f"Espace de la caisse (personnel) : {known['admin_page']}",
            "",
            f"Se connecter : mot de passe {password} pour chaque personne",
            *people,
            "",
            "Espace de la caisse : après le mot de passe, un code à 6 chiffres. Clés pour une application",
            "d’authentification (elles restent les mêmes) :",
            *staff,
            "ou, sans application : python manage.py staff_code <adresse> (un code sert une fois, et 30 secondes)",
            "",
            "Ouvrir un compte avec les deux courriers d’une entreprise :",
            *letters,
            "",
            "Ctrl-C arrête tout ; les données restent.",
        ]
    )
