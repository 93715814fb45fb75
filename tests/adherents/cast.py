"""What is known of each company of the cast: legal information, months declared, requests; the texts of its caisse."""

from datetime import date
from decimal import Decimal
from typing import Any

from adherents.enums import PageKind, PeriodState, RateKind
from adherents.models import ContributionRate, LegalPage, PublicHoliday, TermsVersion
from tests.cast import Company
from tests.factories import BankAccountFactory, ChangeFactory, ContactFactory, PeriodFactory, ProofFactory


def rows_of(company: Company) -> dict[str, Any]:
    adherent, mark = company.adherent, company.mark
    change = ChangeFactory(
        adherent=adherent,
        asked={"name": f"Paie {mark}", "email": f"paie.{mark.lower()}@exemple.fr", "phone": ""},
        asked_by=company.holder,
        asked_by_label=f"Auteur {mark}",
    )
    return {
        "contact": ContactFactory(adherent=adherent, name=f"Contact {mark}"),
        "bank_account": BankAccountFactory(adherent=adherent, holder=f"Titulaire {mark}"),
        "period": PeriodFactory(adherent=adherent, state=PeriodState.ANOMALY, message=f"Message {mark}"),
        "change": change,
        "proof": ProofFactory(change=change, name=f"Justificatif {mark}.pdf"),
        **_of_the_caisse(company),
    }


def _of_the_caisse(company: Company) -> dict[str, Any]:
    caisse, mark = company.caisse, company.mark
    return {
        "legal_page": LegalPage.objects.create(caisse=caisse, kind=PageKind.ACCESSIBILITY, body=f"Page {mark}"),
        "terms": TermsVersion.objects.create(caisse=caisse, number=1, body=f"Conditions {mark}"),
        "rate": ContributionRate.objects.create(
            caisse=caisse,
            kind=RateKind.LEAVE,
            rate=Decimal("20.10"),
            starts_on=date(2026, 1, 1),
            source=f"Source {mark}",
        ),
        "holiday": PublicHoliday.objects.create(
            caisse=caisse, name=f"Fête {mark}", month=7, day=21, starts_on=date(2026, 1, 1), source=f"Accord {mark}"
        ),
    }
