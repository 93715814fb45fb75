"""Départements by their code, and the one that a postal code says, in words or by the database."""

from django.db.models import Case, CharField, Expression, F, Func, Value, When
from django.db.models.functions import Left, Replace
from django.db.models.lookups import StartsWith

_METROPOLE = (
    *("Ain", "Aisne", "Allier", "Alpes-de-Haute-Provence", "Hautes-Alpes", "Alpes-Maritimes", "Ardèche", "Ardennes"),
    *("Ariège", "Aube", "Aude", "Aveyron", "Bouches-du-Rhône", "Calvados", "Cantal", "Charente", "Charente-Maritime"),
    *("Cher", "Corrèze", "", "Côte-d’Or", "Côtes-d’Armor", "Creuse", "Dordogne", "Doubs", "Drôme", "Eure"),
    *("Eure-et-Loir", "Finistère", "Gard", "Haute-Garonne", "Gers", "Gironde", "Hérault", "Ille-et-Vilaine", "Indre"),
    *("Indre-et-Loire", "Isère", "Jura", "Landes", "Loir-et-Cher", "Loire", "Haute-Loire", "Loire-Atlantique"),
    *("Loiret", "Lot", "Lot-et-Garonne", "Lozère", "Maine-et-Loire", "Manche", "Marne", "Haute-Marne", "Mayenne"),
    *("Meurthe-et-Moselle", "Meuse", "Morbihan", "Moselle", "Nièvre", "Nord", "Oise", "Orne", "Pas-de-Calais"),
    *("Puy-de-Dôme", "Pyrénées-Atlantiques", "Hautes-Pyrénées", "Pyrénées-Orientales", "Bas-Rhin", "Haut-Rhin"),
    *("Rhône", "Haute-Saône", "Saône-et-Loire", "Sarthe", "Savoie", "Haute-Savoie", "Paris", "Seine-Maritime"),
    *("Seine-et-Marne", "Yvelines", "Deux-Sèvres", "Somme", "Tarn", "Tarn-et-Garonne", "Var", "Vaucluse", "Vendée"),
    *("Vienne", "Haute-Vienne", "Vosges", "Yonne", "Territoire de Belfort", "Essonne", "Hauts-de-Seine"),
    *("Seine-Saint-Denis", "Val-de-Marne", "Val-d’Oise"),
)
_CORSE = {"2A": "Corse-du-Sud", "2B": "Haute-Corse"}
_OVERSEAS = {
    **{"971": "Guadeloupe", "972": "Martinique", "973": "Guyane", "974": "La Réunion"},
    **{"975": "Saint-Pierre-et-Miquelon", "976": "Mayotte", "977": "Saint-Barthélemy", "978": "Saint-Martin"},
    **{"984": "Terres australes et antarctiques françaises", "986": "Wallis-et-Futuna", "987": "Polynésie française"},
    **{"988": "Nouvelle-Calédonie"},
}
# The twentieth is cut in two, south and north.
METROPOLE = {f"{number:02}": name for number, name in enumerate(_METROPOLE, start=1) if name} | _CORSE
DEPARTEMENTS = dict(sorted(METROPOLE.items())) | _OVERSEAS

# Communes of Guadeloupe's numbering that are collectivités of their own since 2007.
_OWN_POSTAL_CODES = {"97133": "977", "97150": "978"}
_SOUTH_OF_CORSE = ("200", "201")
# The postal code of the last line of an address, as `territories` finds it.
_IN_LAST_LINE = r"\m([0-9]{2} ?[0-9]{3})\M[^\r\n]*(?:\r\n|\r|\n)?$"


def departement_of(postal_code: str) -> str:
    """Its code; empty for five digits that are of no département.

    Corse is deduced by its postal sectors (200 and 201 in the south); where an office serves across a border the
    deduction errs, and is corrected by hand.
    """
    if postal_code.startswith("20"):
        return "2A" if postal_code.startswith(_SOUTH_OF_CORSE) else "2B"
    own = _OWN_POSTAL_CODES.get(postal_code)
    code = own or postal_code[: 3 if postal_code.startswith(("97", "98")) else 2]
    return code if code in DEPARTEMENTS else ""


def departement_in_words(code: str) -> str:
    """« Bouches-du-Rhône (13) »."""
    return f"{DEPARTEMENTS[code]} ({code})" if code in DEPARTEMENTS else code


def departement_at(column: str) -> Expression:
    """`departement_of` the postal code of the last line of an address (`territories.territory_of`), by the database."""
    digits = Func(F(column), Value(_IN_LAST_LINE), function="substring", output_field=CharField())
    code = Replace(digits, Value(" "), Value(""))
    return Case(
        *(When(StartsWith(code, own), then=Value(departement)) for own, departement in _OWN_POSTAL_CODES.items()),
        *(When(StartsWith(code, south), then=Value("2A")) for south in _SOUTH_OF_CORSE),
        When(StartsWith(code, "20"), then=Value("2B")),
        When(StartsWith(code, "97"), then=Left(code, 3)),
        When(StartsWith(code, "98"), then=Left(code, 3)),
        default=Left(code, 2),
        output_field=CharField(),
    )
