// Comfort of forms. The server checks everything again.
//
// data-error-summary            takes the focus when the page arrives
// data-confirm-match="<id>"     says at once that the two values differ
// data-submit-once              a form that is not sent twice by a double click
// data-shown-when-filled="<id>" shown when that input holds a plausible value (always shown without script)
// data-enter-presses="<id>"     Enter in this field presses that button rather than the first of the form
// data-shown-for="<id>:<a>,<b>" a control that matters only for these values of another one (always shown without script)
// data-print                    a button that prints the page, hidden without script
// data-submit-on-change         a filter (select, check box) that sends its form by itself; the button stays without script
(() => {
  "use strict";

  const { enhance } = window.portal;

  enhance("[data-error-summary]", (summary) => {
    summary.focus();
    if (!document.title.startsWith("Erreur")) document.title = `Erreur : ${document.title}`;
  });

  enhance("[data-confirm-match]", (input) => {
    const first = document.getElementById(input.dataset.confirmMatch);
    if (!first) return;
    const warning = document.createElement("p");
    warning.className = "field__warning";
    warning.setAttribute("role", "status");
    const after = input.closest(".field")?.querySelector(".field__after");
    if (after) after.prepend(warning);
    else input.after(warning);

    const differs = () => {
      const [one, two] = [first.value, input.value];
      return input.type === "email" ? one.trim().toLowerCase() !== two.trim().toLowerCase() : one !== two;
    };
    const check = () => {
      const wrong = input.value !== "" && first.value !== "" && differs();
      warning.textContent = wrong ? input.dataset.mismatch || "Les deux saisies diffèrent." : "";
    };
    input.addEventListener("blur", check);
    first.addEventListener("blur", check);
    // Once warned, one sees at once that it is mended.
    input.addEventListener("input", () => warning.textContent && check());
  });

  enhance("form[data-submit-once]", (form) => {
    const buttons = () => [...form.querySelectorAll("button[type=submit], button:not([type])")];
    form.addEventListener("submit", (event) => {
      if (form.dataset.sent) {
        event.preventDefault();
        return;
      }
      form.dataset.sent = "true";
      // Not `disabled`: a disabled button would not send its own name and value.
      for (const button of buttons()) {
        button.setAttribute("aria-disabled", "true");
        button.setAttribute("aria-busy", "true");
      }
    });
    // Coming back with the browser's arrow finds a form that works.
    window.addEventListener("pageshow", () => {
      delete form.dataset.sent;
      for (const button of buttons()) {
        button.removeAttribute("aria-disabled");
        button.removeAttribute("aria-busy");
      }
    });
  });

  const PLAUSIBLE = {
    tel: (value) => value.replace(/\D/g, "").length >= 9,
    email: (value) => /^\S+@\S+\.\S+$/.test(value),
  };

  enhance("[data-shown-when-filled]", (element) => {
    const input = document.getElementById(element.dataset.shownWhenFilled);
    if (!input) return;
    const plausible = PLAUSIBLE[input.type] || ((value) => value !== "");
    const update = () => {
      element.hidden = !plausible(input.value.trim());
    };
    input.addEventListener("input", update);
    update();
  });

  enhance("[data-shown-for]", (control) => {
    const [id, values] = control.dataset.shownFor.split(":");
    const [choice, field] = [document.getElementById(id), control.closest(".field")];
    if (!choice || !field) return;
    const update = () => {
      // What is wrong stays in sight, to be mended.
      const matters = values.split(",").includes(choice.value) || field.querySelector(".field__error") !== null;
      field.hidden = !matters;
      // Nor is it sent: a CDI has no reason left over from a CDD.
      control.disabled = !matters;
    };
    choice.addEventListener("change", update);
    // Coming back with the browser's arrow restores the choice.
    window.addEventListener("pageshow", update);
    update();
  });

  enhance("[data-enter-presses]", (input) => {
    input.addEventListener("keydown", (event) => {
      if (event.key !== "Enter") return;
      event.preventDefault();
      document.getElementById(input.dataset.enterPresses).click();
    });
  });

  enhance("[data-print]", (button) => {
    button.hidden = false;
    button.addEventListener("click", () => window.print());
  });

  enhance("[data-submit-on-change]", (control) => {
    control.addEventListener("change", () => control.form.requestSubmit());
  });
})();
