"""What the documents add to the pages of *Mes salariés*."""
