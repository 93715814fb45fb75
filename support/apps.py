from django.apps import AppConfig


class SupportConfig(AppConfig):
    name = "support"
    verbose_name = "Contact et aide"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from accounts.person import personal_data  # noqa: PLC0415
        from support import receivers  # noqa: F401, PLC0415  models are not loaded before
        from support.appointments.personal_data import WORDS as WORDS_OF_APPOINTMENTS  # noqa: PLC0415
        from support.appointments.personal_data import appointments_taken  # noqa: PLC0415
        from support.contact import panels  # noqa: PLC0415
        from support.personal_data import WORDS, messages_written, tutorials, votes  # noqa: PLC0415

        panels.declare()
        personal_data.declare("messages_a_la_caisse", messages_written, words=WORDS)
        personal_data.declare("avis_sur_les_reponses", votes, words=WORDS)
        personal_data.declare("tutoriels_proposes", tutorials, words=WORDS)
        personal_data.declare("rendez_vous", appointments_taken, words=WORDS_OF_APPOINTMENTS)
