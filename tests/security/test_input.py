"""What an attacker types: markup, line ends, null bytes, doubled fields, fields that the form does not have."""

import json
import re

import pytest
from django import forms
from django.contrib import admin
from django.core import mail
from django.urls import reverse

from accounts import emails
from accounts import forms as account_forms
from accounts.models import Membership, PendingAccount, User
from adherents import forms as adherent_forms
from adherents.models import Adherent, Caisse, Establishment
from core.mail import send_email
from core.outgoing import absolute_url
from tests.factories import LETTER_CODE, PASSWORD
from tests.jobs import run_jobs
from tests.security import routes
from tests.security.fingerprint import body_of, nothing_written

HOSTILE = '"><script>alert(1)</script>\'{{ 7|add:7 }}{% now "Y" %}<img src=x onerror=alert(1)>'
IDENTIFY, CONTACT = reverse("accounts:identify"), reverse("accounts:contact")
SQL = ["' OR 1=1 --", "1; DROP TABLE accounts_user", "1' UNION SELECT password FROM accounts_user --", "%27%20OR%201"]
CONTACT_TYPED = {
    "email": "claire@exemple.fr",
    "email_confirmation": "claire@exemple.fr",
    "password": PASSWORD,
    "password_confirmation": PASSWORD,
    "landline": "",
    "mobile": "",
    "accept_terms": "on",
}


def letters_of(opening) -> dict[str, str]:
    return {"cibtp_id": opening.adherent.cibtp_id, "siret": opening.establishment.siret, "code": LETTER_CODE}


@pytest.fixture
def hostile(cast):
    """The same cast, whose every text is an attack."""
    Adherent.objects.update(name=HOSTILE, holder_first_name=HOSTILE[:70], holder_last_name=HOSTILE[:70])
    Establishment.objects.update(name=HOSTILE, address=HOSTILE)
    User.objects.update(first_name=HOSTILE[:70], last_name=HOSTILE[:70])
    Caisse.objects.update(
        name=HOSTILE[:70],
        address=HOSTILE,
        opening_hours=HOSTILE,
        territory=HOSTILE,
        legal_name=HOSTILE,
        publication_director=HOSTILE,
        host=HOSTILE,
    )
    PendingAccount.objects.update(first_name=HOSTILE[:70], last_name=HOSTILE[:70])
    return cast


def assert_escaped(body: str, where: str) -> None:
    assert "<script>alert" not in body, where
    assert "<img src=x" not in body, where


def test_hostile_texts_are_escaped_in_every_page(hostile):
    """I1. Names of the caisse, of companies, of sites and of people, on every page that Alice or nobody opens."""
    alice, shown = hostile.browser("alice"), 0
    own = {**routes.PUBLIC, **routes.PERSON}
    pages = [(name, reverse(name, args=route.args(hostile))) for name, route in own.items()]
    pages += [(n, reverse(n, args=[hostile.acme.ref, *r.args(hostile)])) for n, r in routes.TIERS.items()]
    for browser in (alice, hostile.browser("anonymous")):
        for name, address in pages:
            answer = browser.get(address)
            body = body_of(answer)
            if answer["Content-Type"].startswith("text/html"):
                assert_escaped(body, name)
            shown += "&lt;script&gt;alert" in body
    assert shown > 10


def test_hostile_texts_are_escaped_in_the_admin(hostile):
    sami = hostile.browser("sami")
    for model, (row, _) in routes.ADMIN_MODELS.items():
        for page, args in (("changelist", []), ("change", [row(hostile.acme).pk]), ("history", [row(hostile.acme).pk])):
            assert_escaped(sami.get(reverse(f"admin:{model}_{page}", args=args)).content.decode(), f"{model} {page}")


def test_hostile_texts_are_escaped_in_mails_and_hold_on_one_line(hostile):
    """I1, I5: the HTML part is escaped; the subject and the headers have no line of their own."""
    Adherent.objects.update(name="Acme\r\nBcc: evil@exemple.fr\n<script>alert(1)</script>")
    hostile.acme.opening.refresh_from_db()
    emails.code_burnt(hostile.acme.opening)  # its subject names the company
    emails.activation(PendingAccount.objects.get(opening=hostile.acme.opening), "jeton")
    run_jobs()
    assert "Bcc: evil" in mail.outbox[0].subject
    for sent in mail.outbox:
        assert not re.search(r"[\r\n]", sent.subject)
        assert sent.message()["Bcc"] is None
        assert len(sent.recipients()) == 1
        assert_escaped(sent.alternatives[0][0], "html part")
        assert "&lt;script&gt;" in sent.alternatives[0][0]


