from django.apps import AppConfig


class DocumentsConfig(AppConfig):
    name = "documents"
    verbose_name = "Documents"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from accounts.person import personal_data  # noqa: PLC0415
        from documents import receivers  # noqa: F401, PLC0415  models are not loaded before
        from documents.people import panels  # noqa: PLC0415
        from documents.personal_data import WORDS, documents_sent, errors_reported  # noqa: PLC0415

        panels.declare()
        personal_data.declare("documents_envoyes", documents_sent, words=WORDS)
        personal_data.declare("erreurs_signalees", errors_reported, words=WORDS)
