import pytest

from tests.factories import LETTER_CODE, OpeningFactory


@pytest.fixture
def opening(db):
    return OpeningFactory()


@pytest.fixture
def letters(opening):
    """What the person reads on the two letters, typed carelessly."""
    siret = opening.establishment.siret
    return {
        "cibtp_id": f" {opening.adherent.cibtp_id.lower()[:3]} {opening.adherent.cibtp_id.lower()[3:]}",
        "siret": f"{siret[:3]} {siret[3:6]}.{siret[6:9]} {siret[9:]}",
        "code": LETTER_CODE.lower().replace("-", " "),
    }


@pytest.fixture
def contact():
    return {
        "email": "Claire.Durand@Exemple.fr",
        "email_confirmation": "claire.durand@exemple.fr",
        "password": "Truelle-et-Niveau-7",
        "password_confirmation": "Truelle-et-Niveau-7",
        "landline": "",
        "mobile": "",
        "accept_terms": "on",
    }
