// The breadcrumb leads back to a list as it was left: searched, filtered, at its page. What its address held is kept for
// this tab alone, and forgotten when one signs out (the answer to signing out clears it).
(() => {
  "use strict";

  const key = (path) => `list:${path}`;
  const remember = () => sessionStorage.setItem(key(location.pathname), location.search);

  window.portal.enhance("[data-list]", () => {
    remember();
    window.addEventListener("pagehide", remember);
  });
  window.portal.enhance(".trail a", (link) => {
    const search = sessionStorage.getItem(key(new URL(link.href).pathname));
    if (search) link.search = search;
  });
})();
