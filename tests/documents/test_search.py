"""The search of documents, on a small corpus of those that a caisse publishes, their PDFs made and read for real."""

from dataclasses import dataclass
from datetime import date
from html import escape
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from adherents.models import Adherent
from core.full_text import asking, highlighting
from core.full_text.lexemes import space_of
from core.rights import Right
from documents.enums import ShippedKind
from documents.models import Document, DocumentKind, FileText
from documents.searching import indexing
from documents.searching.reading import read_file
from documents.services.adding import add_document
from documents.services.kinds import follow_name
from documents.services.storing import keep
from documents.values import DocumentValues
from employees.nir import with_key
from employees.services.renaming import tell_renamed
from tests.documents.factories import kind_of, pdf_of
from tests.documents.kit import ALL, address, query_count, text_of
from tests.employees.factories import EmploymentFactory
from tests.employees.person_kit import browser_of, colleague, holder
from tests.factories import EstablishmentFactory
from tests.jobs import run_jobs

pytestmark = pytest.mark.django_db
NIR = with_key("1850578006084")


@dataclass(frozen=True)
class Paper:
    kind: ShippedKind
    title: str
    reference: str
    day: date
    pages: tuple[tuple[str, ...], ...]
    is_about: bool = False


CORPUS = {
    "november": Paper(
        ShippedKind.STATEMENT,
        "Relevé de compte valant appel de cotisations, 10/2026",
        "RC-2026/1107",
        date(2026, 11, 12),
        (("Salaires déclarés : 45 678,90 €", "Cotisations de congés payés : 9 135,78 €", "Solde dû : 1 234,56 €"),),
    ),
    "october": Paper(
        ShippedKind.STATEMENT,
        "Relevé de compte valant appel de cotisations, 09/2026",
        "RC-2026/1006",
        date(2026, 10, 12),
        (("Salaires déclarés : 41 002,00 €", "Cotisations de congés payés : 8 200,40 €", "Solde dû : 0,00 €"),),
    ),
    "certificate": Paper(
        ShippedKind.LEAVE_CERTIFICATE,
        "Certificat de congé",
        "CC-000042",
        date(2026, 7, 1),
        (("Nom : N’GUESSAN, prénom : Jean-Luc", f"Numéro {NIR}", "Salaire horaire : 14,25 €", "30 jours ouvrables"),),
        is_about=True,
    ),
    "up to date": Paper(
        ShippedKind.UP_TO_DATE,
        "Attestation de mise à jour",
        "AMJ-77-31",
        date(2026, 9, 3),
        (("La caisse certifie que l’entreprise est à jour de ses déclarations et de ses cotisations.",),),
    ),
    "contract": Paper(
        ShippedKind.CONTRACT,
        "Attestation de marché",
        "AM-2026-9",
        date(2026, 9, 4),
        (("À l’attention du maître d’ouvrage : Ville de Saint-Étienne.", "Œuvre certifiée le 3 septembre 2026."),),
    ),
    "letter": Paper(
        ShippedKind.LETTER,
        "Votre demande",
        "",
        date(2026, 8, 20),
        (
            ("Madame, Monsieur, votre demande est recevable.",),
            ("Chantier de la rue de l’Église : les travaux ont repris jusqu’au 31/08/2026.", "<b>100 %</b> de l'aide"),
        ),
    ),
}
# What is typed, and what it finds, best first.
FINDS = {
    "relevé": ["november", "october"],
    "RELEVE": ["november", "october"],
    "releves de comptes": ["november", "october"],
    "rele": ["november", "october"],
    "declaree": ["november", "october", "up to date"],
    "déclaration": ["november", "october", "up to date"],
    "attestation": ["contract", "up to date"],
    "attestations marchés": ["contract"],
    "l’attestation de mise à jour": ["up to date"],
    '"mise à jour"': ["up to date"],
    "« jour mise »": [],
    '"à jour de ses déclarations"': ["up to date"],
    '"jour de ses décl': ["up to date"],
    '"les déclaration"': [],
    "l'entreprise": ["up to date"],
    "d’ouvrage maitre": ["contract"],
    "jusqu'au": ["letter"],
    "1 234,56 €": ["november"],
    "1\u202f234,56": ["november"],
    "1\u00a0234,56\u00a0€": ["november"],
    "1234,56": ["november"],
    "1234.56": ["november"],
    "1234": ["november"],
    "1 234": ["november"],
    "1 234,5": ["november"],
    "1 234,57": [],
    "41 002 €": ["october"],
    "14,25": ["certificate"],
    "RC-2026/1107": ["november"],
    "rc2026": ["november", "october"],
    "1107": ["november"],
    "amj 77": ["up to date"],
    "nguessan": ["certificate"],
    "N'Guessan": ["certificate"],
    "guessan jean": ["certificate"],
    "jean luc n’guessan certificat": ["certificate"],
    "Martin": [],
    "12/11/2026": ["november"],
    "12 novembre 2026": ["november"],
    "2026-11-12": ["november"],
    "novembre": ["november"],
    "03/09/2026": ["up to date", "contract"],
    "août 2026": ["letter"],
    "oeuvre": ["contract"],
    "saint-etienne": ["contract"],
    "saint etienne": ["contract"],
    "eglise": ["letter"],
    "e\u0301glise": ["letter"],
    "é\u200bglise": ["letter"],
    "chantiers": ["letter"],
    "100 %": ["letter"],
    "certificat hors sujet": [],
    "de la": ["contract", "letter", "up to date"],
}
HOSTILE = (
    *(
        "%",
        "'",
        '"',
        "« »",
        "\\",
        ":*",
        "!",
        "& | <->",
        "a & !b",
        "(",
        "😀",
        "\u200b",
        "\ud7ff",
        "|",
        "~",
        "5|x",
    ),
    *("'; DROP TABLE documents_document; --", "x" * 5_000, "mot " * 1_250, "é" * 5_000, '"' * 5_000, "(" * 5_000),
    *("0,9 " * 1_250, "-" * 5_000, "a-" * 2_500, "9,5 " * 1_250, "<script>alert(1)</script>", "\\' & '", "a:*b:A"),
)


