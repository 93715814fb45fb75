"""Classifications of the trade's collective agreements, offered while a qualification is typed; any other is accepted.

Workers of the bâtiment: four levels of two positions (convention of 8 October 1990). ETAM: letters A to H. Cadres:
positions A to D. What the caisse keeps is the text, since each company adds the trade to it («Maçon, N2P2»).
"""

_WORKERS = (
    ("N1P1", "ouvrier d’exécution"),
    ("N1P2", "ouvrier d’exécution"),
    ("N2", "ouvrier professionnel"),
    ("N3P1", "compagnon professionnel"),
    ("N3P2", "compagnon professionnel"),
    ("N4P1", "maître ouvrier, chef d’équipe"),
    ("N4P2", "maître ouvrier, chef d’équipe"),
)
# The trades most met on a site, to begin a qualification with.
_TRADES = (
    *("Maçon", "Coffreur-bancheur", "Charpentier", "Couvreur", "Carreleur", "Plâtrier", "Peintre", "Menuisier"),
    *("Électricien", "Plombier-chauffagiste", "Étancheur", "Conducteur d’engins", "Grutier", "Canalisateur"),
)

QUALIFICATIONS: tuple[str, ...] = (
    *(f"{level}, {name}" for level, name in _WORKERS),
    *_TRADES,
    *(f"ETAM, niveau {letter}" for letter in "ABCDEFGH"),
    *(f"Cadre, position {letter}" for letter in "ABCD"),
)
