"""The addresses of the portal itself and of its back office, and who may open them."""

from tests.security.route import BOTH, POST, Route

PUBLIC = {
    "network_home": Route(),
    "caisse_home": Route(args=lambda cast: [cast.caisse.slug]),
    "caisse_page": Route(args=lambda cast: [cast.caisse.slug, "mentions-legales"]),
    "network_page": Route(args=lambda cast: ["mentions-legales"]),
    "health": Route(),
}
DEVELOPMENT = {
    "components": Route(),
    "demonstration_messages": Route(),
    "demonstration_message": Route(args=lambda cast: ["aucun.eml"], status=404),
    "demonstration_reply": Route(POST, args=lambda cast: ["aucun.json"], status=404),
}
PERSON = {
    "home": Route(status=302),
    "choose_tiers": Route(),
}
TIERS = {
    "portal_home": Route(),
    "arrange_tiles": Route(),
    "start_tiles_again": Route(BOTH),
    "choose_tile": Route(POST, args=lambda cast: ["help"], status=302),
    "tile_use": Route(POST, args=lambda cast: ["company"], status=204),
}
ADMIN_ENTRY = frozenset({"admin:login", "admin:second_factor"})
ADMIN = {
    "admin:index": Route(),
    "admin:search": Route(),
    "admin:logout": Route(POST),
    "admin:password_change": Route(BOTH),
    "admin:password_change_done": Route(),
    "admin:autocomplete": Route(status=403),
    "admin:jsi18n": Route(),
    "admin:view_on_site": Route(args=lambda cast: [1, 1], status=404),
    "admin:app_list": Route(args=lambda cast: ["adherents"]),
}
