"""The guide, word for word, on what `make run` starts: real letters, real worker, real outbox."""

import json
import re
import tempfile
import time
from collections.abc import Callable, Iterator
from email import message_from_bytes, policy
from pathlib import Path
from typing import Any

import pypdfium2
import pytest
from django.utils.text import slugify
from playwright.sync_api import expect

from tests.core.servers import free_port
from tests.e2e.checks import assert_accessible
from tests.e2e.conftest import OpenPage
from tests.e2e.steps import (
    ask_for_code,
    code_in,
    expect_title,
    field,
    fill_contact,
    link_in,
    press,
    sign_in,
    type_code,
)
from tests.started_portal import START_SECONDS, start_portal

pytestmark = pytest.mark.e2e

MESSAGE_SECONDS = 30
PICTURE_BYTES = 300_000


def wait_for(what: Callable[[], Any], seconds: float) -> Any:
    """The first true answer; fails when none comes in time."""
    deadline = time.monotonic() + seconds
    while not (answer := what()):
        assert time.monotonic() < deadline, "nothing came"
        time.sleep(0.1)
    return answer


@pytest.fixture(scope="module")
def folder() -> Iterator[Path]:
    """Not pytest's, which another run closes to the user that PostgreSQL runs as."""
    with tempfile.TemporaryDirectory(prefix="cibtp-guide-") as name:
        yield Path(name)


@pytest.fixture(scope="module")
def portal(folder: Path) -> Iterator[dict[str, Any]]:
    """`manage.py run_portal` in a new folder on a free port; what it wrote in demo.json. Stopped as by Ctrl-C."""
    log = folder / "portal.log"
    with log.open("w") as output:
        process = start_portal(folder / "data", free_port(), stdout=output)
    facts = folder / "data" / "demo.json"

    def ready() -> bool:
        assert process.poll() is None, log.read_text()
        return "Ctrl-C" in log.read_text()

    try:
        wait_for(ready, START_SECONDS)
        yield json.loads(facts.read_text())
    finally:
        process.terminate()
        process.wait(timeout=60)


def text_of(pdf: str) -> str:
    with pypdfium2.PdfDocument(pdf) as document:
        return "\n".join(page.get_textpage().get_text_range() for page in document)


def first(pattern: str, text: str) -> str:
    found = re.search(pattern, text)
    assert found, text
    return found.group(1).strip()


@pytest.fixture
def letters(portal: dict[str, Any]) -> dict[str, str]:
    """What the two letters of a newcomer say."""
    newcomer = portal["letters"][0]
    welcome, code = text_of(newcomer["welcome"]), text_of(newcomer["code"])
    return {
        "Identifiant CIBTP": first(r"(?i)identifiant CIBTP\s*:?\s*([0-9A-Z]{4,})", welcome),
        "Numéro de SIRET": first(r"SIRET\D*((?:\d\s?){14})", welcome + code),
        "Code confidentiel provisoire": first(r"\b([0-9A-Z]{5}-[0-9A-Z]{5})\b", code),
    }


def newest(outbox: Path, extension: str, holding: str) -> str:
    """The text of the newest message that holds this, once the worker has sent it."""

    def look() -> str:
        for path in sorted(outbox.glob(f"[0-9]*.{extension}"), reverse=True):
            text = _text_of_message(path)
            if holding in text:
                return text
        return ""

    return wait_for(look, MESSAGE_SECONDS)


def _text_of_message(path: Path) -> str:
    if path.suffix == ".json":
        return json.loads(path.read_text())["text"]
    mail = message_from_bytes(path.read_bytes(), policy=policy.default)
    return mail.get_body(("plain",)).get_content()


def test_guide_word_for_word_to_the_signed_in_home_page(
    portal: dict[str, Any], letters: dict[str, str], open_anywhere: OpenPage, take_picture: Callable[..., Path]
) -> None:
    outbox = Path(portal["outbox"])
    page = open_anywhere(portal["address"])
    page.goto("/")
    page.get_by_role("link", name=f"Aller à {portal['letters'][0]['caisse']}").click()
    # « au centre de la page d’accueil ou dans le menu de navigation »
    expect(page.get_by_role("main").get_by_role("region", name="Espace sécurisé entreprise")).to_be_visible()
    page.get_by_role("banner").get_by_text("Services en ligne").click()
    page.get_by_role("banner").get_by_role("link", name="Espace sécurisé entreprise").click()
    page.get_by_role("link", name="Je crée mon Espace sécurisé").click()
    # Étape 1/2
    for label, value in letters.items():
        field(page, label).fill(value)
    press(page, "Valider")
    # Étape 2/2
    expect(field(page, "Nom")).not_to_have_value("")
    names = [field(page, label).input_value() for label in ("Prénom", "Nom")]
    email = f"{slugify(' '.join(names)).replace('-', '.')}@exemple.fr"
    fill_contact(page, email)
    ask_for_code(page)
    type_code(page, code_in(newest(outbox, "json", "code")))
    expect(page.get_by_text("Numéro certifié")).to_be_visible()
    page.evaluate("document.activeElement.blur()")
    step_2 = take_picture(page, "etape-2")
    press(page, "Valider")
    # Finalisation
    expect_title(page, "Un courriel vous a été envoyé")
    expect(page.get_by_role("main")).to_contain_text(email)
    page.goto(link_in(newest(outbox, "eml", "/activation/")))
    press(page, "Activer mon Espace sécurisé")
    page.get_by_role("main").get_by_role("link", name="Connexion").click()
    # Saisie des informations de connexion
    sign_in(page, email)
    expect(page.get_by_role("heading", level=1)).to_contain_text("Bonjour")
    expect(page.get_by_role("main")).to_contain_text(portal["letters"][0]["company"])
    assert_accessible(page)
    home = take_picture(page, "accueil", whole=False)
    assert max(step_2.stat().st_size, home.stat().st_size) < PICTURE_BYTES


def test_people_of_the_demonstration_sign_in(portal: dict[str, Any], open_anywhere: OpenPage) -> None:
    for person in portal["people"]:
        page = open_anywhere(portal["address"])
        page.goto("/connexion/")
        sign_in(page, person["email"], person["password"])
        expect(page.get_by_role("banner").get_by_role("button", name="Déconnexion")).to_be_visible()
