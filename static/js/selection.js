// data-selection   a form whose ticked boxes (input form="<its id>") are remembered from one page of the list to the next, in
//                  this tab only: those of other pages are sent with those in sight, by a comma. Without script, the boxes
//                  of the page in sight are sent.
//   data-selection-clear   a button that unticks everything, hidden when nothing is
//   data-selection-said    where how many are ticked is said
(() => {
  "use strict";

  const counted = (number) => `${number} document${number > 1 ? "s" : ""} coché${number > 1 ? "s" : ""}`;

  window.portal.enhance("form[data-selection]", (form) => {
    const boxes = [...document.querySelectorAll(`input[type=checkbox][form="${form.id}"]`)];
    const said = document.querySelector("[data-selection-said]");
    const clear = form.querySelector("[data-selection-clear]");
    const key = `choix:${form.id}:${window.location.pathname}`;
    const unticked = said.textContent;
    const remembered = () => JSON.parse(sessionStorage.getItem(key) || "[]");
    const chosen = new Set(remembered());

    const elsewhere = () => [...chosen].filter((ref) => !boxes.some((box) => box.value === ref));
    const show = () => {
      const others = elsewhere().length;
      said.textContent = chosen.size ? counted(chosen.size) + (others ? `, dont ${others} sur d’autres pages.` : ".") : unticked;
      clear.hidden = chosen.size === 0;
    };
    const keep = () => {
      for (const box of boxes) chosen[box.checked ? "add" : "delete"](box.value);
      sessionStorage.setItem(key, JSON.stringify([...chosen]));
      show();
    };

    for (const box of boxes) {
      if (chosen.has(box.value)) box.checked = true;
      box.addEventListener("change", keep);
    }
    keep();
    clear.addEventListener("click", () => {
      for (const box of boxes) box.checked = false;
      chosen.clear();
      keep();
      boxes[0].focus();
    });
    form.addEventListener("formdata", ({ formData }) => {
      const others = elsewhere();
      if (others.length) formData.append("choix", others.join(","));
    });
    // Coming back with the browser's arrow finds the boxes as they are now.
    window.addEventListener("pageshow", ({ persisted }) => {
      if (!persisted) return;
      chosen.clear();
      for (const ref of remembered()) chosen.add(ref);
      for (const box of boxes) box.checked = chosen.has(box.value);
      show();
    });
  });
})();
