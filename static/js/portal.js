// Loaded first: how behaviours attach themselves to the page. Each behaviour is a small file beside this one.
//
//   portal.enhance("[data-something]", (element) => { … });
//
// The function runs once for each element, present at load or brought later by htmx. Pages work without any of this:
// a behaviour adds comfort to what the server already does, and is called by a data- attribute, never by a class.
(() => {
  "use strict";

  const behaviours = [];

  const apply = ({ selector, start, seen }, root) => {
    const found = [...root.querySelectorAll(selector)];
    if (root.matches?.(selector)) found.unshift(root);
    for (const element of found) {
      if (!seen.has(element)) {
        seen.add(element);
        start(element);
      }
    }
  };

  window.portal = {
    enhance(selector, start) {
      const behaviour = { selector, start, seen: new WeakSet() };
      behaviours.push(behaviour);
      apply(behaviour, document); // deferred scripts run when the document is complete
    },
    csrfToken() {
      const headers = document.body.getAttribute("hx-headers");
      return headers ? JSON.parse(headers)["X-CSRFToken"] : "";
    },
  };

  document.documentElement.classList.add("js");
  document.addEventListener("htmx:load", (event) => {
    for (const behaviour of behaviours) apply(behaviour, event.detail.elt);
  });

  // A part of the page that is replaced takes the focused button away with it: the keyboard stays in the new part, on
  // what the server marks, or on its first field.
  document.addEventListener("htmx:afterSettle", ({ target }) => {
    if (document.activeElement && document.activeElement !== document.body) return;
    (target.querySelector("[autofocus]") || target.querySelector("input:not([type=hidden]), button, a[href]"))?.focus();
  });

  // Of tabs that do not fit, the one that is lit is in sight.
  window.portal.enhance(".tabs [aria-current]", (tab) => {
    const tabs = tab.closest(".tabs");
    tabs.scrollLeft = tab.offsetLeft - tabs.offsetLeft - (tabs.clientWidth - tab.offsetWidth) / 2;
  });

  // A list opened under its title (<details data-menu-list>) closes as people expect: Escape, or a click elsewhere.
  window.portal.enhance("[data-menu-list]", (list) => {
    list.addEventListener("keydown", (event) => {
      if (event.key !== "Escape" || !list.open) return;
      list.open = false;
      list.querySelector("summary").focus();
    });
    document.addEventListener("click", (event) => {
      if (!list.contains(event.target)) list.open = false;
    });
  });
})();
