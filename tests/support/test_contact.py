"""A company writes to its caisse: once, about what it may see, and its message is never lost."""

import pytest
from django.core.exceptions import PermissionDenied
from django.urls import reverse

from core import files
from core.linked import linked_at
from core.models import AuditEvent
from core.references import new_public_id
from core.rights import Right
from employees.models import Employee
from support.contact.services import open_conversation
from support.models import Conversation, Message, MessageFile
from support.services.joining import FOLDER
from support.values import MessageValues, Opening
from tests.absences.kit import access_of
from tests.accounts.interrupted_kit import Tab, end_by_purge
from tests.employees.factories import EmployeeFactory, EmploymentFactory, new_nir
from tests.employees.person_kit import said_to, text_of
from tests.factories import EstablishmentFactory, MembershipFactory
from tests.support.factories import ConversationFactory, answered, subject_of
from tests.support.kit import at, browser_of, caisse_answers, in_a_caisse_with_subjects, of_company, paper, typed, write

pytestmark = pytest.mark.django_db


@pytest.fixture
def holder():
    return in_a_caisse_with_subjects()


@pytest.fixture
def browser(holder):
    return browser_of(holder)


def someone(holder) -> Employee:
    return EmploymentFactory(employee__adherent=holder.adherent).employee


def test_what_is_sent_twice_is_one_message_with_the_same_receipt(holder, browser) -> None:
    body = "Deux lignes\n<script>alert(1)</script>"
    fields = typed(holder, body=body, files=[paper(), paper(name="annexe.pdf")])
    first = write(browser, holder, fields)
    conversation = Conversation.objects.get()
    for file in fields["files"]:
        file.seek(0)
    again = write(browser, holder, fields)
    assert (first.redirect_chain, again.redirect_chain) == (
        [(at("conversation", holder, conversation.public_id), 302)],
    ) * 2
    assert f"Votre message {conversation.reference} est envoyé" in said_to(first)
    assert "pas été envoyé deux fois" in said_to(again)
    message = Message.objects.get()
    assert (message.body, message.author, message.is_from_caisse) == (body, holder.user, False)
    assert [(file.name, files.read(file.stored_name)[:5]) for file in message.files.all()] == [
        ("bulletin.pdf", b"%PDF-"),
        ("annexe.pdf", b"%PDF-"),
    ]
    (event,) = AuditEvent.objects.filter(action="support.opened")
    assert (event.adherent_id, event.target) == (holder.adherent_id, f"échange {conversation.reference}")
    page = text_of(first)
    for words in (conversation.reference, "Deux lignes<br>&lt;script&gt;", "annexe.pdf", "Reçu par votre caisse"):
        assert words in page, words
    assert conversation.reference in text_of(browser.get(at("index", holder)))
    taken = browser.get(at("file", holder, message.files.first().public_id))
    assert taken["Content-Disposition"] == 'attachment; filename="bulletin.pdf"'


def test_what_cannot_be_sent_says_how_to_mend_it_and_loses_nothing(holder, browser, settings) -> None:
    settings.MESSAGE_FILES_AT_ONCE = 1
    subject_of(MembershipFactory().adherent.caisse).caisse.subjects.create(code="ailleurs", name="D’une autre caisse")
    holder.adherent.caisse.subjects.create(code="retire", name="Retiré", is_active=False)
    refusals = [
        ({"subject": ""}, "Choisissez l’objet"),
        ({"subject": "ailleurs"}, "Choisissez dans la liste."),
        ({"subject": "retire"}, "Choisissez dans la liste."),
        ({"body": ""}, "Écrivez votre message."),
        ({"body": f"Pour {new_nir()}"}, "numéro de sécurité sociale"),
        ({"body": "x" * 5001}, "5000"),
        ({"files": paper(b"")}, "vide"),
        ({"files": paper(b"MZ programme")}, "ni un PDF"),
        ({"files": [paper(), paper()]}, "au plus 1 fichier"),
        ({"site": EstablishmentFactory().public_id, "body": "Ailleurs"}, None),
    ]
    for fields, said in refusals[:-1]:
        page = write(browser, holder, typed(holder, **({"body": "Gardé tel quel"} | fields)))
        assert page.status_code == 422, fields
        assert said in text_of(page), fields
        assert fields.get("body", "Gardé tel quel") in page.content.decode(), fields
    assert not Conversation.objects.exists()
    assert files.names_in(FOLDER) == []
    # A company of one site is not asked for one: what is posted of another company counts for nothing.
    write(browser, holder, typed(holder, **refusals[-1][0]))
    assert Conversation.objects.get().establishment is None


