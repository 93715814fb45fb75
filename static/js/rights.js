// Rights by profile: choosing a profile ticks its boxes, ticking a box says which profile that is. The server checks
// everything again, and understands the form without this.
//
// data-rights-choice   the field; its radio buttons say in data-rights which boxes they tick (none for «Sur mesure»)
(() => {
  "use strict";

  window.portal.enhance("[data-rights-choice]", (field) => {
    const radios = [...field.querySelectorAll("input[data-rights]")];
    const boxes = [...field.querySelectorAll("input[type=checkbox]:not(:disabled)")];
    const custom = radios.find((radio) => radio.dataset.rights === "");
    const ticked = () => boxes.filter((box) => box.checked).map((box) => box.value);

    const apply = (radio) => {
      if (radio === custom) {
        field.querySelector("details").open = true;
        return;
      }
      const rights = radio.dataset.rights.split(" ");
      for (const box of boxes) box.checked = rights.includes(box.value);
    };
    const tell = () => {
      const now = ticked().sort().join(" ");
      const profile = radios.find((radio) => radio !== custom && radio.dataset.rights === now);
      (profile || custom).checked = true;
    };
    for (const radio of radios) radio.addEventListener("change", () => apply(radio));
    for (const box of boxes) box.addEventListener("change", tell);
  });
})();
