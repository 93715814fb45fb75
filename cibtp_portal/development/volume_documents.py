"""Invented documents in bulk, by COPY: two thousand of the company of thousands, the others spread over all companies.

Made from their rank, and published in turn for every company, as those of a month are: the documents of one company
are far from each other in the table. Their words are those that `documents.searching` would keep; each has its
reference, its amounts and the place of a worksite. Those of the company of thousands have their own texts; the others
share some files.
"""

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache, cached_property
from io import BytesIO

import pypdfium2
from django.db import models
from django.utils import timezone

from adherents.models import Adherent
from cibtp_portal.development.bulk import Amount, Row, checked_once, copy_rows, indexed_at_the_end, next_id
from cibtp_portal.development.volume_employees import crowded_company
from core.full_text.lexemes import Words, space_of
from core.full_text.matching import DESCRIBED, NAMED, WRITTEN
from core.references import new_public_id
from documents.enums import ShippedKind, TextState
from documents.models import Document, DocumentIndex, DocumentKind, FileText, StoredFile
from documents.services.storing import keep

CROWD = 2_000
AMOUNTS = (
    Amount("documents", 0, "nombre de documents, répartis", national=5_000_000),
    Amount("crowd_documents", 0, "nombre de documents de l’entreprise de plus", national=CROWD, least=CROWD),
)
_MONTHS = 60
_SHARED = 200
_VALUES, _PLACES = 5_000, 1_000
# Where the reference, the amounts and the place stand among the words.
_REFERENCE, _AMOUNTS, _PLACE = 120, 130, 160
# A company of which no document is: its key holds the place of the others'.
_ANY = 0xFFFFFFF
_SYLLABLES = ("Mont Bel Saint Val Roche Ville Cler Fon Haut Grand".split(), "be me vi lo ra si ne du fa co".split())  # noqa: SIM905
_ENDINGS = "zan mont tier gnac ville court fort reuil ganne sheim".split()  # noqa: SIM905
_TITLES = {
    ShippedKind.STATEMENT: "Relevé de compte valant appel de cotisations",
    ShippedKind.UP_TO_DATE: "Attestation de mise à jour",
    ShippedKind.REIMBURSEMENT: "Notification de remboursement",
    ShippedKind.LETTER: "Courrier de votre caisse",
    ShippedKind.CONTRACT: "Attestation de marché",
}
_WRITTEN = {
    ShippedKind.STATEMENT: "Salaires déclarés, cotisations de congés payés, cotisation intempéries du gros œuvre. "
    "Le solde est à régler avant le 15 du mois suivant par prélèvement ou par virement, en rappelant la référence.",
    ShippedKind.UP_TO_DATE: "La caisse certifie que l’entreprise est à jour de ses déclarations et du "
    "paiement de ses cotisations de congés payés et de chômage intempéries à la date des chiffres indiqués ci-dessous.",
    ShippedKind.REIMBURSEMENT: "Suite à votre déclaration d’arrêt, la caisse vous rembourse les indemnités versées à "
    "vos salariés, franchise et plafond déduits. Le virement est émis sur le compte connu de la caisse.",
    ShippedKind.LETTER: "Nous avons bien reçu votre demande concernant les droits à congés. Un justificatif "
    "manque à votre dossier : adressez-le à la caisse par le portail, rubrique Documents, avant la fin du mois.",
    ShippedKind.CONTRACT: "Pour servir et valoir ce que de droit auprès du maître d’ouvrage du marché, la "
    "caisse atteste que les obligations de l’employeur prévues par le code du travail sont remplies.",
}
_KINDS = tuple(_TITLES)
_COLUMNS = {
    StoredFile: ("id", "fingerprint", "size", "content_type", "stored_at", "text_state", "pages", "health"),
    FileText: ("file_id", "pages"),
    Document: (
        *("id", "public_id", "adherent_id", "kind_id", "file_id", "title", "reference", "filename", "issued_on"),
        *("period_starts_on", "period_ends_on", "created_at", "published_at", "told_at", "withdrawal_reason"),
    ),
    DocumentIndex: ("document_id", "adherent_id", "vector"),
}


