// The breadcrumb leads back to a list as it was left: searched, filtered, at its page. What its address held is kept for
// this tab alone, and forgotten when one signs out (the answer to signing out clears it). What happens once is not
// kept: data-list="refus debut" names it.
(() => {
  "use strict";

  const key = (path) => `list:${path}`;
  const remember = (left) => {
    const kept = new URLSearchParams(location.search);
    for (const name of left) kept.delete(name);
    sessionStorage.setItem(key(location.pathname), kept.size ? `?${kept}` : "");
  };

  window.portal.enhance("[data-list]", (list) => {
    const left = list.dataset.list.split(" ");
    remember(left);
    window.addEventListener("pagehide", () => remember(left));
  });
  window.portal.enhance(".trail a", (link) => {
    const search = sessionStorage.getItem(key(new URL(link.href).pathname));
    if (search) link.search = search;
  });
})();