def test_too_much_at_once_is_refused_with_the_text_kept(holder, browser, settings) -> None:
    settings.MESSAGE_DAY_MAX_BYTES = len(paper().read()) + 200
    assert write(browser, holder, typed(holder, files=paper())).redirect_chain
    page = write(browser, holder, typed(holder, files=paper(), body="Gardé du jour"))
    assert (page.status_code, "par jour" in text_of(page), "Gardé du jour" in text_of(page)) == (422, True, True)
    assert "Choisissez de nouveau vos pièces jointes" in text_of(page)
    settings.THROTTLES = {**settings.THROTTLES, "messages_to_caisse": (2, 3600)}
    page = write(browser, holder, typed(holder, body="Gardé de l’heure"))
    assert (page.status_code, "beaucoup de messages" in text_of(page), "Gardé de l’heure" in text_of(page)) == (
        429,
        True,
        True,
    )
    assert page["Retry-After"]
    assert Conversation.objects.count() == 1
    assert len(files.names_in(FOLDER)) == 1


def test_nothing_is_kept_of_a_message_whose_files_cannot_be(holder, browser, monkeypatch) -> None:
    written = []

    def fail_at_the_second(name, content):
        written.append(name)
        if len(written) > 1:
            raise OSError("the disk is full")

    monkeypatch.setattr(files, "write", fail_at_the_second)
    with pytest.raises(OSError, match="full"):
        write(browser, holder, typed(holder, files=[paper(), paper()]))
    assert not Conversation.objects.exists()
    assert not AuditEvent.objects.filter(action="support.opened").exists()


def test_subjects_follow_the_page_that_one_comes_from(holder, browser) -> None:
    def first(**query) -> list[str]:
        form = browser.get(at("write", holder, **query)).context["form"]
        return [code for code, _ in form.fields["subject"].choices][1:4]

    usual = ["cotisations", "declarations", "coordonnees"]
    for section, subjects in {
        "": usual,
        "n’importe": usual,
        "arrets": ["intemperies", "arret-de-travail", "remboursements"],
        "documents": ["documents", *usual[:2]],
        "mon-compte": ["espace-securise", *usual[:2]],
    }.items():
        assert first(depuis=section) == subjects, section


def test_the_functional_bar_says_where_one_comes_from(cast) -> None:
    acme, person = cast.acme, cast.acme.people.employee
    write_url, index = (reverse(f"support:{name}", args=[acme.ref]) for name in ("write", "index"))
    at_person = reverse("employees:employee", args=[acme.ref, person.public_id])
    pages = {
        reverse("portal_home", args=[acme.ref]): write_url,
        reverse("documents:index", args=[acme.ref]): f"{write_url}?depuis=documents",
        at_person: f"{write_url}?depuis=salaries&amp;objet=salarie:{person.public_id}",
        reverse("journal:index", args=[acme.ref]): f"{write_url}?depuis=mon-compte",
        reverse("accounts:account"): f"{write_url}?depuis=mon-compte",
        index: write_url,
    }
    alice = cast.browser("alice")
    for page, led_to in pages.items():
        assert f'href="{led_to}"' in alice.get(page).content.decode(), page
    # Who may only consult is led to what they may read.
    assert f'href="{index}#contact"' in cast.browser("bruno").get(at_person).content.decode()


