"""How documents leave: one, several in an archive; and who took them."""
