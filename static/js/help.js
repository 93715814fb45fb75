// data-help-toggle: a link to the help of the page, which opens beside it; without a script it is a page of its own. The
// page does not move, the focus goes to the help and comes back. data-print: a button that prints the page.
(() => {
  "use strict";

  window.portal.enhance("[data-print]", (button) => {
    button.hidden = false;
    button.addEventListener("click", () => window.print());
  });

  const help = document.getElementById("aide-de-la-page");
  if (!help) return;
  const close = help.querySelector("[data-help-close]");
  let opener = null;

  const set = (open) => {
    help.classList.toggle("is-open", open);
    if (open) help.focus({ preventScroll: true });
    else opener?.focus({ preventScroll: true });
  };

  window.portal.enhance("[data-help-toggle]", (link) => {
    link.addEventListener("click", (event) => {
      event.preventDefault();
      const menu = link.closest(".sidenav.is-open");
      menu?.querySelector("[data-menu-close]").click();
      opener = menu ? document.activeElement : link;
      set(!help.classList.contains("is-open"));
    });
  });
  close.addEventListener("click", (event) => {
    event.preventDefault();
    set(false);
  });
  help.addEventListener("keydown", (event) => {
    if (event.key === "Escape") set(false);
  });
  if (location.hash === `#${help.id}`) set(true);
})();
