// data-day: a day that is typed, or taken from the calendar of the browser, which a button opens beside it. The typed field
// stays the only one that is sent; without script it is alone.
(() => {
  "use strict";

  const TYPED = /^\s*(\d{1,2})\D(\d{1,2})\D(\d{4})\s*$/;
  const asNative = (typed) => {
    const parts = TYPED.exec(typed);
    return parts ? `${parts[3]}-${parts[2].padStart(2, "0")}-${parts[1].padStart(2, "0")}` : "";
  };
  const asTyped = (native) => native.split("-").reverse().join("/");
  const sprite = document.querySelector("svg.icon use")?.getAttribute("href").split("#")[0];

  const sign = () => {
    const holder = document.createElement("template");
    holder.innerHTML = `<svg class="icon" width="18" height="18" aria-hidden="true"><use href="${sprite}#calendar3"></use></svg>`;
    return holder.content;
  };

  window.portal.enhance("input[data-day]", (input) => {
    const calendar = document.createElement("input");
    if (!sprite || !calendar.showPicker) return;
    Object.assign(calendar, { type: "date", tabIndex: -1, className: "day__calendar" });
    calendar.setAttribute("aria-hidden", "true");
    const button = document.createElement("button");
    Object.assign(button, { type: "button", className: "btn btn-quiet" });
    const label = document.querySelector(`label[for="${input.id}"]`)?.firstChild.textContent.trim();
    button.setAttribute("aria-label", `Choisir dans le calendrier${label ? ` : ${label}` : ""}`);
    button.append(sign());

    const group = document.createElement("div");
    group.className = "input-group day";
    input.before(group);
    group.append(input, calendar, button);

    button.addEventListener("click", () => {
      calendar.value = asNative(input.value);
      calendar.showPicker();
    });
    calendar.addEventListener("change", () => {
      if (!calendar.value) return;
      input.value = asTyped(calendar.value);
      for (const kind of ["input", "change"]) input.dispatchEvent(new Event(kind, { bubbles: true }));
      input.focus();
    });
  });
})();
