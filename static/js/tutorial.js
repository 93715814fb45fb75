// data-tutorial: plays the tutorial of the page with driver.js, which is fetched only then. The steps are in the page
// (json_script with the id « tutorial-steps »): [{"element": "[data-tour=…]", "title": "…", "description": "…"}].
// The button is hidden in the page: it shows itself where there are steps to play.
(() => {
  "use strict";

  const load = (tag, attributes) =>
    new Promise((resolve, reject) => {
      const element = document.createElement(tag);
      element.onload = resolve;
      element.onerror = reject;
      Object.assign(element, attributes);
      document.head.append(element);
    });

  // Texts come from the caisse's staff: they are shown as text, whatever they contain.
  const escaped = (text) => {
    const holder = document.createElement("span");
    holder.textContent = text || "";
    return holder.innerHTML;
  };

  const play = (steps, opener) => {
    const visible = steps.filter(({ element }) => !element || document.querySelector(element)?.offsetParent !== null);
    const tour = window.driver.js.driver({
      animate: !window.matchMedia("(prefers-reduced-motion: reduce)").matches,
      popoverClass: "tutorial",
      showProgress: true,
      progressText: "{{current}} sur {{total}}",
      nextBtnText: "Suivant",
      prevBtnText: "Précédent",
      doneBtnText: "Terminer",
      onPopoverRender: ({ closeButton }) => closeButton.setAttribute("aria-label", "Fermer le tutoriel"),
      onDestroyed: () => opener.focus(),
      steps: visible.map(({ element, title, description }) => ({
        element,
        popover: { title: escaped(title), description: escaped(description) },
      })),
    });
    tour.drive();
  };

  window.portal.enhance("[data-tutorial]", (opener) => {
    const source = document.getElementById("tutorial-steps");
    const steps = source ? JSON.parse(source.textContent) : [];
    if (!steps.length) return;
    opener.closest("li").hidden = false;
    opener.addEventListener("click", async (event) => {
      event.preventDefault();
      try {
        if (!window.driver) {
          await Promise.all([
            load("link", { rel: "stylesheet", href: opener.dataset.driverStyle }),
            load("script", { src: opener.dataset.driverScript }),
          ]);
        }
        play(steps, opener);
      } catch {
        location.assign(opener.href);
      }
    });
  });
})();
