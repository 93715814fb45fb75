"""What is new: nothing, and a few with a banner."""

from support.enums import NewsAudience
from tests.e2e.places import Visit, place
from tests.support.factories import NewsFactory

_BODY = """
Le planning des absences s’imprime maintenant **par chantier**.

- Choisissez le chantier dans *Imprimer*.
- Les jours fériés y sont nommés.

Voir [le site du réseau](https://www.cibtp.fr).
"""


@place("news-none", is_signed_in=True)
def nothing_new(visit: Visit) -> None:
    visit.signed_in()
    visit.go("/nouveautes/")


@place("news")
def news(visit: Visit) -> None:
    member = visit.signed_in()
    caisse = member.adherent.caisse
    NewsFactory(title="Le planning s’imprime par chantier", body=_BODY)
    title = "La caisse est fermée le vendredi 27 novembre : les messages reçus ce jour-là sont lus le lundi suivant"
    NewsFactory(caisse=caisse, title=title, is_important=True)
    NewsFactory(caisse=caisse, title="Réunion d’information", audience=NewsAudience.EMPLOYER)
    type(member.user).objects.update(created_at="2020-01-01T00:00:00Z")
    visit.go("/nouveautes/")
