// The pages of a broadcast in the caisse's office. Everything works without: buttons and links do the same.
//
// data-preview           the form whose preview follows what is typed; the server draws it, here as without script
// data-load="<url>"      a part that takes time: it is asked for once the page is shown
// data-refresh="<url>"   a part that asks for itself again while the broadcast moves; its data-state says if it still does
(() => {
  "use strict";

  const AFTER = 500;
  const EVERY = 5000;
  const BACKGROUND = { "X-Background": "1" };
  const PREVIEW = "broadcast-preview";

  const start = () => {
    document.querySelectorAll("[data-preview]").forEach(followTyping);
    document.querySelectorAll("[data-load]").forEach(load);
    document.querySelectorAll("[data-refresh]").forEach(followSending);
  };

  const pageOf = (answer) => {
    if (!answer.ok || answer.redirected) return Promise.reject(answer.status);
    return answer.text().then((text) => new DOMParser().parseFromString(text, "text/html"));
  };

  const followTyping = (form) => {
    let waiting = 0;
    let asked = null;
    const show = () => {
      asked?.abort();
      asked = new AbortController();
      const body = new FormData(form);
      body.set("preview", "1");
      body.delete("list_text");
      fetch(location.href, { method: "POST", body, signal: asked.signal })
        .then(pageOf)
        .then((page) => {
          const drawn = page.getElementById(PREVIEW);
          if (drawn) document.getElementById(PREVIEW).replaceChildren(...drawn.childNodes);
        })
        .catch(() => {});
    };
    form.addEventListener("input", () => {
      clearTimeout(waiting);
      waiting = setTimeout(show, AFTER);
    });
  };

  const load = (part) => {
    fetch(part.dataset.load, { headers: BACKGROUND, redirect: "error" })
      .then(pageOf)
      .then((page) => {
        const drawn = page.getElementById(part.id);
        if (drawn) part.replaceChildren(...drawn.childNodes);
      })
      .catch(() => {});
  };

  const followSending = (part) => {
    const ask = () => {
      if (document.hidden) return;
      const held = document.activeElement && part.contains(document.activeElement);
      fetch(part.dataset.refresh, { headers: BACKGROUND, redirect: "error" })
        .then(pageOf)
        .then((page) => {
          const drawn = page.getElementById(part.id);
          if (!drawn) return;
          // What may be decided of it is not the same any more.
          if (drawn.dataset.state !== part.dataset.state) location.reload();
          else if (!held) part.replaceChildren(...drawn.childNodes);
        })
        .catch(() => {});
    };
    setInterval(ask, EVERY);
  };

  if (document.readyState === "loading") document.addEventListener("DOMContentLoaded", start);
  else start();
})();
