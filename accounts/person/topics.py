"""What comes under each topic of messages, and how often, as the page *Messages* says it."""

from dataclasses import dataclass

from accounts.enums import Topic


@dataclass(frozen=True, slots=True)
class About:
    what: str
    how_often: str


ABOUT = {
    Topic.SECURITY: About(
        "Connexion depuis un nouvel appareil, mot de passe ou mobile modifié, adresse à certifier de nouveau. "
        "Par SMS : le dernier rappel avant la fin d’une certification.",
        "quelques messages par an.",
    ),
    Topic.DEADLINES: About(
        "Une déclaration à compléter avant sa date limite, un rendez-vous qui approche.",
        "un message par échéance, la veille d’un rendez-vous.",
    ),
    Topic.CAISSE: About(
        "Une réponse à votre message, une décision sur votre demande, un rendez-vous déplacé ou annulé.",
        "un message à chaque réponse.",
    ),
    Topic.DOCUMENTS: About(
        "Une attestation, un certificat ou un autre document publié dans votre espace.",
        "quelques messages par mois, regroupés le matin si vous le choisissez.",
    ),
    Topic.INFORMATION: About(
        "Une règle qui change, une campagne qui ouvre, une réunion d’information.",
        "un message par mois environ.",
    ),
    Topic.ALERTS: About(
        "Une alerte météo qui touche vos chantiers, une canicule annoncée, une fermeture imprévue de la caisse.",
        "quelques messages par an, le jour même.",
    ),
}
