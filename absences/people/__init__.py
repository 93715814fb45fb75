"""What the planning adds to the pages of *Mes salariés*."""
