// data-password-reveal: a button « Afficher » / « Masquer » beside a password.
// data-password-rule="<id of the input>": the list of the rule, ticked as one types.
(() => {
  "use strict";

  window.portal.enhance("input[data-password-reveal]", (input) => {
    const button = document.createElement("button");
    button.type = "button";
    button.className = "btn btn-quiet";
    button.setAttribute("aria-controls", input.id);
    const label = document.querySelector(`label[for="${CSS.escape(input.id)}"]`);

    const show = (shown) => {
      input.type = shown ? "text" : "password";
      button.textContent = shown ? "Masquer" : "Afficher";
      // The name says which password when there are two; the visible word comes first, for those who speak to it.
      if (label) button.setAttribute("aria-label", `${button.textContent} : ${label.firstChild.textContent.trim()}`);
    };

    let group = input.parentElement;
    if (!group.classList.contains("input-group")) {
      group = document.createElement("div");
      group.className = "input-group";
      input.before(group);
      group.append(input);
    }
    input.after(button);
    show(false);
    button.addEventListener("click", () => show(input.type === "password"));
    // Browsers offer to remember a password, and never a plain text: it is hidden again before it leaves.
    input.form?.addEventListener("submit", () => show(false));
  });

  // The same categories as the server: letters of every alphabet count, everything else that is not a digit is special.
  const CATEGORIES = {
    upper: /\p{Lu}/u,
    lower: /\p{Ll}/u,
    digit: /\p{Nd}/u,
    special: /[^\p{L}\p{N}]/u,
  };
  const MINIMUM_LENGTH = 8;
  const MINIMUM_CATEGORIES = 3;
  const QUIET_DELAY = 900;

  window.portal.enhance("[data-password-rule]", (rule) => {
    const input = document.getElementById(rule.dataset.passwordRule);
    if (!input) return;
    const status = rule.querySelector("[data-rule-status]");
    let pending = 0;

    const mark = (name, met) => {
      const item = rule.querySelector(`[data-rule="${name}"]`);
      item.classList.toggle("is-met", met);
      item.querySelector("[data-rule-word]").textContent = met ? " : rempli" : "";
    };

    const check = () => {
      const value = input.value;
      const long = [...value].length >= MINIMUM_LENGTH;
      const met = Object.entries(CATEGORIES).filter(([, pattern]) => pattern.test(value)).map(([name]) => name);
      mark("length", long);
      for (const name of Object.keys(CATEGORIES)) mark(name, met.includes(name));
      mark("count", met.length >= MINIMUM_CATEGORIES);
      // One sentence once the typing pauses, rather than one for each letter.
      clearTimeout(pending);
      pending = setTimeout(() => {
        if (!value) status.textContent = "";
        else if (long && met.length >= MINIMUM_CATEGORIES) status.textContent = "Le mot de passe respecte la règle.";
        else if (!long) status.textContent = `Encore ${MINIMUM_LENGTH - [...value].length} caractère(s) au moins.`;
        else status.textContent = `${met.length} catégorie(s) sur 4 ; il en faut ${MINIMUM_CATEGORIES}.`;
      }, QUIET_DELAY);
    };

    if (rule.id) {
      const described = (input.getAttribute("aria-describedby") || "").split(" ").filter(Boolean);
      if (!described.includes(rule.id)) input.setAttribute("aria-describedby", [...described, rule.id].join(" "));
    }
    input.addEventListener("input", check);
    if (input.value) check();
  });
})();