@pytest.mark.parametrize("address", ["a@exemple.fr\nBcc: evil@exemple.fr", "a@exemple.fr\r\n", "a@b.fr\x00"])
def test_an_address_holds_on_one_line(cast, client, address):
    """I5: whether typed in a form or given to a message."""
    with pytest.raises(ValueError, match="one line"):
        send_email(kind="accounts/sign_in_guessed", to=address, context={"first_name": "A"})
    client.post(IDENTIFY, letters_of(cast.acme.opening))
    typed = {**CONTACT_TYPED, "email": f"x{address}y", "email_confirmation": f"x{address}y"}
    assert client.post(CONTACT, typed).status_code == 422


def test_doubled_parameters_get_round_nothing(cast, client):
    """I17: the last value counts, everywhere the same; two tiers, two codes, two addresses open nothing more."""
    opening = cast.acme.opening
    good = letters_of(opening)
    assert client.post(IDENTIFY, {**good, "code": [LETTER_CODE, "ZZZZZ-ZZZZZ"]}).status_code == 422
    assert client.post(IDENTIFY, {**good, "siret": [good["siret"], cast.rival.site.siret]}).status_code == 422
    client.post(IDENTIFY, good)
    both = ["claire@exemple.fr", "evil@exemple.fr"]
    assert client.post(CONTACT, {**CONTACT_TYPED, "email": both}).status_code == 422
    assert client.get("/connexion/?next=/compte/&next=https://evil.example").status_code == 200
    signed = {"username": "alice@exemple.fr", "password": PASSWORD, "next": ["/compte/", "//evil.example"]}
    assert client.post("/connexion/", signed)["Location"] == "/espace/"
    page = client.get(reverse("portal_home", args=[cast.acme.ref]), {"tiers": [cast.rival.ref, cast.acme.ref]})
    assert "CANARI" not in page.content.decode()


@pytest.mark.parametrize("payload", SQL)
def test_sql_in_parameters_is_text(cast, payload):
    """I2: filters, searches, orders, pages of the portal and of the admin answer without an error."""
    names = ("caisse", "version", "next", "q", "o", "p", "all", "etat", "espace", "caisse__id__exact", "e")
    query = dict.fromkeys(names, payload)
    terms = reverse("caisse_page", args=[cast.caisse.slug, "conditions-generales"])
    for address in ("/", "/connexion/", "/reseau/mentions-legales/", terms):
        assert cast.browser("anonymous").get(address, query).status_code in {200, 404}, address
    sami = cast.browser("sami")
    for model in routes.ADMIN_MODELS:
        for name in names:
            status = sami.get(reverse(f"admin:{model}_changelist"), {name: payload}).status_code
            assert status in {200, 302, 400}, (model, name)


def test_a_null_byte_is_refused_and_never_breaks(cast, client):
    """I2: 400 in an address or a cookie, a message in a field; PostgreSQL would answer with an error."""
    alice = cast.browser("alice")
    for address in (
        "/espace/%00/",
        f"/espace/{cast.acme.ref}%00/",
        "/connexion/?caisse=%00",
        "/?caisse=caisse-acme%00",
        "/caisses/acme%00/",
        "/activation/%00/",
        "/messages-de-demonstration/%00/",
        "/admin/adherents/adherent/?q=%00",
        "/admin/adherents/adherent/%00/change/",
        "/?%00=1",
    ):
        for browser in (alice, client, cast.browser("sami")):
            response = browser.get(address)
            assert response.status_code in {400, 404}, address
            assert "Traceback" not in response.content.decode()
    client.cookies["sessionid"] = "abcdefgh\x00ijklmnop"
    assert client.get("/connexion/").status_code == 400


