// SPDX-License-Identifier: Apache-2.0

/** An element with attributes and children; texts become text, never markup. */
function element(tag, attributes = {}, ...children) {
  const made = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (value !== null && value !== undefined && value !== false) {
      made.setAttribute(name, value === true ? "" : String(value));
    }
  }
  made.append(...children);
  return made;
}

/**
 * The table. Only what is visible is in the document, and the place that has the focus; rows and columns have positions among those that are
 * shown, -1 is the header.
 */
class Grid {
  static BEYOND = 4;

  constructor(model, root, open, moved) {
    this.model = model;
    this.root = root;
    this.space = root.firstElementChild;
    this.open = open;
    this.moved = moved;
    this.shown = { rows: [], columns: [] };
    this.chosen = new Set();
    this.row = 0;
    this.column = 0;
    this.drawn = new Map();
    root.addEventListener("scroll", () => this.draw(), { passive: true });
    root.addEventListener("keydown", event => this.key(event));
    root.addEventListener("click", event => this.click(event));
    root.addEventListener("focusin", event => this.focused(event));
    new ResizeObserver(() => this.resize()).observe(root);
    this.measure();
  }

  measure() {
    const style = getComputedStyle(document.documentElement);
    const size = name => parseFloat(style.getPropertyValue(name));
    this.size = { row: size("--row"), cell: size("--cell"), name: size("--name"), head: size("--head") };
  }

  /** The sizes may be others in another window. */
  resize() {
    const before = JSON.stringify(this.size);
    this.measure();
    if (before !== JSON.stringify(this.size)) {
      this.lay();
    }
    this.draw();
  }

  /** Begins anew with rows and columns that are others, or of another size. */
  lay() {
    this.space.style.width = `${this.size.name + this.shown.columns.length * this.size.cell}px`;
    this.space.style.height = `${this.size.head + this.shown.rows.length * this.size.row}px`;
    this.space.replaceChildren();
    this.drawn.clear();
    this.head = null;
    this.draw();
  }

  show(shown, chosen) {
    const row = this.shown.rows[this.row];
    const column = this.shown.columns[this.column];
    this.shown = shown;
    this.chosen = chosen;
    this.row = Math.max(0, shown.rows.indexOf(row));
    this.column = Math.max(0, shown.columns.indexOf(column));
    this.bands = bands(this.model, shown.columns);
    this.firsts = new Set(this.bands.map(band => band.from));
    this.root.setAttribute("aria-rowcount", shown.rows.length + 1);
    this.root.setAttribute("aria-colcount", shown.columns.length + 1);
    this.lay();
  }

  /** Draws what came into view and drops what left it; what stays is not touched, so that the focus stays too. */
  draw() {
    const { size, root, shown } = this;
    if (shown.rows.length === 0 || shown.columns.length === 0) {
      return;
    }
    const view = {
      top: Math.max(0, Math.floor(root.scrollTop / size.row) - Grid.BEYOND),
      bottom: Math.min(shown.rows.length, Math.ceil((root.scrollTop + root.clientHeight) / size.row) + Grid.BEYOND),
      left: Math.max(0, Math.floor(root.scrollLeft / size.cell) - Grid.BEYOND),
      right: Math.min(shown.columns.length, Math.ceil((root.scrollLeft + root.clientWidth) / size.cell) + Grid.BEYOND),
    };
    this.drawHead(view);
    const rows = new Set(range(view.top, view.bottom));
    if (this.row >= 0) {
      rows.add(this.row);
    }
    for (const [row, line] of this.drawn) {
      if (!rows.has(row)) {
        line.remove();
        this.drawn.delete(row);
      }
    }
    for (const row of rows) {
      this.drawRow(row, view);
    }
  }

  columnsIn(view, row) {
    const columns = new Set(range(view.left, view.right));
    if (row === this.row && this.column >= 0) {
      columns.add(this.column);
    }
    return columns;
  }

  drawHead(view) {
    if (this.head === null) {
      const corner = element("div", { class: "corner", role: "columnheader", "aria-colindex": 1 }, "Principal");
      this.head = element("div", { class: "head", role: "row", "aria-rowindex": 1 }, corner);
      this.head.cells = new Map();
      this.space.prepend(this.head);
    }
    for (const old of this.head.querySelectorAll(".api")) {
      old.remove();
    }
    for (const band of this.bands.filter(one => one.to > view.left && one.from < view.right)) {
      const place = element("div", { class: "api", "aria-hidden": "true" }, element("span", {}, band.name));
      place.style.left = `${this.size.name + band.from * this.size.cell}px`;
      place.style.width = `${(band.to - band.from) * this.size.cell}px`;
      this.head.append(place);
    }
    this.fill(this.head, this.columnsIn(view, -1), column => {
      const method = this.model.methods[this.shown.columns[column]];
      return element("div", {
        class: `column ${method.state}${column === this.column ? " on" : ""}`, role: "columnheader", "aria-colindex": column + 2,
        tabindex: this.row === -1 && column === this.column ? 0 : -1, title: `${method.name} of ${method.place}`,
        "aria-label": `${method.name} of ${method.place}${method.state === "" ? "" : `, ${method.state}`}`,
      }, element("b", {}, method.verb), ` ${method.path}`);
    });
  }

