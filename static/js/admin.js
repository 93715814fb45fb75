// The boxes that Django's autocomplete draws in place of a <select> have no name for a screen reader: they take that of
// the field's label, then what is chosen.
(() => {
  "use strict";

  const name = (select, $) => {
    const label = select.labels[0]?.textContent.trim();
    const shown = document.getElementById(`select2-${select.id}-container`);
    if (!label || !shown) return;
    const update = () => shown.setAttribute("aria-label", `${label} ${select.selectedOptions[0]?.text ?? ""}`.trim());
    update();
    $(select).on("change", update);
  };

  // jQuery draws the boxes a little after the page has loaded, in the order in which it was asked.
  window.addEventListener("load", () => {
    const $ = window.django.jQuery;
    $(() => document.querySelectorAll("select.admin-autocomplete").forEach((select) => name(select, $)));
  });
})();