def test_what_the_page_shows_is_named_and_may_be_left_out(holder, browser) -> None:
    person, stranger = someone(holder), EmployeeFactory()
    about = f"salarie:{person.public_id}"
    form = text_of(browser.get(at("write", holder, objet=about)))
    assert f"À propos de : {person.full_name}" in form
    assert f'name="objet" value="{about}"' in form
    for unknown in (f"salarie:{stranger.public_id}", "nimporte", "salarie:", "::"):
        page = browser.get(at("write", holder, objet=unknown))
        assert (page.status_code, 'name="objet"' in text_of(page)) == (200, False), unknown
    write(browser, holder, typed(holder, objet=about, about="on"), objet=about)
    write(browser, holder, typed(holder, objet=about), objet=about)
    linked, free = Conversation.objects.order_by("pk")
    assert (linked.linked_kind, linked.linked_label, linked.employee) == ("salarie", person.full_name, person)
    assert (free.linked_kind, free.linked_label, free.employee) == ("", "", None)


def test_what_one_may_not_see_any_more_is_not_written_about_without_saying(holder) -> None:
    """Silently unlinked, the message would be read by those from whom its object is kept."""
    member, browser = of_company(holder.adherent, Right.EMPLOYEES_CONSULT)
    about = f"salarie:{someone(holder).public_id}"
    assert 'name="objet"' in text_of(browser.get(at("write", member, objet=about)))
    member.rights = [Right.SUPPORT_CONSULT.value, Right.SUPPORT_ACT.value]
    member.save()
    fields = typed(member, objet=about, about="on", body="À son sujet")
    page = write(browser, member, fields, objet=about)
    assert (page.status_code, "ne vous est plus montré" in text_of(page)) == (422, True)
    assert "À son sujet" in text_of(page)
    assert not Conversation.objects.exists()
    # What is sent again from that page is about nothing.
    del fields["objet"]
    write(browser, member, fields, objet=about)
    assert Conversation.objects.get().linked_kind == ""


def test_a_message_about_somebody_is_read_by_those_who_may_see_them(holder, browser) -> None:
    person = someone(holder)
    page = browser.get(at("choose_person", holder, q=person.last_name, depuis="salaries"))
    chosen = at("write", holder, depuis="salaries", salarie=person.public_id)
    assert chosen.replace("&", "&amp;") in page.content.decode()
    assert f"À propos de : {person.full_name}" in text_of(browser.get(chosen))
    assert browser.get(at("choose_person", holder, q=new_nir()))["Location"].endswith("?refus=numero")
    about = f"salarie:{person.public_id}"
    write(browser, holder, typed(holder, objet=about, about="on", files=paper()), objet=about)
    conversation, file = Conversation.objects.get(), MessageFile.objects.get()
    blind, blinded = of_company(holder.adherent)
    seeing, seer = of_company(holder.adherent, Right.EMPLOYEES_CONSULT)
    for name, ref in (
        ("conversation", conversation.public_id),
        ("answer", conversation.public_id),
        ("file", file.public_id),
    ):
        assert (blinded.get(at(name, blind, ref)).status_code, seer.get(at(name, seeing, ref)).status_code) == (
            404,
            200,
        )
    assert conversation.reference not in text_of(blinded.get(at("index", blind)))
    assert blinded.get(at("choose_person", blind)).status_code == 403
    of_person = reverse("employees:employee", args=[holder.adherent.public_id, person.public_id])
    assert conversation.reference in text_of(seer.get(of_person))
    unwriting = browser_of(
        MembershipFactory(adherent=holder.adherent, role="colleague", rights=[Right.EMPLOYEES_CONSULT.value])
    )
    assert conversation.reference not in text_of(unwriting.get(of_person))


def test_a_site_writes_for_itself_and_reads_its_own(holder, browser) -> None:
    site, other = (EstablishmentFactory(adherent=holder.adherent) for _ in range(2))
    write(browser, holder, typed(holder, site=other.public_id))
    member, of_site = of_company(holder.adherent, site=site)
    assert 'name="site"' not in text_of(of_site.get(at("write", member)))
    write(of_site, member, typed(member, site=other.public_id))
    elsewhere, own = Conversation.objects.order_by("pk")
    assert (elsewhere.establishment, own.establishment) == (other, site)
    codes = [of_site.get(at("conversation", member, one.public_id)).status_code for one in (elsewhere, own)]
    assert codes == [404, 200]


def test_a_caisse_that_takes_no_message_says_to_call(holder, browser) -> None:
    holder.adherent.caisse.subjects.update(is_active=False)
    page = text_of(browser.get(at("write", holder)))
    assert ("appelez-la" in page, 'name="body"' in page) == (True, False)
    assert holder.adherent.caisse.opening_hours in page