  drawRow(row, view) {
    let line = this.drawn.get(row);
    if (line === undefined) {
      const principal = this.model.principals[this.shown.rows[row]];
      const name = element("div", {
        class: `name ${principal.state}`, role: "rowheader", "aria-colindex": 1, title: principal.name,
        tabindex: row === this.row && this.column === -1 ? 0 : -1,
      }, principal.name);
      line = element("div", { class: `row${row === this.row ? " on" : ""}`, role: "row", "aria-rowindex": row + 2 }, name);
      line.style.top = `${this.size.head + row * this.size.row}px`;
      line.style.width = this.space.style.width;
      line.cells = new Map([[-1, name]]);
      this.drawn.set(row, line);
    }
    this.fill(line, this.columnsIn(view, row), column => this.cell(row, column));
    if (!line.isConnected) {
      this.space.append(line);
    }
  }

  fill(line, columns, make) {
    for (const [column, cell] of line.cells) {
      if (column >= 0 && !columns.has(column)) {
        cell.remove();
        line.cells.delete(column);
      }
    }
    const fresh = document.createDocumentFragment();
    for (const column of columns) {
      if (!line.cells.has(column)) {
        const cell = make(column);
        cell.style.left = `${this.size.name + column * this.size.cell}px`;
        line.cells.set(column, cell);
        fresh.append(cell);
      }
    }
    line.append(fresh);
  }

  cell(row, column) {
    const [principal, method] = [this.shown.rows[row], this.shown.columns[column]];
    const answer = this.model.answer(principal, method);
    const change = this.model.change(principal, method);
    const isChosen = this.chosen.has(answer === "absent" ? "no" : answer);
    // The only element of which there are thousands: made without detours.
    const cell = document.createElement("div");
    cell.className = `cell ${isChosen ? answer : ""} ${CHANGES[change]}${this.firsts.has(column) ? " first" : ""}`;
    cell.tabIndex = row === this.row && column === this.column ? 0 : -1;
    cell.setAttribute("role", "gridcell");
    cell.setAttribute("aria-colindex", column + 2);
    cell.setAttribute("aria-label", this.model.spoken(principal, method));
    if (isChosen) {
      cell.textContent = LETTERS[answer];
      if (change > 0) {
        cell.append(element("i", {}, MARKS[change]));
      }
    }
    return cell;
  }

  /** Moves to a place, brings it into view and gives it the focus. */
  go(row, column, takesFocus = true) {
    this.marked(false);
    this.row = Math.min(Math.max(row, -1), this.shown.rows.length - 1);
    this.column = Math.min(Math.max(column, -1), this.shown.columns.length - 1);
    if (this.row === -1 && this.column === -1) {
      this.column = 0;
    }
    const { size, root } = this;
    if (this.row >= 0) {
      root.scrollTop = into(root.scrollTop, this.row * size.row, size.row, root.clientHeight - size.head);
    }
    if (this.column >= 0) {
      root.scrollLeft = into(root.scrollLeft, this.column * size.cell, size.cell, root.clientWidth - size.name);
    }
    this.draw();
    this.marked(true);
    if (takesFocus) {
      this.place()?.focus({ preventScroll: true });
    }
    this.moved();
  }

  /** The element of the place that has the focus. */
  place() {
    return this.row === -1 ? this.head?.cells.get(this.column) : this.drawn.get(this.row)?.cells.get(this.column);
  }

  marked(isHere) {
    this.place()?.setAttribute("tabindex", isHere ? 0 : -1);
    this.drawn.get(this.row)?.classList.toggle("on", isHere);
    this.head?.cells.get(this.column)?.classList.toggle("on", isHere);
  }

  key(event) {
    const page = Math.max(1, Math.floor((this.root.clientHeight - this.size.head) / this.size.row) - 1);
    const last = { row: this.shown.rows.length - 1, column: this.shown.columns.length - 1 };
    const all = event.ctrlKey || event.metaKey;
    const moves = {
      ArrowUp: [this.row - 1, this.column], ArrowDown: [this.row + 1, this.column],
      ArrowLeft: [this.row, this.column - 1], ArrowRight: [this.row, this.column + 1],
      PageUp: [Math.max(0, this.row - page), this.column], PageDown: [this.row + page, this.column],
      Home: [all ? 0 : this.row, 0], End: [all ? last.row : this.row, last.column],
    };
    if (event.key === "Enter" || event.key === " ") {
      event.preventDefault();
      this.open(this.row, this.column);
    } else if (moves[event.key] !== undefined && !event.altKey) {
      event.preventDefault();
      this.go(...moves[event.key]);
    }
  }

  where(target) {
    const cell = target.closest("[aria-colindex]");
    const line = target.closest("[aria-rowindex]");
    return cell === null || line === null ? null
      : [Number(line.getAttribute("aria-rowindex")) - 2, Number(cell.getAttribute("aria-colindex")) - 2];
  }

  click(event) {
    const where = this.where(event.target);
    if (where !== null && (where[0] >= 0 || where[1] >= 0)) {
      this.go(...where);
      this.open(...where);
    }
  }

  focused(event) {
    const where = this.where(event.target);
    if (where !== null && (where[0] !== this.row || where[1] !== this.column)) {
      this.go(...where);
    }
  }
}

function range(from, to) {
  return Array.from({ length: Math.max(0, to - from) }, (_, at) => from + at);
}

/** A scroll position from which a place is seen whole. */
function into(scroll, start, length, view) {
  return start < scroll ? start : start + length > scroll + view ? start + length - view : scroll;
}

/** Columns that stand side by side and are of one stage. */
function bands(model, columns) {
  const all = [];
  columns.forEach((column, at) => {
    const method = model.methods[column];
    const last = all.at(-1);
    if (last !== undefined && last.key === `${method.region} ${method.place}`) {
      last.to = at + 1;
    } else {
      all.push({ key: `${method.region} ${method.place}`, name: `${method.apiName} · ${method.stage}`, from: at, to: at + 1 });
    }
  });
  return all;
}