@dataclass(frozen=True)
class Corpus:
    browser: Any
    adherent: Adherent
    papers: dict[str, Document]

    def search(self, typed: str, browser: Any = None, tiers: Any = None, **query: str) -> list[str]:
        page = (browser or self.browser).get(address(tiers or self.adherent, "search", q=typed, **query))
        assert page.status_code == 200, typed
        names = {paper.public_id: name for name, paper in self.papers.items()}
        shown = page.context["page"]
        return [names[answer.listed.ref] for answer in shown] if shown is not None else []


def published(adherent: Adherent, paper: Paper, **values: Any) -> Document:
    """Its words read, as the job does it."""
    document = add_document(
        values=DocumentValues(
            adherent_id=adherent.pk,
            kind_id=kind_of(adherent.caisse, paper.kind).pk,
            title=paper.title,
            filename="document.pdf",
            issued_on=paper.day,
            reference=paper.reference,
            **values,
        ),
        file=keep(pdf_of(*paper.pages)),
        published_at=timezone.now(),
    )
    read_file(document.file_id)
    return document


@pytest.fixture
def corpus() -> Corpus:
    member, browser = holder()
    adherent = member.adherent
    person = EmploymentFactory(
        employee__adherent=adherent, employee__last_name="N’Guessan", employee__first_name="Jean-Luc"
    ).employee
    papers = {
        name: published(adherent, paper, employee_id=person.pk if paper.is_about else None)
        for name, paper in CORPUS.items()
    }
    return Corpus(browser, adherent, papers)


def test_what_is_typed_finds_the_right_documents_the_best_first(corpus: Corpus) -> None:
    answered = {typed: corpus.search(typed) for typed in FINDS}
    ordered = ("relevé", "attestation", "declaree")
    for typed, wanted in FINDS.items():
        if typed in ordered:
            assert answered[typed] == wanted, typed
        assert sorted(answered[typed]) == sorted(wanted), typed


def test_a_title_answers_before_a_text_and_the_latest_before_an_older_one(corpus: Corpus) -> None:
    # « certif » is in the title of one, in the kind and the text of others.
    assert corpus.search("certif")[0] == "certificate"
    assert corpus.search("cotisations") == ["november", "october", "up to date"]
    assert corpus.search("cotisations", tri="-date") == ["november", "october", "up to date"]
    assert corpus.search("certif", tri="-date")[-1] == "certificate"


