"""The demonstration outbox: files that appear whole, and the page that shows them."""

import re
from email import message_from_bytes, policy

import pytest
import time_machine
from django.core.mail import EmailMultiAlternatives
from django.http import Http404
from django.urls import reverse

from cibtp_portal.development import outbox as outbox_page
from core import outbox as outbox_files
from core.outbox import FileEmailBackend, FileSmsGateway

URL = "/messages-de-demonstration/"
ABSENT = "20261123T080500000000-0a1b2c3d.eml"
LINK = "https://portail.test/activation/jeton:1wX-_a"
pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("outbox")]


def write_email(**overrides):
    values = {"subject": "Activez « l’espace »", "body": f"Bonjour,\n\n{LINK}\n", "to": ["alice@exemple.fr"]}
    mail = EmailMultiAlternatives(**{**values, **overrides})
    mail.attach_alternative("<p onclick=steal()>Bonjour</p>", "text/html")
    FileEmailBackend().send_messages([mail])


def test_one_file_a_message_named_by_time_and_not_by_address(outbox):
    write_email()
    write_email(subject="Le second")
    FileSmsGateway().send(to="+33612345678", text="Votre code")
    names = sorted(path.name for path in outbox.iterdir())
    assert [name.rpartition(".")[2] for name in names] == ["eml", "eml", "json"]
    assert all(re.fullmatch(r"\d{8}T\d{12}-[0-9a-f]{8}\.\w+", name) for name in names)
    mail = message_from_bytes((outbox / names[0]).read_bytes(), policy=policy.default)
    assert (mail["To"], mail["Subject"]) == ("alice@exemple.fr", "Activez « l’espace »")
    assert LINK in mail.get_body(("plain",)).get_content()


def test_the_list_is_newest_first(client):
    with time_machine.travel("2026-11-23T08:05:00Z", tick=False):
        write_email()
    with time_machine.travel("2026-11-23T09:00:00Z", tick=False):
        FileSmsGateway().send(to="+33612345678", text="Votre code : 493817")
    with time_machine.travel("2026-11-23T10:00:00Z", tick=False):
        page = client.get(URL).content.decode()
    assert page.index("Votre code : 493817") < page.index("Activez « l’espace »")
    assert "06\xa012\xa034\xa056\xa078" in page
    assert "aujourd’hui à\xa09\xa0h\xa005" in page
    assert f'href="{URL}"' in page


def test_no_message_yet(client):
    response = client.get(URL)
    assert response.status_code == 200
    assert "Aucun message" in response.content.decode()


def test_a_message_shows_its_text_and_its_link(client):
    write_email(body=f"<script>alert(1)</script> {LINK}")
    page = client.get(reverse("demonstration_message", args=[outbox_files.entries()[0].name])).content.decode()
    assert f'href="{LINK}"' in page
    assert "&lt;script&gt;alert(1)" in page
    assert "<script>alert" not in page
    assert "onclick" not in page
    assert "style=" not in page


@pytest.mark.parametrize(
    "name",
    [
        "../secret.eml",
        "..%2Fsecret.eml",
        "%2e%2e%2fsecret.eml",
        ".draft.eml",
        "absent",
        "20261123T080500000000-0a1b2c3d.eml",
    ],
)
def test_only_messages_of_the_outbox_can_be_read(client, outbox, name):
    write_email()
    (outbox.parent / "secret.eml").write_text("Subject: secret\n\nsecret")
    (outbox / ".draft.eml").write_text("Subject: secret\n\nsecret")
    assert client.get(f"{URL}{name}/").status_code == 404
    assert outbox_files.entry(name) is None


def test_what_is_not_a_message_is_not_listed(client, outbox):
    write_email()
    (outbox / "notes.eml").write_text("Subject: secret\n\nsecret")
    assert "secret" not in client.get(URL).content.decode()


def test_nothing_outside_a_demonstration(rf, settings):
    """The routes do not exist there; were they left by mistake, the views would refuse."""
    write_email()
    settings.DEMONSTRATION = False
    with pytest.raises(Http404):
        outbox_page.messages(rf.get(URL))
    with pytest.raises(Http404):
        outbox_page.message(rf.get(URL), name=outbox_files.entries()[0].name)


def test_the_page_is_only_read(client):
    assert client.post(URL).status_code in {403, 405}
