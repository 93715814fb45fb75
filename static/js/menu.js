// data-menu-toggle: the button that opens the menu as a panel on a narrow screen. In the page it is a link to the menu,
// which the style sheet shows through :target; here it becomes a button, and the panel a dialogue that keeps the focus.
(() => {
  "use strict";

  window.portal.enhance("[data-menu-toggle]", (toggle) => {
    const menu = document.getElementById(toggle.getAttribute("href").slice(1));
    const close = menu.querySelector("[data-menu-close]");
    const narrow = window.matchMedia("(max-width: 900px)");
    // Everything of the page but the menu: the neighbours of the menu, of its parent, and so on up to the body.
    const others = () => {
      const found = [];
      for (let one = menu; one !== document.body; one = one.parentElement) {
        found.push(...[...one.parentElement.children].filter((child) => child !== one));
      }
      return found;
    };

    const set = (open) => {
      menu.classList.toggle("is-open", open);
      toggle.setAttribute("aria-expanded", String(open));
      // What lies under the panel is out of reach of the keyboard and of screen readers while it is open.
      for (const element of others()) element.inert = open;
      document.documentElement.classList.toggle("has-open-menu", open);
      if (open) close.focus();
      else if (narrow.matches) toggle.focus();
    };

    toggle.setAttribute("role", "button");
    toggle.setAttribute("aria-expanded", "false");
    toggle.setAttribute("aria-controls", menu.id);
    close.setAttribute("role", "button");

    const onPress = (element, open) => {
      element.addEventListener("click", (event) => {
        event.preventDefault();
        set(open);
      });
      element.addEventListener("keydown", (event) => {
        if (event.key !== " ") return;
        event.preventDefault();
        set(open);
      });
    };
    onPress(toggle, true);
    onPress(close, false);

    document.addEventListener("keydown", (event) => {
      if (event.key === "Escape" && menu.classList.contains("is-open")) set(false);
    });
    narrow.addEventListener("change", () => {
      if (!narrow.matches && menu.classList.contains("is-open")) set(false);
    });
    // A page reached with #menu in its address (the link followed before the script was there) opens the panel.
    if (location.hash === `#${menu.id}` && narrow.matches) set(true);
  });
})();