@checked_once(StoredFile, FileText, Document, DocumentIndex)
def load(*, documents: int, crowd_documents: int = CROWD) -> dict[str, int]:
    """Add so many to the company of thousands, and so many to the others of the volume."""
    crowded = crowded_company()
    added = {"documents": 0, "crowd_documents": 0}
    if not documents and not crowd_documents:
        return added
    others = Adherent.objects.filter(cibtp_id__startswith="V")
    if crowded is not None:
        others = others.exclude(pk=crowded.pk)
    keys = list(others.order_by("pk").values_list("pk", "caisse_id")) if documents else []
    added["documents"] = documents if keys else 0
    own = crowd_documents if crowded is not None else 0
    added["crowd_documents"] = own
    with indexed_at_the_end(Document, DocumentIndex):
        _Batch(keys, (crowded.pk, crowded.caisse_id) if crowded else None, added["documents"], own).copy()
    return added


def present() -> dict[str, int]:
    """How many there are of each amount."""
    crowded = crowded_company()
    crowd = Document.objects.filter(adherent=crowded).count() if crowded else 0
    everything = Document.objects.filter(adherent__cibtp_id__startswith="V").count()
    return {"documents": everything - crowd, "crowd_documents": crowd}


@dataclass(frozen=True, slots=True)
class _Paper:
    """The document of a rank."""

    rank: int
    pk: int
    adherent_id: int
    caisse_id: int
    own_file: int | None

    @property
    def kind(self) -> ShippedKind:
        return _KINDS[self.rank % len(_KINDS)]

    @property
    def month(self) -> int:
        """How many months ago."""
        return self.rank // len(_KINDS) % _MONTHS

    @property
    def reference(self) -> str:
        return f"{self.kind[:1].upper()}{self.month:02}-{self.rank:07}"

    @property
    def values(self) -> tuple[int, ...]:
        return tuple(self.rank * step % _VALUES for step in (7, 11, 13))


class _Batch:
    """Documents by their rank; each table is made again from the ranks: no row is held in memory."""

    def __init__(
        self, companies: list[tuple[int, int]], crowded: tuple[int, int] | None, documents: int, crowd: int
    ) -> None:
        self.companies, self.crowded = companies, crowded
        self.count, self.crowd = documents + crowd, crowd
        self.now = timezone.now()
        self.kinds = {(kind.caisse_id, kind.code): kind.pk for kind in DocumentKind.objects.all()}
        self.real = keep(_one_page())
        StoredFile.objects.filter(pk=self.real.pk).update(text_state=TextState.NONE, pages=1)
        self.first, self.first_file = next_id(Document), next_id(StoredFile)

    def copy(self) -> None:
        _stem()
        tables: tuple[tuple[type[models.Model], Iterator[Row]], ...] = (
            (StoredFile, self._files()),
            (FileText, self._texts()),
            (Document, map(self._document, self._papers())),
            (DocumentIndex, map(_index, self._papers())),
        )
        for model, rows in tables:
            copy_rows(model, _COLUMNS[model], rows)

    def _papers(self) -> Iterator[_Paper]:
        """Those of the company of thousands among the others', at even distances."""
        step = self.count // self.crowd if self.crowd else self.count + 1
        own = 0
        for rank in range(self.count):
            if self.crowded is not None and own < self.crowd and (rank % step == 0 or not self.companies):
                yield _Paper(rank, self.first + rank, *self.crowded, self.first_file + _SHARED + own)
                own += 1
            else:
                yield _Paper(rank, self.first + rank, *self.companies[rank % len(self.companies)], None)

    def _own(self) -> Iterator[_Paper]:
        return (paper for paper in self._papers() if paper.own_file is not None)

    def _files(self) -> Iterator[Row]:
        for key in range(self.first_file, self.first_file + _SHARED + self.crowd):
            fingerprint = hashlib.sha256(f"volume {key}".encode()).hexdigest()
            yield key, fingerprint, 48_000, "application/pdf", self.now, TextState.READ.value, 1, "whole"

    def _texts(self) -> Iterator[Row]:
        for key in range(_SHARED):
            yield self.first_file + key, [_WRITTEN[_KINDS[key % len(_KINDS)]]]
        for paper in self._own():
            yield paper.own_file, [_text(paper)]

    def _document(self, paper: _Paper) -> Row:
        day = self.today - timedelta(days=30 * paper.month + paper.rank % 28)
        file_id = paper.own_file or self.first_file + paper.rank % _SHARED
        # The most recent of each company can be taken away.
        if paper.own_file == self.first_file + _SHARED:
            file_id = self.real.pk
        return (
            *(paper.pk, new_public_id(), paper.adherent_id, self.kinds[paper.caisse_id, paper.kind.value], file_id),
            *(_title(paper.kind, paper.month), paper.reference, f"{paper.kind.value}-{paper.reference}.pdf", day),
            *(day.replace(day=1), day, self.now, self.now, self.now, ""),
        )

    @cached_property
    def today(self) -> date:
        return timezone.localdate()