def test_the_file_of_a_message_is_given_unless_it_was_masked_or_lost(holder, browser, caplog) -> None:
    write(browser, holder, typed(holder, files=paper()))
    file = MessageFile.objects.get()
    files.delete([file.stored_name])
    answer = browser.get(at("file", holder, file.public_id), follow=True)
    assert answer.redirect_chain == [(at("conversation", holder, file.conversation.public_id), 302)]
    assert "introuvable" in said_to(answer)
    assert file.public_id in caplog.text
    MessageFile.objects.update(masked_at=file.message.sent_at, masked_for="medical")
    assert browser.get(at("file", holder, file.public_id)).status_code == 404
    page = text_of(browser.get(at("conversation", holder, file.conversation.public_id)))
    assert "Retirée par la caisse : donnée de santé" in page
    assert at("file", holder, file.public_id) not in page


def test_what_is_linked_leads_to_it(cast) -> None:
    person: Employee = cast.acme.people.employee
    about = linked_at(access_of(cast), f"salarie:{person.public_id}")
    conversation = ConversationFactory(adherent=cast.acme.adherent, linked=about)
    page = cast.browser("alice").get(reverse("support:conversation", args=[cast.acme.ref, conversation.public_id]))
    led_to = reverse("employees:employee", args=[cast.acme.ref, person.public_id])
    assert f'<a href="{led_to}">{person.full_name}</a>' in text_of(page)


def test_the_page_of_somebody_shows_what_one_may_read_about_them(cast) -> None:
    """A message about a sickness is about its salarié too: not for who may see them without their motives."""
    person, access = cast.acme.people.employee, access_of(cast)
    refs = [f"salarie:{person.public_id}", f"absence:{cast.acme.planned.sickness.public_id}"]
    free, private = (ConversationFactory(adherent=cast.acme.adherent, linked=linked_at(access, ref)) for ref in refs)
    Conversation.objects.filter(pk=private.pk).update(employee=person)
    page = reverse("employees:employee", args=[cast.acme.ref, person.public_id])
    _, sighted = of_company(cast.acme.adherent, Right.EMPLOYEES_CONSULT, Right.ABSENCES_CONSULT, Right.MOTIVES_CONSULT)
    _, blind = of_company(cast.acme.adherent, Right.EMPLOYEES_CONSULT, Right.ABSENCES_CONSULT)
    shown = [[one.reference in text_of(browser.get(page)) for one in (free, private)] for browser in (sighted, blind)]
    assert shown == [[True, True], [True, False]]


def test_a_subject_of_another_caisse_is_refused_whoever_asks(cast) -> None:
    opening = Opening(subject_of(cast.rival.caisse))
    with pytest.raises(PermissionDenied):
        open_conversation(
            access=access_of(cast), opening=opening, values=MessageValues("Bonjour"), attempt=new_public_id()
        )


def test_what_was_typed_when_the_session_ended_comes_back_about_the_same(holder) -> None:
    """The message, whom it is about, and the reply with what was read before it."""
    person, conversation = someone(holder), answered(adherent=holder.adherent)
    about = f"salarie:{person.public_id}"
    tab = Tab()
    tab.sign_in(holder.user)
    tab.open(at("write", holder, objet=about))
    end_by_purge(tab)
    tab.send({"subject": "autre", "objet": about, "about": "on", "body": "Ma question", "attempt": new_public_id()})
    page = text_of(tab.sign_in(holder.user))
    for words in ("Ma question</textarea>", f'name="objet" value="{about}"', '<option value="autre" selected>'):
        assert words in page, words
    tab.open(at("conversation", holder, conversation.public_id))
    seen = conversation.version
    end_by_purge(tab)
    sent = {"body": "Ma réponse", "version": seen, "attempt": new_public_id()}
    tab.send(sent, to=at("answer", holder, conversation.public_id))
    caisse_answers(conversation)
    page = text_of(tab.sign_in(holder.user))
    assert tab.address == at("conversation", holder, conversation.public_id)
    assert ("Ma réponse</textarea>" in page, f'id="version" value="{seen}"' in page) == (True, True)
