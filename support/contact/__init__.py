"""The company's side: what it writes to its caisse, and what it reads of the answers."""
