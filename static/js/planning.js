// data-planning="2026-08-01"   the grid of a week or a month, from that day: days are chosen on a line by dragging, or with
//                              the keyboard, and lead to the form #saisir. The grid is one stop of the keyboard, where the
//                              arrows move a cursor. Past its edge, the next month comes and the choice goes on: its start
//                              and its line are then in the address (?debut=2026-08-28.<reference>).
(() => {
  "use strict";

  const DAY = 86_400_000;
  const EDGE_DELAY = 700;
  const asTime = (iso) => Date.parse(`${iso}T00:00:00Z`);
  const asIso = (time) => new Date(time).toISOString().slice(0, 10);
  // What outlives a grid that is replaced: the choice that goes on, where one was, and where the grid was scrolled to.
  const kept = { drag: null, cursor: null, scroll: null };

  // The lines and the days of a grid as they are drawn, and the choice over them.
  class Sheet {
    constructor(section) {
      this.section = section;
      this.first = asTime(section.dataset.planning);
      this.heads = [...section.querySelectorAll("thead th")].slice(1, -1);
      this.lines = [...section.querySelectorAll("tbody tr")].filter((line) => line.querySelector("th[scope=row]"));
      this.refs = new Map(this.lines.map((line) => [line, this.readRef(line)]));
      this.byRef = new Map([...this.refs].map(([line, ref]) => [ref, line]));
      this.box = document.createElement("div");
      this.box.className = "planning__choice";
      this.box.hidden = true;
      section.querySelector(".planning__sheet").append(this.box);
      this.said = document.getElementById("choix-de-jours");
      this.form = document.getElementById("saisir");
    }

    readRef(line) {
      return new URL(line.querySelector("th a").href).searchParams.get("salarie");
    }

    refOf(line) {
      return this.refs.get(line);
    }

    lineOf(ref) {
      return this.byRef.get(ref);
    }

    // The rank of the day under a pointer: -1 before the first one, the number of days after the last one.
    rankAt(x) {
      const start = this.heads[0].getBoundingClientRect();
      const rank = Math.floor((x - start.left) / start.width);
      return Math.max(-1, Math.min(rank, this.heads.length));
    }

    rankOf(time) {
      return Math.round((time - this.first) / DAY);
    }

    show(line, from, to) {
      const [start, end] = [Math.min(from, to), Math.max(from, to)].map((rank) => this.clamp(rank));
      this.frame(line, this.heads[start], this.heads[end]);
    }

    showName(line) {
      const head = line.querySelector("th");
      this.frame(line, head, head);
    }

    frame(line, first, last) {
      const left = first.offsetLeft;
      this.box.hidden = false;
      const width = last.offsetLeft + last.offsetWidth - left;
      const place = { left, width, top: line.offsetTop, height: line.offsetHeight };
      for (const [side, size] of Object.entries(place)) this.box.style[side] = `${size}px`;
    }

    hide() {
      this.box.hidden = true;
    }

    clamp(rank) {
      return Math.max(0, Math.min(rank, this.heads.length - 1));
    }

    // The first bar of a day, if there is one: cells are counted in half days.
    barAt(line, rank) {
      let end = 0;
      const cells = [...line.querySelectorAll("td")].slice(0, -1);
      const ofDay = cells.filter((cell) => {
        end += cell.colSpan;
        return end > 2 * rank && end - cell.colSpan < 2 * rank + 2;
      });
      return ofDay.map((cell) => cell.querySelector(".run")).find(Boolean) || null;
    }

    dayName(time) {
      const rank = this.rankOf(time);
      const head = this.heads[rank];
      return head?.querySelector(".visually-hidden").textContent || asIso(time).split("-").reverse().join("/");
    }

    tell(text) {
      this.said.textContent = text;
    }

    enter(ref, from, to) {
      if (!this.form) return;
      this.form.elements.namedItem("du").value = asIso(Math.min(from, to));
      this.form.elements.namedItem("au").value = asIso(Math.max(from, to));
      const button = document.createElement("button");
      Object.assign(button, { name: "salarie", value: ref, hidden: true });
      this.form.append(button);
      this.form.requestSubmit(button);
      button.remove();
    }

    // To the window before or after, the start of the choice in the address.
    leave(forward, ref, start) {
      const link = document.getElementById(forward ? "apres" : "avant");
      if (!link) return false;
      const address = new URL(link.href);
      const page = new URL(location).searchParams.get("page");
      if (page) address.searchParams.set("page", page);
      if (start !== null) address.searchParams.set("debut", `${asIso(start)}.${ref}`);
      window.htmx.ajax("GET", address.pathname + address.search, { source: link });
      return true;
    }
  }

  const startInAddress = () => {
    const [iso, ref] = (new URL(location).searchParams.get("debut") || "").split(".");
    return ref && !Number.isNaN(asTime(iso)) ? { start: asTime(iso), ref } : null;
  };

  // A choice with the mouse or a pen; a finger scrolls, and its tap chooses one day.
  const dragOn = (sheet) => {
    let edge = null;
    const lineUnder = (event) => {
      const line = event.target.closest("tbody tr");
      return sheet.lines.includes(line) && !event.target.closest("a, button, th") ? line : null;
    };
    const stop = () => {
      clearTimeout(edge);
      edge = null;
      kept.drag = null;
      sheet.hide();
    };
    const follow = (x) => {
      const { ref, start } = kept.drag;
      const rank = sheet.rankAt(x);
      kept.drag.x = x;
      kept.drag.end = sheet.first + sheet.clamp(rank) * DAY;
      const line = sheet.lineOf(ref);
      if (line) sheet.show(line, sheet.rankOf(start), sheet.clamp(rank));
      const isOut = rank < 0 || rank >= sheet.heads.length;
      if (!isOut) {
        clearTimeout(edge);
        edge = null;
      } else {
        edge ||= setTimeout(() => sheet.leave(rank > 0, ref, start), EDGE_DELAY);
      }
    };

    sheet.section.addEventListener("pointerdown", (event) => {
      const line = lineUnder(event);
      if (!sheet.form || !line || event.button !== 0 || event.pointerType === "touch") return;
      event.preventDefault();
      sheet.section.focus({ preventScroll: true });
      const begun = startInAddress();
      const ref = sheet.refOf(line);
      const day = sheet.first + sheet.clamp(sheet.rankAt(event.clientX)) * DAY;
      kept.drag = { ref, start: begun?.ref === ref ? begun.start : day };
      follow(event.clientX);
    });
    sheet.section.addEventListener("click", (event) => {
      const line = lineUnder(event);
      if (!sheet.form || !line || event.pointerType !== "touch") return;
      const day = sheet.first + sheet.clamp(sheet.rankAt(event.clientX)) * DAY;
      const begun = startInAddress();
      const ref = sheet.refOf(line);
      sheet.enter(ref, begun?.ref === ref ? begun.start : day, day);
    });
    const choose = () => {
      const { ref, start, end } = kept.drag;
      stop();
      sheet.enter(ref, start, end);
    };
    return { follow, stop, choose };
  };

  // The cursor of the keyboard: a line, a day or the name, and the day from which the choice is extended.
  const cursorOn = (sheet) => {
    const start = () => {
      const today = sheet.heads.findIndex((head) => head.hasAttribute("aria-current"));
      kept.cursor ||= { ref: "", day: sheet.first + Math.max(today, 0) * DAY, from: null };
      if (!sheet.lineOf(kept.cursor.ref) && sheet.lines.length) kept.cursor.ref = sheet.refOf(sheet.lines[0]);
      const rank = sheet.rankOf(kept.cursor.day);
      if (rank < 0 || rank >= sheet.heads.length) kept.cursor.day = sheet.first + sheet.clamp(rank) * DAY;
    };
    const draw = () => {
      const line = sheet.lineOf(kept.cursor.ref);
      if (!line) return;
      const { day, from, onName } = kept.cursor;
      const name = line.querySelector("th a").textContent;
      line.querySelector("th").scrollIntoView({ block: "nearest", inline: "nearest" });
      if (onName) {
        sheet.showName(line);
        sheet.tell(`${name}, Entrée ouvre son calendrier`);
        return;
      }
      const rank = sheet.rankOf(day);
      sheet.show(line, from === null ? rank : sheet.rankOf(from), rank);
      sheet.heads[rank].scrollIntoView({ block: "nearest", inline: "nearest" });
      const bar = sheet.barAt(line, rank);
      const [first, last] = [Math.min(from ?? day, day), Math.max(from ?? day, day)].map((time) => sheet.dayName(time));
      sheet.tell([name, from === null ? first : `du ${first} au ${last}`, bar?.textContent].filter(Boolean).join(", "));
    };
    const aside = (step, extends_) => {
      const cursor = kept.cursor;
      cursor.onName = false;
      if (!extends_) cursor.from = null;
      else if (cursor.from === null) cursor.from = cursor.day;
      cursor.day += step * DAY;
      const rank = sheet.rankOf(cursor.day);
      if (rank >= 0 && rank < sheet.heads.length) return true;
      if (sheet.leave(rank > 0, cursor.ref, cursor.from)) kept.refocus = true;
      else cursor.day -= step * DAY;
      return !kept.refocus;
    };
    const down = (step) => {
      const rank = sheet.lines.indexOf(sheet.lineOf(kept.cursor.ref)) + step;
      kept.cursor.from = null;
      if (sheet.lines[rank]) kept.cursor.ref = sheet.refOf(sheet.lines[rank]);
      return true;
    };
    const open = () => {
      const { ref, day, from, onName } = kept.cursor;
      const line = sheet.lineOf(ref);
      const bar = from === null ? sheet.barAt(line, sheet.rankOf(day)) : null;
      if (onName) line.querySelector("th a").click();
      else if (bar) bar.click();
      else sheet.enter(ref, from === null ? day : from, day);
    };
    const keys = {
      ArrowLeft: (event) => aside(-1, event.shiftKey),
      ArrowRight: (event) => aside(1, event.shiftKey),
      ArrowUp: () => down(-1),
      ArrowDown: () => down(1),
      Home: () => Object.assign(kept.cursor, { onName: true, from: null }),
      Escape: () => {
        kept.cursor.from = null;
        return true;
      },
      Enter: open,
    };
    sheet.section.addEventListener("keydown", (event) => {
      if (event.target !== sheet.section || !keys[event.key] || event.altKey || event.ctrlKey || event.metaKey) return;
      event.preventDefault();
      start();
      if (keys[event.key](event)) draw();
    });
    sheet.section.addEventListener("focus", () => {
      if (kept.drag || !sheet.lines.length || !sheet.section.matches(":focus-visible")) return;
      start();
      draw();
    });
    sheet.section.addEventListener("blur", () => sheet.hide());
    return { start, draw };
  };

  let current = null;

  window.portal.enhance("[data-planning]", (section) => {
    const sheet = new Sheet(section);
    document.getElementById("mode-d-emploi").hidden = false;
    // One stop of the keyboard: the cursor reaches what the lines hold.
    for (const stop of section.querySelectorAll("tbody tr:not(.planning__group) :is(a, button)")) stop.tabIndex = -1;
    if (kept.scroll) [section.scrollLeft, section.scrollTop] = kept.scroll;
    const begun = startInAddress();
    if (begun && !kept.drag) kept.cursor = { ref: begun.ref, day: kept.cursor?.day ?? sheet.first, from: begun.start };
    const [drag, cursor] = [dragOn(sheet), cursorOn(sheet)];
    current = drag;
    if (kept.drag) {
      drag.follow(kept.drag.x);
    } else if (kept.refocus) {
      kept.refocus = false;
      section.focus({ preventScroll: true });
      cursor.start();
      cursor.draw();
    }
  });

  // A drag is followed wherever the pointer goes, on the grid that is there by then.
  document.addEventListener("pointermove", (event) => kept.drag && current.follow(event.clientX));
  document.addEventListener("pointerup", () => kept.drag && current.choose());
  document.addEventListener("pointercancel", () => kept.drag && current.stop());
  document.addEventListener("keydown", (event) => event.key === "Escape" && kept.drag && current.stop());
  document.addEventListener("htmx:beforeSwap", () => {
    const section = document.querySelector("[data-planning]");
    if (section) kept.scroll = [section.scrollLeft, section.scrollTop];
  });
})();