@pytest.mark.parametrize("typed", ["\x00", "a\x00b", "\ud800".encode("utf-8", "surrogatepass").decode("latin-1")])
def test_a_null_byte_in_any_field_is_an_error_of_the_form(cast, client, typed):
    fields = {
        reverse("accounts:sign_in"): ("username", "password", "next"),
        IDENTIFY: ("cibtp_id", "siret", "code"),
        reverse("accounts:forgotten_password"): ("email",),
    }
    for address, names in fields.items():
        assert client.post(address, dict.fromkeys(names, typed)).status_code == 422, address
    client.post(IDENTIFY, letters_of(cast.acme.opening))
    assert client.post(CONTACT, dict.fromkeys(CONTACT_TYPED, typed)).status_code == 422
    for name in ("send_mobile_code", "check_mobile_code"):
        response = client.post(reverse(f"accounts:{name}"), {"mobile": typed, "mobile_code": typed, "email": typed})
        assert response.status_code in {200, 422}, name
    assert (
        cast.browser("alice").post(reverse("accounts:attach"), dict.fromkeys(fields[IDENTIFY], typed)).status_code
        == 422
    )


def test_a_null_byte_in_a_form_of_the_admin_is_an_error_of_the_form(cast):
    sami = cast.browser("sami")
    for model in ("adherents_adherent", "adherents_establishment", "adherents_legalpage", "adherents_termsversion"):
        page = sami.get(reverse(f"admin:{model}_add"))
        fields = page.context["adminform"].form.fields
        names = [name for name, field in fields.items() if not isinstance(field, forms.ModelChoiceField)]
        formset = {"establishments-TOTAL_FORMS": "0", "establishments-INITIAL_FORMS": "0"}
        response = sami.post(reverse(f"admin:{model}_add"), {**dict.fromkeys(names, "a\x00b"), **formset})
        assert response.status_code == 200, model
        assert response.context["adminform"].form.errors, model


def test_bodies_that_are_not_forms_are_refused_politely(cast, client):
    """A megabyte, broken UTF-8, JSON, XML, a file: a page of ours, never an error."""
    bodies = [
        ("application/json", json.dumps({"username": "alice@exemple.fr", "password": PASSWORD}).encode()),
        ("application/x-www-form-urlencoded", b"username=%FF%FE&password=\xff\xfe"),
        ("application/x-www-form-urlencoded; charset=utf-16", b"username=a"),
        ("application/xml", b"<!DOCTYPE x [<!ENTITY e SYSTEM 'file:///etc/passwd'>]><x>&e;</x>"),
        ("multipart/form-data; boundary=x", b'--x\r\nContent-Disposition: form-data; name="code"\r\n\r\n'),
        ("multipart/form-data", b"no boundary"),
        ("application/x-www-form-urlencoded", b"password=" + b"a" * 1_100_000),
        ("application/x-www-form-urlencoded", b"&".join(b"a%d=1" % n for n in range(1100))),
    ]
    for content_type, body in bodies:
        for address in ("/connexion/", IDENTIFY, reverse("accounts:forgotten_password")):
            with nothing_written(content_type):
                response = client.generic("POST", address, body, content_type=content_type)
            assert response.status_code in {400, 413, 422}, (content_type, address)
            assert "<h1>" in response.content.decode(), content_type


def test_broken_utf8_in_an_address_is_not_found(cast):
    for address in ("/espace/%FF%FE/", "/activation/%C3%28/", "/caisses/%ED%A0%80/", "/?caisse=%FF"):
        assert cast.browser("alice").get(address).status_code in {200, 302, 404, 410}, address


def _model_forms() -> list[type[forms.ModelForm]]:
    own = [value for module in (account_forms, adherent_forms) for value in vars(module).values()]
    found = [value for value in own if isinstance(value, type) and issubclass(value, forms.ModelForm)]
    registered = [model_admin.form for model_admin in admin.site._registry.values()]
    return [form for form in {*found, *registered} if form is not forms.ModelForm]


def test_every_model_form_names_its_fields():
    """Z4: no form takes all the fields of its model, nor all but some."""
    assert _model_forms()
    for form in _model_forms():
        assert isinstance(form._meta.fields, (list, tuple)), form
        assert form._meta.exclude is None, form


