from django.apps import AppConfig


class DelegationsConfig(AppConfig):
    name = "delegations"
    verbose_name = "Délégations"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from accounts import panels  # noqa: PLC0415  models are not loaded before
        from accounts.person import personal_data  # noqa: PLC0415  models are not loaded before
        from accounts.staff import queries as directory  # noqa: PLC0415  models are not loaded before
        from delegations import queries as people  # noqa: PLC0415
        from delegations.answering.queries import proposals_to  # noqa: PLC0415
        from delegations.personal_data import WORDS, firms_of  # noqa: PLC0415

        personal_data.declare("cabinets", firms_of, words=WORDS)
        panels.declare("delegations/account/proposals.html", proposals_to)
        panels.declare(
            "delegations/account/firms.html",
            people.firms_in_words,
            without_company="delegations/account/no_company.html",
        )
        directory.declare_tie(people.accountants_of)
