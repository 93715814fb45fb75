"""PDF: what people typed prints literally; pages are merged in order; the text can be read back."""

import re

import pypdfium2
import pytest

from core import pdf
from tests.printed import page_texts

SHEET = {
    "caisse": {
        "name": "CIBTP Région",
        "address": ["1 rue de l’Équerre", "75001 Paris"],
        "phone": "01 99 00 12 34",
        "hours": "8 h 30 – 17 h",
        "email": "contact@caisse.example",
        "theme": "prune",
    },
    "date": "3 février 2026",
    "portal": "https://portail.example/caisses/region/",
}


def welcome(*letters: dict) -> bytes:
    model = {"address": ["Maçonnerie"], "site": None, "cibtp_id": "700001A", "siret": "81000000000010", "holder": "C"}
    return pdf.render("letters/welcome.typ", {**SHEET, "letters": [{**model, **letter} for letter in letters]})


def code(*letters: dict) -> bytes:
    model = {"address": ["Maçonnerie"], "site": None, "code": "7K2MX-9TQ4Z"}
    sheet = {**SHEET, "valid_until": "5 mars 2026 à 10 h 12"}
    return pdf.render("letters/code.typ", {**sheet, "letters": [{**model, **letter} for letter in letters]})


@pytest.mark.parametrize(
    "typed",
    [
        "#panic() & fils",
        "*gras* _penché_ `code`",
        "$x^2$ à 10 $",
        '\\ "guillemets" \\u{41} \\n',
        "<script>alert(1)</script>",
        "a@b.fr @reference <etiquette>",
        '#import "letter.typ"',
        "= Titre // commentaire /* suite */",
        "l'apostrophe -- --- ...",
        "{{ 7 }} {% x %} ${y}",
    ],
)
def test_what_people_typed_prints_literally(typed):
    text = page_texts(welcome({"address": [typed], "holder": typed, "site": typed}))[0]
    flat = re.sub(r"\s+", "", text)
    assert flat.count(re.sub(r"\s+", "", typed)) == 3


def test_an_emoji_breaks_nothing():
    content = welcome({"address": ["Chantier 🧱🏗️ & Fils"]})
    assert "Chantier" in page_texts(content)[0]
    assert "& Fils" in page_texts(content)[0]


@pytest.mark.parametrize("render", [welcome, code])
def test_a_letter_takes_one_page_however_long_its_names(render):
    long_name = "Société générale de maçonnerie, couverture et terrassement " * 3
    content = render({"address": [long_name[:160], long_name[:120], *["Bâtiment de l’entrée"] * 12], "site": "S" * 120})
    assert len(page_texts(content)) == 1


def test_the_address_stays_in_the_window_of_the_envelope():
    content = welcome({"address": ["Adresse visible"] + ["ligne d’adresse assez longue pour la fenêtre"] * 8 + ["Fin"]})
    document = pypdfium2.PdfDocument(content)
    page = document[0].get_textpage()
    millimetre = 72 / 25.4
    for words in ("Adresse visible", "Fin"):
        index, _ = page.search(words).get_next()
        left, bottom, _, top = page.get_charbox(index)
        assert left / millimetre >= 110
        assert 297 - top / millimetre >= 50
        assert 297 - bottom / millimetre <= 88
    document.close()


def test_the_code_can_be_copied_as_it_is_typed():
    codes = ["7K2MX-9TQ4Z", "00000-11111", "WWWWW-MMMMM", "JJJJJ-1J1J1", "AVAVA-TYTYT"]
    texts = page_texts(code(*({"code": value} for value in codes)))
    assert [re.findall(r"\b[0-9A-Z]{5}-[0-9A-Z]{5}\b", text) for text in texts] == [[value] for value in codes]


def test_one_page_a_letter_in_the_order_given():
    texts = page_texts(welcome({"cibtp_id": "111A"}, {"cibtp_id": "222B"}, {"cibtp_id": "333C"}))
    assert [text.count(name) for text, name in zip(texts, ("111A", "222B", "333C"), strict=True)] == [2, 2, 2]


def test_a_document_is_tagged_in_french_and_embeds_barlow_only():
    content = welcome({})
    assert b"/StructTreeRoot" in content
    assert b"/Lang" in content
    fonts = set(re.findall(rb"/BaseFont\s*/[A-Z]{6}\+([A-Za-z-]+)", content))
    assert fonts
    assert all(font.startswith(b"Barlow") for font in fonts)


def test_documents_are_merged_in_order():
    parts = [welcome({"cibtp_id": name}) for name in ("AAA", "BBB", "CCC")]
    texts = page_texts(pdf.merge(iter(parts)))
    assert [name in text for text, name in zip(texts, ("AAA", "BBB", "CCC"), strict=True)] == [True, True, True]
    assert pdf.merge([parts[0]]) == parts[0]