def _stem() -> None:
    """Everything that has a stem, asked for before COPY takes the connection."""
    for kind in _KINDS:
        for month in range(_MONTHS):
            _common(kind, month)
    for rank in range(_PLACES):
        _placed(rank)


def _one_page() -> bytes:
    """A real file, of an empty page."""
    document, output = pypdfium2.PdfDocument.new(), BytesIO()
    document.new_page(595, 842)
    document.save(output)
    document.close()
    return output.getvalue()


@cache
def _title(kind: ShippedKind, month: int) -> str:
    day = timezone.localdate().replace(day=15) - timedelta(days=30 * month)
    return f"{_TITLES[kind]}, {day:%m/%Y}"


def _place(rank: int) -> str:
    first, second = _SYLLABLES
    return f"{first[rank % 10]}{second[rank // 10 % 10]}{_ENDINGS[rank // 100 % 10]}"


def _amount(value: int) -> str:
    return f"{value // 10 + 1} {value * 37 % 900 + 100},{value % 100:02} €"


def _text(paper: _Paper) -> str:
    amounts = ", ".join(map(_amount, paper.values))
    return (
        f"{_WRITTEN[paper.kind]} Référence {paper.reference}. Montants : {amounts}. Chantier de {_place(paper.rank)}."
    )


def _index(paper: _Paper) -> Row:
    company = f"{paper.adherent_id:x}"
    parts = [
        _common(paper.kind, paper.month),
        _places(_words_of(paper.reference), _REFERENCE, NAMED),
        *(_valued(value, rank) for rank, value in enumerate(paper.values)),
        _placed(paper.rank % _PLACES),
    ]
    return paper.pk, paper.adherent_id, " ".join(parts).replace(f"'{_ANY:x}|", f"'{company}|")


@cache
def _common(kind: ShippedKind, month: int) -> str:
    """What the documents of a kind and of a month have in common."""
    words = Words()
    words.add(_title(kind, month), NAMED)
    words.add(str(kind.label), DESCRIBED)
    words.add(f"{_WRITTEN[kind]} Référence. Montants. Chantier.", WRITTEN)
    return words.vector(space_of(_ANY))


@cache
def _valued(value: int, rank: int) -> str:
    return _vector(_amount(value), WRITTEN, _AMOUNTS + 4 * rank)


@cache
def _placed(rank: int) -> str:
    return _vector(_place(rank), WRITTEN, _PLACE)


def _vector(text: str, weight: str, rank: int) -> str:
    words = Words(next_rank=rank)
    words.add(text, weight)
    return words.vector(space_of(_ANY))


def _words_of(reference: str) -> tuple[str, ...]:
    """As `core.full_text.words` reads « R05-0001234 »."""
    letter, number = reference.lower().split("-")
    return letter, number, letter + number


def _places(words: tuple[str, ...], rank: int, weight: str) -> str:
    return " ".join(f"'{space_of(_ANY)}{word}':{rank}{weight}" for word in words)