def test_whatever_is_typed_is_answered(corpus: Corpus) -> None:
    for typed in HOSTILE:
        corpus.search(typed)
        corpus.search(f"relevé {typed}")
    page = corpus.browser.get(address(corpus.adherent, "search", q="relevé " * 40))
    assert "la recherche s’arrête au" in text_of(page)
    assert "ni lettre ni chiffre" in text_of(corpus.browser.get(address(corpus.adherent, "search", q="😀 %")))


def test_a_number_of_social_security_is_neither_searched_nor_shown_nor_kept(corpus: Corpus) -> None:
    spaced = f"{NIR[0]} {NIR[1:3]} {NIR[3:5]} {NIR[5:7]} {NIR[7:10]} {NIR[10:13]} {NIR[13:]}"
    for query in ({"q": NIR}, {"q": f"certificat {spaced}"}, {"q": "certificat", "salarie": NIR}):
        page = corpus.browser.get(address(corpus.adherent, "search", type="courrier", **query))
        assert page.status_code == 302
        assert page.url.endswith("?refus=numero&type=courrier")
    assert "numéro de sécurité sociale" in text_of(corpus.browser.get(page.url))
    [text] = FileText.objects.filter(file=corpus.papers["certificate"].file_id)
    assert NIR not in text.pages[0]
    assert "1 85 05" in text.pages[0]
    assert corpus.search("8505780") == []


def test_the_answer_shows_where_it_is_and_a_text_stays_a_text(corpus: Corpus) -> None:
    published(corpus.adherent, Paper(ShippedKind.LETTER, "<i>Aide</i>", "A-<u>", date(2026, 1, 5), (("Rien",),)))
    page = corpus.browser.get(address(corpus.adherent, "search", q="aide"))
    html = page.content.decode()
    assert escape("<i>") + "<mark>Aide</mark>" + escape("</i>") in html
    assert "<b>100" not in html
    assert escape("<b>100") in html
    [letter] = [one for one in page.context["page"] if one.listed.title == "Votre demande"]
    assert letter.highlight.extract.page == 2
    marks = {
        "relevé comptes": ["Relevé", "compte"],
        "1234,56": ["1 234,56 €"],
        '"congés payés"': ["congés payés"],
        "chantiers": ["Chantier"],
        "rc-2026/1107": ["RC-2026/1107"],
        "nguessan": ["N’GUESSAN"],
        "saint etienne": ["Saint", "Étienne"],
    }
    for typed, expected in marks.items():
        page = corpus.browser.get(address(corpus.adherent, "search", q=typed))
        shown = page.context["page"][0].highlight
        extract = shown.extract.fragments if shown.extract else ()
        marked = [one.text for one in (*shown.title, *shown.reference, *extract) if one.is_match]
        assert set(marked) == set(expected), typed


def test_each_person_finds_what_they_may_read_and_nothing_of_another_company(corpus: Corpus) -> None:
    adherent = corpus.adherent
    site = EstablishmentFactory(adherent=adherent)
    other, rival = holder()
    published(other.adherent, CORPUS["letter"])
    of_site = published(adherent, CORPUS["letter"], establishment_id=site.pk)
    corpus.papers["of the site"] = of_site
    reading = (Right.DOCUMENTS_CONSULT,)
    simple = browser_of(colleague(adherent, *reading))
    assert corpus.search("certificat", simple) == []
    assert corpus.search("solde", simple) == []
    assert corpus.search("solde") == ["november", "october"]
    assert corpus.search("certificat", browser_of(colleague(adherent, *reading, Right.WAGES_CONSULT))) == [
        "certificate"
    ]
    assert corpus.search("travaux", browser_of(colleague(adherent, *ALL, site=site)), site) == ["of the site"]
    assert set(corpus.search("travaux", simple)) == {"letter", "of the site"}
    page = rival.get(address(other.adherent, "search", q="travaux"))
    assert len(page.context["page"]) == 1
    assert rival.get(address(adherent, "search", q="travaux")).status_code == 404
    corpus.papers["letter"].__class__.objects.filter(pk=corpus.papers["letter"].pk).update(
        withdrawn_at=timezone.now(), withdrawal_reason="Erreur"
    )
    assert corpus.search("travaux", simple) == ["of the site"]


