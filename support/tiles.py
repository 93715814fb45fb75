"""Home-page tiles of the contact and help section."""

from core.tiles import Tile

# Its template shows the caisse of the page.
HELP = Tile("help", "Aide", "life-preserver", "support/tiles/help.html", lambda access: {})
