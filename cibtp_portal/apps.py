"""The project itself as an application: its commands, its start-up checks."""

from django.apps import AppConfig


class PortalConfig(AppConfig):
    name = "cibtp_portal"
    verbose_name = "Portail"

    def ready(self) -> None:
        from cibtp_portal import checks  # noqa: F401, PLC0415  registers the checks