def test_filters_are_kept_and_the_empty_search_is_the_list(corpus: Corpus) -> None:
    assert corpus.search("2026", type=ShippedKind.STATEMENT.value) == ["november", "october"]
    assert corpus.search("2026", type=ShippedKind.STATEMENT.value, au="2026-10-31") == ["october"]
    page = corpus.browser.get(address(corpus.adherent, "search", q="relevé", type="courrier", au="2026-10-31"))
    html = page.content.decode()
    assert '<input type="hidden" name="type" value="courrier">' in html
    assert '<input type="hidden" name="au" value="2026-10-31">' in html
    assert "sans les filtres" in text_of(page)
    emptied = corpus.browser.get(address(corpus.adherent, "search", q=" ", type="courrier", tri="-date"))
    assert emptied.url == address(corpus.adherent, "index", type="courrier")
    boxes = [
        corpus.browser.get(address(corpus.adherent, name, **query))
        for name, query in (("index", {}), ("search", {"q": "relevé"}))
    ]
    assert all('role="search"' in page.content.decode() and 'id="documents"' in page.content.decode() for page in boxes)


def test_a_search_poses_as_many_queries_for_one_answer_as_for_twenty(corpus: Corpus) -> None:
    one = query_count(corpus.browser, address(corpus.adherent, "search", q="relevé 1 234,56"))
    for number in range(25):
        paper = Paper(ShippedKind.LETTER, f"Lettre {number}", f"L-{number}", date(2026, 1, 5), (("Le relevé",),))
        published(corpus.adherent, paper)
    many = query_count(corpus.browser, address(corpus.adherent, "search", q="le relevé"))
    assert many <= one <= 12


def test_what_is_renamed_is_found_by_its_new_name(corpus: Corpus) -> None:
    paper = corpus.papers["certificate"]
    paper.employee.last_name = "Le Goff"
    paper.employee.save()
    tell_renamed([(paper.employee, {"last_name": ["N’Guessan", "Le Goff"]})])
    run_jobs()
    assert corpus.search("le goff") == ["certificate"]
    kind = DocumentKind.objects.get(pk=paper.kind_id)
    kind.name = "Bulletin de congé"
    kind.save()
    follow_name(kind)
    run_jobs()
    assert corpus.search("bulletin") == ["certificate"]


def test_a_document_is_found_by_its_title_before_its_file_is_read_and_by_its_text_when_it_was_read_already() -> None:
    member, browser = holder()
    corpus = Corpus(browser, member.adherent, {})
    paper = CORPUS["letter"]
    file = keep(pdf_of(*paper.pages))
    values = DocumentValues(member.adherent.pk, kind_of(member.adherent.caisse).pk, paper.title, "a.pdf", paper.day)
    corpus.papers["first"] = add_document(values=values, file=file, published_at=timezone.now())
    assert corpus.search("demande") == ["first"]
    assert corpus.search("travaux") == []
    run_jobs()
    assert corpus.search("travaux") == ["first"]
    file.refresh_from_db()
    corpus.papers["second"] = add_document(values=values, file=file, published_at=timezone.now())
    assert sorted(corpus.search("travaux")) == ["first", "second"]


def test_an_index_is_made_again_whole_and_a_search_uses_it(corpus: Corpus) -> None:
    assert indexing.index(Document.objects.filter(adherent=corpus.adherent)) == len(CORPUS)
    asked = asking.ask("relevé 1 234,5")
    with CaptureQueriesContext(connection) as captured:
        marked = highlighting.highlights(asked, {1: highlighting.Source("Relevé", "", ["Solde 1 234,56 €"])})
    assert len(captured) == 1
    assert marked[1].extract is not None
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL enable_seqscan = off")
        cursor.execute(
            "EXPLAIN SELECT document_id FROM documents_documentindex WHERE vector @@ %s::tsquery",
            [asked.tsquery(space_of(corpus.adherent.pk))],
        )
        assert "document_words" in str(cursor.fetchall())
