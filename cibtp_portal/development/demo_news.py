"""Loads what is new in the demonstration, an answer of a caisse in place of the network's, and what was read lately."""

from datetime import timedelta

from django.utils import timezone

from adherents.models import Adherent, Caisse
from cibtp_portal.development.holders import holder_of
from support.enums import NewsAudience, QuestionAudience
from support.models import News, Question, QuestionReading
from support.news.services import written as news_written
from support.questions.services import written as question_written

_BY = "Réseau CIBTP"
_ALL_CAISSES, _THE_CAISSE = False, True
# Whose, for whom, since how many days, important, title, text.
_NEWS: tuple[tuple[bool, NewsAudience, int, bool, str, str], ...] = (
    (
        _ALL_CAISSES,
        NewsAudience.EVERYBODY,
        21,
        False,
        "Les questions-réponses sont dans l’Espace sécurisé",
        "Recherchez une réponse par quelques mots, sans vous soucier des accents ni d’une faute de frappe, dans "
        "*Contact et questions-réponses*. Si elle ne vous suffit pas, un lien mène à un message à votre caisse.",
    ),
    (
        _THE_CAISSE,
        NewsAudience.EMPLOYER,
        6,
        False,
        "Congés d’hiver : pensez à les déclarer",
        "Un congé saisi n’est payé qu’une fois **déclaré**. L’accueil dit dans *À faire* ceux qui restent à déclarer.",
    ),
    (
        _ALL_CAISSES,
        NewsAudience.FIRM,
        4,
        False,
        "Cabinets : tous vos clients sur une page",
        "*Clients du cabinet* dit ce qui attend chez chacun, et depuis quand.",
    ),
    (
        _THE_CAISSE,
        NewsAudience.EVERYBODY,
        1,
        True,
        "L’accueil téléphonique ferme à 16 h vendredi",
        "Les messages écrits depuis l’Espace sécurisé sont lus comme d’habitude.",
    ),
    (
        _ALL_CAISSES,
        NewsAudience.STAFF,
        2,
        False,
        "Questions-réponses : écrivez celles de votre caisse",
        "Une question de la caisse peut être montrée **à la place** de celle du réseau. L’aperçu s’ouvre dans un autre "
        "onglet, et chaque version est gardée.",
    ),
)
_MOST_READ = ("delais", "jours-ouvrables", "fractionnement", "maladie-pendant-les-conges", "deleguer-a-un-cabinet")


def load() -> None:
    caisse = Adherent.objects.select_related("caisse").get(pk=holder_of("acme").tiers.adherent_id).caisse
    now, today = timezone.now(), timezone.localdate()
    for is_of_the_caisse, audience, days, is_important, title, body in _NEWS:
        news = News.objects.create(
            caisse=caisse if is_of_the_caisse else None,
            audience=audience,
            title=title,
            body=body,
            starts_at=now - timedelta(days=days),
            is_important=is_important,
        )
        news_written(news=news, by=_BY)
    _answer_of(caisse)
    for rank, code in enumerate(_MOST_READ):
        QuestionReading.objects.create(question=Question.objects.get(code=code), day=today, count=40 - 6 * rank)


def _answer_of(caisse: Caisse) -> None:
    """How one writes to this caisse, in place of what the network says."""
    network = Question.objects.get(code="ecrire-a-la-caisse")
    question = Question.objects.create(
        caisse=caisse,
        category=network.category,
        audience=QuestionAudience.SIGNED_IN,
        title=network.title,
        keywords=network.keywords,
        answer=f"{network.answer.strip()}\n\nNos conseillers répondent le plus souvent en trois jours ouvrés.",
        replaces=network,
    )
    question_written(question=question, by=_BY)
