// data-tutorial: plays the tutorial of the page with driver.js, which is fetched only then. The steps are in the page
// (json_script with the id « tutorial-steps »): [{"element": "[data-tour=…]", "title": "…", "description": "…"}]. Without a
// script, or when the library does not come, its link leads to the same steps as a list.
// data-tutorial-offer: the tutorial offered at a first visit, whose value is the address that is told that it was; it
// goes by itself (data-put-away) without the page being asked for again.
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

  const told = (address) =>
    fetch(address, {
      method: "POST",
      keepalive: true,
      headers: { "X-CSRFToken": window.portal.csrfToken(), "X-Background": "1" },
    }).catch(() => {});

  // What this screen, or this person's rights, leave out of the page is left out of its tutorial.
  const isShown = ({ element }) => {
    const box = document.querySelector(element)?.getBoundingClientRect();
    return Boolean(box?.width && box.height);
  };

  const play = (steps, opener) => {
    const visible = steps.filter(isShown);
    const tour = window.driver.js.driver({
      animate: !window.matchMedia("(prefers-reduced-motion: reduce)").matches,
      popoverClass: "tutorial",
      showProgress: true,
      progressText: "{{current}} sur {{total}}",
      nextBtnText: "Suivant",
      prevBtnText: "Précédent",
      doneBtnText: "Terminer",
      // The library draws its title and its buttons as a header and a footer: the page has its own.
      onPopoverRender: ({ title, footer, closeButton }) => {
        for (const part of [title, footer]) part.setAttribute("role", "none");
        closeButton.setAttribute("aria-label", "Fermer le tutoriel");
      },
      onDestroyed: () => (opener.isConnected ? opener : document.getElementById("contenu")).focus(),
      steps: visible.map(({ element, title, description }) => ({
        element,
        popover: { title: escaped(title), description: escaped(description) },
      })),
    });
    tour.drive();
  };

  const stepsOfThePage = () => JSON.parse(document.getElementById("tutorial-steps")?.textContent || "[]");

  window.portal.enhance("[data-tutorial]", (opener) => {
    const steps = stepsOfThePage();
    if (!steps.length) return;
    opener.addEventListener("click", async (event) => {
      event.preventDefault();
      const menu = opener.closest(".sidenav.is-open");
      menu?.querySelector("[data-menu-close]").click();
      try {
        if (!window.driver) {
          await Promise.all([
            load("link", { rel: "stylesheet", href: opener.dataset.driverStyle }),
            load("script", { src: opener.dataset.driverScript }),
          ]);
        }
        play(steps, menu ? document.activeElement : opener);
        opener.closest("[data-tutorial-offer]")?.remove();
      } catch {
        location.assign(opener.href);
      }
    });
  });

  window.portal.enhance("[data-tutorial-offer]", (offer) => {
    // A list still empty has one thing to show: its tutorial is offered once there are others.
    if (stepsOfThePage().filter(isShown).length < 2) {
      offer.remove();
      return;
    }
    told(offer.dataset.tutorialOffer);
    for (const form of offer.querySelectorAll("[data-put-away]")) {
      form.addEventListener("submit", (event) => {
        event.preventDefault();
        told(form.action);
        offer.remove();
        document.getElementById("contenu").focus({ preventScroll: true });
      });
    }
  });
})();
