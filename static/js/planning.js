// data-planning="2026-08-01"   the grid of a week or a month, from that day: days are chosen on a line by dragging, by two
//                              taps, or with the keyboard, and lead to the form #saisir. The grid is one stop of the keyboard, where the
//                              arrows move a cursor. Past its edge, the next month comes and the choice goes on: its start
//                              and its line are then in the address (?debut=2026-08-28.<reference>).
(() => {
  "use strict";

  const DAY = 86_400_000;
  const EDGE_DELAY = 700;
  const asTime = (iso) => Date.parse(`${iso}T00:00:00Z`);
  const asIso = (time) => new Date(time).toISOString().slice(0, 10);
  // What outlives a grid that is replaced: the choice that goes on, by dragging or by taps, where one was, and where the
  // grid was scrolled to.
  const kept = { drag: null, tap: null, cursor: null, scroll: null };

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

    nameOf(line) {
      return line.querySelector("th a").textContent;
    }

    // The line on which days may be chosen, under a pointer that is on nothing that leads elsewhere.
    lineUnder(event) {
      const line = event.target.closest("tbody tr");
      const isFree = this.form && this.lines.includes(line) && !event.target.closest("a, button, th");
      return isFree ? line : null;
    }

    dayUnder(event) {
      return this.first + this.clamp(this.rankAt(event.clientX)) * DAY;
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

  // A choice with the mouse or a pen.
  const dragOn = (sheet) => {
    let edge = null;
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
      const line = sheet.lineUnder(event);
      if (!line || event.button !== 0 || event.pointerType === "touch") return;
      event.preventDefault();
      sheet.section.focus({ preventScroll: true });
      const begun = startInAddress();
      const ref = sheet.refOf(line);
      kept.drag = { ref, start: begun?.ref === ref ? begun.start : sheet.dayUnder(event) };
      follow(event.clientX);
    });
    const choose = () => {
      const { ref, start, end } = kept.drag;
      stop();
      sheet.enter(ref, start, end);
    };
    return { follow, stop, choose };
  };

  // A choice with a finger, which scrolls when it moves: a tap is the first day, a second one on the same line the last,
  // in that month or in another. What is awaited is written where it stays in sight.
  const tapsOn = (sheet) => {
    const asked = document.getElementById("choix-au-doigt");
    let isTouched = false;
    const draw = () => {
      const { ref, start, name, day } = kept.tap;
      const line = sheet.lineOf(ref);
      const rank = sheet.rankOf(start);
      if (line && rank >= 0 && rank < sheet.heads.length) sheet.show(line, rank, rank);
      asked.hidden = false;
      asked.querySelector("b").textContent = `${name}, à partir du ${day}`;
    };
    const stop = () => {
      kept.tap = null;
      asked.hidden = true;
      sheet.hide();
    };

    sheet.section.addEventListener("pointerdown", (event) => {
      isTouched = event.pointerType === "touch";
      if (!isTouched && kept.tap) stop();
    });
    sheet.section.addEventListener("click", (event) => {
      const line = isTouched && sheet.lineUnder(event);
      if (!line) return;
      const [ref, day, begun] = [sheet.refOf(line), sheet.dayUnder(event), kept.tap || startInAddress()];
      if (begun?.ref === ref) {
        stop();
        sheet.enter(ref, begun.start, day);
      } else {
        kept.tap = { ref, start: day, name: sheet.nameOf(line), day: sheet.dayName(day) };
        draw();
      }
    });
    asked?.querySelector("button").addEventListener("click", stop);
    return { draw, stop };
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
      const name = sheet.nameOf(line);
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
    sheet.section.addEventListener("blur", () => kept.tap || sheet.hide());
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
    const [drag, taps, cursor] = [dragOn(sheet), tapsOn(sheet), cursorOn(sheet)];
    current = { drag, taps };
    if (kept.tap) taps.draw();
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
  document.addEventListener("pointermove", (event) => kept.drag && current.drag.follow(event.clientX));
  document.addEventListener("pointerup", () => kept.drag && current.drag.choose());
  document.addEventListener("pointercancel", () => kept.drag && current.drag.stop());
  document.addEventListener("keydown", (event) => {
    if (event.key !== "Escape") return;
    if (kept.drag) current.drag.stop();
    if (kept.tap) current.taps.stop();
  });
  document.addEventListener("htmx:beforeSwap", () => {
    const section = document.querySelector("[data-planning]");
    if (section) kept.scroll = [section.scrollLeft, section.scrollTop];
  });
})();