def test_every_table_of_the_admin_names_its_fields():
    for model, model_admin in admin.site._registry.items():
        if model._meta.app_label in {"core", "adherents", "accounts"}:
            assert model_admin.fields or model_admin.fieldsets, model
            assert model_admin.exclude is None, model


EXTRA = {
    "is_staff": "on",
    "is_superuser": "on",
    "is_active": "on",
    "role": "holder",
    "company": "1",
    "user": "1",
    "user_id": "1",
    "adherent": "1",
    "adherent_id": "1",
    "staff_caisse": "1",
    "staff_role": "manager",
    "email_certified_at": "2020-01-01",
    "mobile_certified_at": "2020-01-01",
    "rights": "bank.act",
    "status": "opened",
    "opening": "x",
    "tiers": "x",
    "first_name": "Mallory",
}


def test_fields_that_a_form_does_not_have_change_nothing(cast, client):
    """Z4, along the whole opening and the attachment."""
    opening = cast.acme.opening
    client.post(IDENTIFY, {**letters_of(opening), **EXTRA})
    client.post(CONTACT, {**CONTACT_TYPED, **EXTRA})
    pending = PendingAccount.objects.get(opening=opening)
    assert (pending.first_name, pending.mobile_certified_at) == (opening.holder_first_name, None)
    zoe = cast.browser("zoe")
    zoe.post(reverse("accounts:attach"), {**letters_of(opening), **EXTRA})
    made = Membership.objects.get(user=cast.zoe)
    assert (made.adherent, made.establishment, made.rights) == (cast.acme.adherent, cast.acme.site, [])
    person = User.objects.get(pk=cast.zoe.pk)
    given = (person.is_staff, person.is_superuser, person.staff_role, person.staff_caisse_id)
    assert given == (False, False, "", None)


def test_fields_that_a_form_of_the_admin_does_not_have_change_nothing(cast):
    """Z4: a manager moves no company to another caisse, and rewrites no person, letter or line of the journal."""
    sami = cast.browser("sami")
    read_only = ("accounts_user", "accounts_membership", "accounts_accountopening", "core_auditevent")
    for model in read_only:
        row = routes.ADMIN_MODELS[model][0](cast.acme)
        names = [field.name for field in row._meta.concrete_fields]
        with nothing_written(model):
            sami.post(reverse(f"admin:{model}_change", args=[row.pk]), {**dict.fromkeys(names, "1"), **EXTRA})
    adherent = cast.acme.adherent
    form = sami.get(reverse("admin:adherents_adherent_change", args=[adherent.pk])).context["adminform"].form
    typed = {name: form.initial.get(name) or "" for name in form.fields}
    formset = {"establishments-TOTAL_FORMS": "0", "establishments-INITIAL_FORMS": "0"}
    extra = {"public_id": "choisi", "id": str(cast.rival.adherent.pk), "caisse": str(cast.other_caisse.pk)}
    sami.post(reverse("admin:adherents_adherent_change", args=[adherent.pk]), {**typed, **formset, **extra})
    known = adherent.public_id
    adherent.refresh_from_db()
    assert (adherent.caisse, adherent.public_id) == (cast.caisse, known)


def test_links_of_mails_ignore_the_host_of_the_request(cast, client, settings):
    """I16: a forged host is refused or ignored; links are made from PUBLIC_BASE_URL alone."""
    settings.PUBLIC_BASE_URL = "https://espace.cibtp.example"
    settings.ALLOWED_HOSTS = ["testserver"]
    assert client.get("/connexion/", headers={"host": "evil.example"}).status_code == 400
    forged = {"x-forwarded-host": "evil.example", "forwarded": "host=evil.example", "x-host": "evil.example"}
    client.post(IDENTIFY, letters_of(cast.acme.opening), headers=forged)
    assert client.post(CONTACT, CONTACT_TYPED, headers=forged)["Location"] == reverse("accounts:email_sent")
    run_jobs()
    body = mail.outbox[-1].body + mail.outbox[-1].alternatives[0][0]
    assert "evil.example" not in body
    assert "https://espace.cibtp.example/activation/" in body
    assert set(re.findall(r"https?://[^/\s\"<]+(?<!\.)", body)) == {"https://espace.cibtp.example"}
    assert absolute_url("/x/") == "https://espace.cibtp.example/x/"
