"""How an e-mail looks: in the colours of the caisse, with its name, a number that dials, and one button."""

from pathlib import Path

import pytest
from django.template.loader import get_template

from adherents.enums import Theme
from core.brand import brand_of
from core.mail import send_email
from tests.factories import CaisseFactory, MembershipFactory, UserFactory
from tests.jobs import run_jobs

ROOT = Path(__file__).resolve().parents[2]
BODIES = sorted((ROOT / "templates/emails").glob("*/*.body.html"))
TOKENS = (ROOT / "static/css/tokens.css").read_text()
# Of the caisse, who has no Espace sécurisé: these lead nowhere.
TO_THE_CAISSE = {"accounts/code_burnt"}


@pytest.mark.parametrize("path", BODIES, ids=lambda path: f"{path.parent.name}/{path.name.partition('.')[0]}")
def test_every_email_has_one_button(path):
    """Its own, or the one that opens the portal."""
    source = path.read_text()
    own = source.count('include "emails/button.html"') + source.count('class="button"')
    kind = f"{path.parent.name}/{path.name.partition('.')[0]}"
    has_none_else = "{% block button %}{% endblock %}" in source
    assert own == (1 if has_none_else and kind not in TO_THE_CAISSE else 0)
    get_template(str(path.relative_to(ROOT / "templates")))


@pytest.mark.parametrize("theme", Theme.values)
def test_the_colour_of_an_email_is_that_of_the_theme(theme):
    assert f"--brand: {brand_of(theme)};" in TOKENS
    assert len({brand_of(one) for one in Theme.values}) == len(Theme.values)
    assert brand_of("autre") == brand_of(Theme.BLEU)


@pytest.mark.django_db
def test_an_email_is_signed_by_the_caisse_of_the_person(mailoutbox):
    theme = Theme.values[-1]
    member = MembershipFactory(adherent__caisse=CaisseFactory(name="CIBTP Essai", theme=theme, phone="+33149000000"))
    write(member.user)
    [sent] = mailoutbox
    html = sent.alternatives[0].content
    assert "CIBTP Essai" in html
    assert 'href="tel:+33149000000"' in html
    assert html.count(brand_of(theme)) == 4
    assert brand_of(Theme.BLEU) not in html
    assert html.count('class="button"') == 1
    assert "01\N{NO-BREAK SPACE}49\N{NO-BREAK SPACE}00\N{NO-BREAK SPACE}00\N{NO-BREAK SPACE}00" in sent.body


@pytest.mark.django_db
def test_without_a_caisse_or_with_two_the_network_signs(mailoutbox):
    alone, between = UserFactory(), UserFactory()
    for _ in range(2):
        MembershipFactory(user=between)
    write(alone)
    write(between)
    for sent in mailoutbox:
        assert brand_of(Theme.BLEU) in sent.alternatives[0].content
        assert "tel:" not in sent.alternatives[0].content


def write(person) -> None:
    send_email(
        kind="accounts/password_changed", to=person.email, context={"first_name": person.first_name}, user=person
    )
    run_jobs()
