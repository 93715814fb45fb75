// data-tile-usage-url: counts the use of a tile when one of its links is followed, or that of its section in the menu, so
// that the home page orders itself.
// The link is followed at once; nothing waits for the answer, and nothing is lost when it does not come.
(() => {
  "use strict";

  window.portal.enhance("[data-tile-usage-url]", (tile) => {
    tile.addEventListener("click", (event) => {
      if (!event.target.closest("a")) return;
      fetch(tile.dataset.tileUsageUrl, {
        method: "POST",
        keepalive: true,
        headers: { "X-CSRFToken": window.portal.csrfToken() },
      }).catch(() => {});
    });
  });
})();
