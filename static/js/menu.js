// data-menu-toggle: what opens the menu as a panel on a narrow screen, in the top bar or at the bottom. In the page it is
// a link to the menu, which the style sheet shows through :target; here it becomes a button, and the panel a dialogue
// that keeps the focus and gives it back.
(() => {
  "use strict";

  const menu = document.getElementById("menu");
  if (!menu) return;
  const close = menu.querySelector("[data-menu-close]");
  const toggles = [...document.querySelectorAll("[data-menu-toggle]")];
  const narrow = window.matchMedia("(max-width: 900px)");
  let opener = null;

  // Everything of the page but the menu: the neighbours of the menu, of its parent, and so on up to the body.
  const others = () => {
    const around = [];
    for (let one = menu; one !== document.body; one = one.parentElement) {
      around.push(...[...one.parentElement.children].filter((child) => child !== one));
    }
    return around;
  };

  const set = (open) => {
    menu.classList.toggle("is-open", open);
    for (const toggle of toggles) toggle.setAttribute("aria-expanded", String(open));
    // What lies under the panel is out of reach of the keyboard and of screen readers while it is open.
    for (const element of others()) element.inert = open;
    document.documentElement.classList.toggle("has-open-menu", open);
    if (open) close.focus();
    else if (narrow.matches) opener?.focus();
  };

  const asButton = (element, press) => {
    element.setAttribute("role", "button");
    const onPress = (event) => {
      event.preventDefault();
      press();
    };
    element.addEventListener("click", onPress);
    element.addEventListener("keydown", (event) => event.key === " " && onPress(event));
  };

  for (const toggle of toggles) {
    toggle.setAttribute("aria-expanded", "false");
    toggle.setAttribute("aria-controls", menu.id);
    asButton(toggle, () => {
      opener = toggle;
      set(true);
    });
  }
  asButton(close, () => set(false));

  document.addEventListener("keydown", (event) => {
    if (event.key === "Escape" && menu.classList.contains("is-open")) set(false);
  });
  narrow.addEventListener("change", () => {
    if (!narrow.matches && menu.classList.contains("is-open")) set(false);
  });
  // A page reached with #menu in its address (the link followed before the script was there) opens the panel.
  if (location.hash === `#${menu.id}` && narrow.matches) set(true);
})();
