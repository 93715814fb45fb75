// data-names-only="<id>"   a search by name: a number is not sent anywhere, and that element says why. A social security
//                          number must never reach an address (the server refuses one too).
(() => {
  "use strict";

  const DIGITS = 3;

  window.portal.enhance("[data-names-only]", (input) => {
    const refusal = document.getElementById(input.dataset.namesOnly);
    const digits = Number(input.dataset.namesOnlyFrom || DIGITS);
    const isNumber = () => input.value.replace(/\D/g, "").length >= digits;
    const stop = (event) => {
      refusal.hidden = !isNumber();
      if (refusal.hidden) return;
      event.preventDefault();
      event.stopImmediatePropagation();
    };
    input.addEventListener("input", () => {
      refusal.hidden = !isNumber();
    });
    // When the request is about to leave: what was typed may have grown since the key that asked for it.
    input.form.addEventListener("htmx:configRequest", stop);
    window.addEventListener("submit", (event) => event.target === input.form && stop(event), { capture: true });
  });
})();
