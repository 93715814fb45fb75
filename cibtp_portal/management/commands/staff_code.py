"""`manage.py staff_code <adresse>`: what a demonstration person's authenticator shows. Development only."""

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django_otp.oath import TOTP
from django_otp.plugins.otp_totp.models import TOTPDevice


class Command(BaseCommand):
    help = "Donne le code de double authentification d’une personne de la démonstration."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("email")

    def handle(self, *args: Any, **options: Any) -> None:
        if not settings.DEMONSTRATION:
            raise CommandError("staff_code ne sert qu’au développement.")
        device = TOTPDevice.objects.filter(user__email=options["email"], confirmed=True).first()
        if device is None:
            raise CommandError("Cette personne n’a pas de double authentification.")
        shown = TOTP(device.bin_key, device.step, device.t0, device.digits, device.drift)
        self.stdout.write(f"{shown.token():0{device.digits}d}")
