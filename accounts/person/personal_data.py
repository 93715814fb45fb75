"""Everything the portal keeps about a person (GDPR, articles 15 and 20), as a file and as a page.

The apps above declare what they keep themselves, with their words: `declare("cabinets", firms_of, words={…})`.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils import formats, timezone

from accounts.choices import stop_of
from accounts.colleagues import queries as members
from accounts.models import User
from accounts.person import queries
from accounts.person.services import second_factor
from core import audit, tiles
from core.models import AuditEvent, OutgoingMessage, TileUse

JOURNAL_LINES = 1000
NOTHING = "–"
Lines = list[dict[str, Any]]
_declared: dict[str, Callable[[User], Lines]] = {}

# The words of the page for the keys of the file; tests/accounts/test_personal_data.py says which are missing.
_WORDS = {
    "identite": "Identité",
    "prenom": "Prénom",
    "nom": "Nom",
    "coordonnees": "Coordonnées",
    "adresse_electronique": "Adresse électronique",
    "adresse_certifiee_le": "Adresse certifiée le",
    "adresse_demandee": "Nouvelle adresse demandée",
    "telephone_fixe": "Téléphone fixe",
    "telephone_mobile": "Téléphone mobile",
    "mobile_certifie_le": "Mobile certifié le",
    "sms_arretes_le": "SMS arrêtés (STOP) le",
    "sms_arretes_par": "SMS arrêtés par",
    "compte": "Compte",
    "cree_le": "Créé le",
    "derniere_connexion": "Dernière connexion",
    "nouveautes_vues_le": "Nouveautés vues le",
    "double_authentification": "Double authentification",
    "codes_de_secours_restants": "Codes de secours restants",
    "rattachements": "Entreprises et sites rattachés",
    "invitations_recues": "Invitations reçues",
    "demandes_de_modification": "Demandes de modification",
    "conditions_acceptees": "Conditions générales acceptées",
    "sessions": "Sessions ouvertes",
    "appareil": "Appareil",
    "adresse_ip": "Adresse IP",
    "ouverte_le": "Ouverte le",
    "derniere_activite": "Dernière activité",
    "messages_choisis": "Messages choisis",
    "par_courriel": "Par courriel",
    "par_sms": "Par SMS",
    "rythme": "Rythme",
    "messages_recus": "Messages envoyés par le portail",
    "usage_des_tuiles": "Usage des tuiles de l’accueil",
    "journal": "Journal de mes actions",
    "entreprise": "Entreprise",
    "identifiant_cibtp": "Identifiant CIBTP",
    "etat": "État",
    "siret": "SIRET",
    "site": "Site",
    "caisse": "Caisse",
    "role": "Rôle",
    "version": "Version",
    "le": "Le",
    "sujet": "Sujet",
    "canal": "Canal",
    "objet": "Objet",
    "destinataire": "Destinataire",
    "tuile": "Tuile",
    "score": "Score",
    "choix": "Choix",
    "action": "Action",
    "pour": "Pour",
}


def declare(name: str, read: Callable[[User], Lines], *, words: Mapping[str, str]) -> None:
    """Have an app above say what it keeps about a person, one dict a line, under `name`.

    `words`: what the page writes for `name` and for the keys of its lines, where no other section has said it.
    """
    _declared[name] = read
    _WORDS.update(words)


def personal_data(user: User) -> dict[str, Any]:
    """The content of the file: sections, each a dict or a list of dicts, in French words and plain values."""
    return {
        "identite": {"prenom": user.first_name, "nom": user.last_name},
        "coordonnees": _contact(user),
        "compte": {
            "cree_le": user.created_at,
            "derniere_connexion": user.last_login,
            "nouveautes_vues_le": user.news_seen_at,
            "double_authentification": second_factor.is_on(user),
            "codes_de_secours_restants": second_factor.remaining_recovery_codes(user),
        },
        "rattachements": [
            {
                "entreprise": attachment.name,
                "site": attachment.site_name,
                "identifiant_cibtp": attachment.cibtp_id,
                "caisse": attachment.caisse_name,
                "role": attachment.role,
            }
            for attachment in queries.attachments(user)
        ],
        "invitations_recues": [
            {
                "entreprise": invitation.adherent.name,
                "le": invitation.created_at,
                "etat": invitation.present_state.label,
            }
            for invitation in members.all_invitations_to(user)
        ],
        "demandes_de_modification": [
            {
                "entreprise": change.adherent.name,
                "objet": change.subject,
                "le": change.asked_at,
                "etat": change.get_state_display(),
            }
            for change in queries.changes_asked_by(user)
        ],
        **{name: read(user) for name, read in _declared.items()},
        **_choices(user),
        **_traces(user),
    }


def _contact(user: User) -> dict[str, Any]:
    change, stop = queries.email_change_under_way(user), stop_of(user)
    return {
        "adresse_electronique": user.email,
        "adresse_certifiee_le": user.email_certified_at,
        "adresse_demandee": change.email if change else None,
        "telephone_fixe": user.landline,
        "telephone_mobile": user.mobile,
        "mobile_certifie_le": user.mobile_certified_at,
        "sms_arretes_le": stop.stopped_at if stop else None,
        "sms_arretes_par": stop.get_source_display() if stop else None,
    }


def _choices(user: User) -> dict[str, Lines]:
    return {
        "conditions_acceptees": [
            {"version": str(accepted.terms), "le": accepted.accepted_at}
            for accepted in user.terms_acceptances.select_related("terms__caisse")
        ],
        "messages_choisis": [
            {
                "sujet": choice.get_topic_display(),
                "par_courriel": choice.by_email,
                "par_sms": choice.by_sms,
                "rythme": choice.get_rhythm_display(),
            }
            for choice in queries.message_choices(user)
        ],
    }


def _traces(user: User) -> dict[str, Lines]:
    return {
        "sessions": [
            {
                "appareil": session.device,
                "adresse_ip": session.ip,
                "ouverte_le": session.created_at,
                "derniere_activite": session.last_seen_at,
            }
            for session in queries.open_sessions(user, None)
        ],
        "messages_recus": [
            {
                "le": message.created_at,
                "canal": message.get_channel_display(),
                "objet": message.subject,
                "destinataire": message.recipient,
                "etat": message.get_status_display(),
            }
            for message in OutgoingMessage.objects.filter(user=user).defer("body_text", "body_html", "sealed")
        ],
        "usage_des_tuiles": [
            {
                "tuile": tiles.title_of(use.key),
                "entreprise": use.adherent.name,
                "score": round(use.score, 2),
                "choix": use.get_choice_display(),
                "le": use.at,
            }
            for use in TileUse.objects.filter(user=user).select_related("adherent")
        ],
        "journal": [
            {"le": event.at, "action": audit.label(event.action), "pour": event.tiers_label, "adresse_ip": event.ip}
            for event in AuditEvent.objects.filter(actor_id=user.pk)[:JOURNAL_LINES]
        ],
    }


@dataclass(frozen=True, slots=True)
class DataSection:
    """A section of the page: `facts` (label, value), or a table of `columns` and `lines` (label, value)."""

    key: str
    title: str
    facts: list[tuple[str, str]]
    columns: list[str]
    lines: list[list[tuple[str, str]]]


def sections(content: dict[str, Any]) -> list[DataSection]:
    """The same, for people to read."""
    return [_section(key, value) for key, value in content.items()]


def _section(key: str, value: dict[str, Any] | Lines) -> DataSection:
    if isinstance(value, dict):
        return DataSection(key, _word(key), _shown(value), [], [])
    columns = [_word(name) for name in value[0]] if value else []
    return DataSection(key, _word(key), [], columns, [_shown(line) for line in value])


def _shown(values: dict[str, Any]) -> list[tuple[str, str]]:
    return [(_word(name), _text(value)) for name, value in values.items()]


def word_of(key: str) -> str | None:
    return _WORDS.get(key)


def _word(key: str) -> str:
    return word_of(key) or key.replace("_", " ").capitalize()


def _text(value: Any) -> str:
    if isinstance(value, bool):
        return "Oui" if value else "Non"
    if isinstance(value, datetime):
        return formats.date_format(timezone.localtime(value), "d/m/Y H:i")
    if isinstance(value, Iterable) and not isinstance(value, str):
        return ", ".join(str(part) for part in value) or NOTHING
    return NOTHING if value is None or value == "" else str(value)
