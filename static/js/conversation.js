// The page of a conversation in the caisse's office. Everything works without: buttons do what this does by itself.
//
// data-read-on-open      a form sent when the page opens: the company sees that its message is read
// data-insert            puts the canned answer in without losing the files that were chosen
// data-presence="<url>"  says who else is writing, and tells the others that one is
(() => {
  "use strict";

  const EVERY = 15000;
  const BACKGROUND = { "X-Background": "1" };
  const start = () => {
    document.querySelectorAll("[data-read-on-open]").forEach(readOnOpen);
    document.querySelectorAll("[data-insert]").forEach(insertInPlace);
    document.querySelectorAll("[data-presence]").forEach(sayWhoWrites);
  };

  const sent = (form, fields = {}) => {
    const body = new FormData();
    body.set("csrfmiddlewaretoken", form.querySelector("[name=csrfmiddlewaretoken]").value);
    for (const [name, value] of Object.entries(fields)) body.set(name, value);
    return body;
  };

  const readOnOpen = (form) => {
    fetch(form.action, { method: "POST", body: sent(form), redirect: "manual" })
      .then((answer) => {
        if (answer.type === "opaqueredirect") form.remove();
      })
      .catch(() => {});
  };

  // The server composes the text, here as without script; only the text is taken from its page.
  const insertInPlace = (button) => {
    const form = button.form;
    const text = form.querySelector("textarea");
    button.addEventListener("click", (event) => {
      const canned = form.elements.canned.value;
      if (!canned) return;
      event.preventDefault();
      text.readOnly = true;
      fetch(form.action, { method: "POST", body: sent(form, { insert: "1", canned, body: text.value }) })
        .then((answer) => (answer.ok ? answer.text() : Promise.reject(answer.status)))
        .then((page) => new DOMParser().parseFromString(page, "text/html").getElementById(text.id))
        .then((composed) => {
          text.value = composed.value;
          text.focus();
          form.elements.canned.value = "";
        })
        .catch(() => form.requestSubmit(button))
        .finally(() => {
          text.readOnly = false;
        });
    });
  };

  const sayWhoWrites = (place) => {
    const form = document.querySelector("[data-answer]");
    const text = form?.querySelector("textarea");
    let typed = false;
    text?.addEventListener("input", () => {
      typed = true;
    });
    const ask = () => {
      if (document.hidden) return;
      const url = new URL(place.dataset.presence, location.href);
      url.searchParams.set("vue", place.dataset.version);
      const options = typed ? { method: "POST", body: sent(form) } : {};
      typed = false;
      fetch(url, { ...options, headers: BACKGROUND, redirect: "error" })
        .then((answer) => (answer.ok ? answer.json() : Promise.reject(answer.status)))
        .then(({ said, changed }) => {
          const words = [changed, said].filter(Boolean).join(" ");
          if (place.textContent !== words) place.textContent = words;
        })
        .catch(() => {});
    };
    setInterval(ask, EVERY);
    text?.addEventListener("input", ask, { once: true });
  };

  if (document.readyState === "loading") document.addEventListener("DOMContentLoaded", start);
  else start();
})();
