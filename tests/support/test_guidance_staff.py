"""Staff write the help and the tutorial of a page for their caisse; every version is kept."""

from collections.abc import Iterator

import pytest
from django.test import Client
from django.urls import reverse

from core.models import AuditEvent
from support.enums import TextKind
from support.guidance.queries import guide_named
from support.guidance.replaced import forget
from support.guidance.services import TextRefused, write_text
from support.models import PageText
from tests.cast import Cast
from tests.staff import enter_admin

STEPS = "# Trouver {search}\nTapez un nom."


@pytest.fixture(autouse=True)
def nothing_kept() -> Iterator[None]:
    """What this process read of the texts is of another test."""
    forget()
    yield
    forget()


def address(kind: str = "help", slug: str = "employees-index") -> str:
    return reverse("admin:support_pagetext_write", args=[slug, kind])


def employees(cast: Cast, name: str = "alice", company: str = "acme") -> str:
    page = reverse("employees:index", args=[getattr(cast, company).ref])
    return cast.browser(name).get(page).content.decode()


@pytest.fixture
def write(cast: Cast, django_capture_on_commit_callbacks):
    def by_sami(body: str, kind: str = "help", seen: object = "", **more: str):
        with django_capture_on_commit_callbacks(execute=True):
            return cast.browser("sami").post(address(kind), {"body": body, "seen": seen, **more})

    return by_sami


def test_a_caisse_writes_its_own_help_which_is_seen_first_and_gives_back_that_of_the_portal(cast, write):
    page = cast.browser("sami").get(address()).content.decode()
    assert "La liste de vos salariés" in page
    seen_first = write("# Chez nous\nAppelez <b>Sami</b>.", preview="Aperçu").content.decode()
    assert "&lt;b&gt;Sami&lt;/b&gt;" in seen_first
    assert "rien n’est encore en ligne" in seen_first
    assert not PageText.objects.filter(page="employees:index").exists()
    assert write("# Chez nous\nAppelez <b>Sami</b>.").status_code == 302
    assert "&lt;b&gt;Sami&lt;/b&gt;" in employees(cast)
    assert "<h3>Chez nous</h3>" in employees(cast)
    assert "Chez nous" not in employees(cast, "mallory", "rival")
    first = PageText.objects.get(page="employees:index")
    assert (first.caisse, first.written_by) == (cast.caisse, cast.sami)
    assert AuditEvent.objects.get(action="support.page_text_written").caisse_id == cast.caisse.pk
    listed = cast.browser("sami").get(address()).content.decode()
    assert f"?de={first.pk}" in listed
    assert write("", seen=first.pk).status_code == 302
    assert "Chez nous" not in employees(cast)
    assert "Chez nous" in cast.browser("sami").get(address(), {"de": first.pk}).content.decode()


def test_two_who_write_at_once_lose_nothing(cast, write):
    assert write("La première.").status_code == 302
    second = write("La seconde.")
    assert second.status_code == 422
    assert "Quelqu’un a écrit une autre version" in second.content.decode()
    assert "La seconde." in second.content.decode()
    latest = PageText.objects.get(page="employees:index").pk
    assert f'name="seen" value="{latest}"' in second.content.decode()
    assert write("La seconde.", seen=latest).status_code == 302


def test_the_steps_of_a_tutorial_point_at_what_its_page_shows(cast, write):
    for body, told in (("Texte.", "commence par son titre"), (STEPS.replace("search", "inconnue"), "pas de cible")):
        refused = write(body, "tutorial")
        assert refused.status_code == 422
        assert told in refused.content.decode()
    assert write(STEPS, "tutorial").status_code == 302
    assert '"title": "Trouver"' in employees(cast)
    assert [step.title for step in guide_named("employees:index", cast.other_caisse.pk).steps][0] == "Trouver quelqu’un"


def test_the_caisse_comes_before_the_network_and_the_network_before_the_portal(cast):
    PageText.objects.create(page="employees:index", kind=TextKind.HELP, body="Du réseau.")
    assert guide_named("employees:index", cast.caisse.pk).body == "Du réseau."
    PageText.objects.create(page="employees:index", kind=TextKind.HELP, body="De la caisse.", caisse=cast.caisse)
    forget()
    assert guide_named("employees:index", cast.caisse.pk).body == "De la caisse."
    assert guide_named("employees:index", cast.other_caisse.pk).body == guide_named("employees:index", None).body


def test_nobody_writes_for_another_caisse_nor_for_the_network(cast):
    for caisse_id in (cast.other_caisse.pk, None):
        with pytest.raises(TextRefused, match="votre caisse"):
            write_text(
                by=cast.sami,
                guide=guide_named("employees:index", None),
                kind=TextKind.HELP,
                caisse_id=caisse_id,
                body="Pour les autres.",
                seen=None,
            )
    assert not PageText.objects.filter(body="Pour les autres.").exists()


def test_a_script_in_a_tutorial_is_words(cast, write):
    assert write(f"{STEPS}</script><script>alert(1)</script>", "tutorial").status_code == 302
    alice = cast.browser("alice")
    addresses = (reverse("employees:index", args=[cast.acme.ref]), reverse("help:page", args=["employees-index"]))
    for page in [alice.get(address).content.decode() for address in addresses]:
        assert "alert(1)" in page
        assert "<script>alert" not in page


def test_a_text_of_a_page_that_no_longer_exists_is_shown_nowhere_and_said_to_be(cast):
    row = PageText.objects.create(page="employees:gone", body="Ancienne.", caisse=cast.caisse)
    assert "Ancienne." not in cast.browser("alice").get(reverse("help:index"), {"q": "ancienne"}).content.decode()
    page = cast.browser("sami").get(reverse("admin:support_pagetext_change", args=[row.pk])).content.decode()
    assert "page disparue" in page
    assert cast.browser("sami").get(address(slug="employees-gone")).status_code == 404
    assert cast.browser("sami").get(address(kind="autre")).status_code == 404


def test_a_reader_of_the_caisse_writes_nothing_and_the_network_writes_for_all(cast, django_capture_on_commit_callbacks):
    sami = cast.sami
    sami.staff_role = "reader"
    sami.save()
    reader = enter_admin(Client(), sami)
    assert reader.post(address(), {"body": "Non."}).status_code == 403
    sami.is_superuser, sami.staff_caisse, sami.staff_role = True, None, ""
    sami.save()
    with django_capture_on_commit_callbacks(execute=True):
        assert enter_admin(Client(), sami).post(address(), {"body": "Pour tous.", "seen": ""}).status_code == 302
    assert "Pour tous." in employees(cast)
    assert "Pour tous." in employees(cast, "mallory", "rival")
