// data-hours   the grid of the hours lost: the arrows and Enter go from cell to cell, and what is copied from a spreadsheet is
//              pasted from the cell where one is. What finds no place is said in [data-hours-said], and kept in the field
//              #pasted, inside [data-hours-left]. Without script each cell is an ordinary field.
(() => {
  "use strict";

  const STEPS = { ArrowUp: [-1, 0], ArrowDown: [1, 0], Enter: [1, 0], ArrowLeft: [0, -1], ArrowRight: [0, 1] };

  window.portal.enhance("[data-hours]", (grid) => {
    const lines = [...grid.querySelectorAll("tbody tr")].map((line) => [...line.querySelectorAll("td:not(.hours__total)")]);
    const said = document.querySelector("[data-hours-said]");
    const left = document.querySelector("[data-hours-left]");
    const controlOf = (cell) => cell?.querySelector(".hours__cell") || null;
    const placeOf = (control) => {
      const cell = control.closest("td");
      const row = lines.findIndex((line) => line.includes(cell));
      return [row, lines[row].indexOf(cell)];
    };

    // The next cell that may be written in, that way.
    const next = ([row, column], [down, right]) => {
      let [y, x] = [row + down, column + right];
      while (lines[y]?.[x]) {
        const control = controlOf(lines[y][x]);
        if (control) return control;
        [y, x] = [y + down, x + right];
      }
      return null;
    };

    // Left and right first move within what is typed.
    const isAtEdge = (control, key) => {
      const { selectionStart: start, selectionEnd: end, value } = control;
      if (start === 0 && end === value.length) return true;
      if (start !== end) return false;
      return key === "ArrowLeft" ? start === 0 : end === value.length;
    };

    const total = (line) => {
      const numbers = line.map((cell) => Number((controlOf(cell)?.value || "0").trim().replace(",", ".")));
      const sum = numbers.some(Number.isNaN) ? null : numbers.reduce((one, other) => one + other, 0);
      const shown = line[0]?.parentElement.querySelector(".hours__total");
      if (shown && sum !== null) shown.textContent = sum ? String(Math.round(sum * 100) / 100).replace(".", ",") : "";
    };

    grid.addEventListener("keydown", (event) => {
      const step = STEPS[event.key];
      const control = event.target.closest(".hours__cell");
      if (!step || !control || event.altKey || event.ctrlKey || event.metaKey) return;
      if (step[1] && !isAtEdge(control, event.key)) return;
      const reached = next(placeOf(control), event.key === "Enter" && event.shiftKey ? [-1, 0] : step);
      // Enter never sends the form from the middle of the grid.
      if (event.key === "Enter" || reached) event.preventDefault();
      if (!reached) return;
      reached.focus();
      reached.select();
    });

    grid.addEventListener("input", (event) => {
      const line = lines.find((cells) => cells.includes(event.target.closest("td")));
      if (line) total(line);
    });

    grid.addEventListener("paste", (event) => {
      const control = event.target.closest(".hours__cell");
      const text = event.clipboardData?.getData("text") || "";
      if (!control || !/[\t\r\n]/.test(text.trim())) return;
      event.preventDefault();
      const [top, start] = placeOf(control);
      const pasted = text.replace(/(\r?\n)+$/, "").split(/\r?\n/);
      const lost = pasted.filter((line, rank) => !place(line.split("\t"), lines[top + rank], start));
      for (const line of lines) total(line);
      say(pasted.length - lost.length, lost);
    });

    // Whether every cell of a line found its place; blanks need none.
    const place = (texts, line, start) => {
      let isPlaced = true;
      texts.forEach((text, rank) => {
        const control = controlOf(line?.[start + rank]);
        if (control) control.value = text.trim();
        else if (!["", "0", "-"].includes(text.trim())) isPlaced = false;
      });
      return isPlaced;
    };

    const say = (count, lost) => {
      const lines = (number) => `${number} ligne${number > 1 ? "s" : ""}`;
      said.textContent = `${lines(count)} collée${count > 1 ? "s" : ""}.`;
      if (!lost.length) return;
      said.textContent += ` ${lines(lost.length)} en partie sans place : gardée${lost.length > 1 ? "s" : ""} sous le tableau.`;
      left.open = true;
      left.querySelector("textarea").value = lost.join("\n");
    };
  });
})();
