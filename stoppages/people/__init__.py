"""What the arrêts add to the pages of *Mes salariés*."""
