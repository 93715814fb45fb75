// data-names-only="<id>"   a search by name: digits are not sent anywhere, and that element says why. A number of social
//                          security must never reach an address (the server refuses one too).
(() => {
  "use strict";

  const DIGITS = 3;

  window.portal.enhance("[data-names-only]", (input) => {
    const refusal = document.getElementById(input.dataset.namesOnly);
    const isNumber = () => input.value.replace(/\D/g, "").length >= DIGITS;
    const stop = (event) => {
      refusal.hidden = !isNumber();
      if (refusal.hidden) return;
      event.preventDefault();
      event.stopImmediatePropagation();
    };
    // Before htmx, which listens to the input and to the form: both events pass through the window first.
    window.addEventListener("input", (event) => event.target === input && stop(event), { capture: true });
    window.addEventListener("submit", (event) => event.target === input.form && stop(event), { capture: true });
    window.addEventListener("change", (event) => event.target.form === input.form && isNumber() && stop(event), { capture: true });
  });
})();
