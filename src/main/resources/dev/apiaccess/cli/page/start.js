// SPDX-License-Identifier: Apache-2.0

const byId = id => document.getElementById(id);

/** The page: search fields, table and panel, and what goes between them. */
class Page {
  constructor(model) {
    this.model = model;
    this.detail = new Detail(model, byId("detail"));
    this.grid = new Grid(model, byId("grid"), (row, column) => this.open(row, column), () => this.here());
    this.chips = this.answers();
    const { given, patterns } = model.head;
    byId("given").textContent = [
      ...(patterns.length > 0 ? [`only ${patterns.join(", ")}`] : []), ...(given.length > 0 ? [`calls with ${given.join("; ")}`] : []),
    ].join(" · ");
    byId("letters").replaceChildren(...["yes", "no", "depends", "partly", "unknown"].map(
      answer => element("span", {}, element("b", {}, LETTERS[answer]), ` ${answer}: ${MEANINGS[answer]}`)));
    byId("since").hidden = !model.hasBefore;
    byId("tools").addEventListener("input", () => this.filter());
    byId("tools").addEventListener("submit", event => event.preventDefault());
    document.addEventListener("keydown", event => this.key(event));
    addEventListener("hashchange", () => this.follow());
    byId("detail").addEventListener("close", () => this.closed());
    addEventListener("beforeprint", () => this.print());
    matchMedia("print").addEventListener("change", event => event.matches && this.print());
  }

  answers() {
    return ["yes", "depends", "partly", "unknown", "no"].map(answer => {
      const box = element("input", { type: "checkbox", value: answer, checked: true });
      byId("answers").append(element("label", { class: "chip", title: `${answer}: ${MEANINGS[answer]}` }, box,
        element("span", { class: `letter ${answer}`, "aria-hidden": "true" }, LETTERS[answer]), element("span", {}, answer)));
      return box;
    });
  }

  filter() {
    const started = performance.now();
    this.chosen = new Set(this.chips.filter(box => box.checked).map(box => box.value));
    this.shown = filtered(this.model, {
      principal: byId("principal").value, method: byId("method").value, chosen: this.chosen,
      filled: byId("filled").checked, changed: byId("changes").checked,
    });
    const isEmpty = this.shown.rows.length === 0 || this.shown.columns.length === 0;
    byId("grid").hidden = isEmpty;
    byId("empty").hidden = !isEmpty;
    byId("empty").textContent = isEmpty ? this.nothing() : "";
    byId("count").textContent = this.counted();
    this.grid.show(this.shown, this.chosen);
    this.here();
    performance.measure("filter", { start: started });
  }

  /** Why nothing is shown. */
  nothing() {
    const { found } = this.shown;
    if (this.model.methods.length === 0) {
      return "No stage of these APIs serves a method.";
    }
    if (found.principals === 0) {
      return `No principal matches “${byId("principal").value.trim()}”.`;
    }
    return found.methods === 0 ? `No method or API matches “${byId("method").value.trim()}”.`
      : byId("changes").checked ? "Nothing of this has changed." : "No cell has one of these answers.";
  }

  counted() {
    const { model, shown } = this;
    const number = (some, all) => some === all ? all.toLocaleString("en") : `${some.toLocaleString("en")} of ${all.toLocaleString("en")}`;
    let text = `${number(shown.rows.length, model.principals.length)} principals by ${number(shown.columns.length, model.methods.length)} methods`;
    if (model.hasBefore) {
      const counts = [0, 0, 0, 0];
      model.changes.forEach(change => counts[change]++);
      text += `. Since the older file: ${MARKS[1]} ${counts[1]} gained, ${MARKS[3]} ${counts[3]} changed, ${MARKS[2]} ${counts[2]} lost`;
    }
    return text;
  }

  /** The place that has the focus, in words. */
  here() {
    const { grid, shown, model } = this;
    const row = shown.rows[grid.row];
    const column = shown.columns[grid.column];
    byId("here").textContent = row !== undefined && column !== undefined ? model.spoken(row, column)
      : row !== undefined ? model.principals[row].name
        : column !== undefined ? `${model.methods[column].name} of ${model.methods[column].place}` : "";
  }

  open(row, column) {
    const [principal, method] = [this.shown.rows[row], this.shown.columns[column]];
    if (row < 0) {
      this.detail.column(method);
    } else if (column < 0) {
      this.detail.row(principal);
    } else {
      this.detail.cell(principal, method);
      history.replaceState(null, "", address(this.model, principal, method));
    }
  }

  /** Goes to the cell that the fragment names; what hides it is taken away. */
  follow() {
    if (location.hash.length < 2) {
      return;
    }
    const named = addressed(this.model, location.hash);
    if (named === null) {
      byId("count").textContent = "The link names a cell that this page does not have.";
      return;
    }
    const [row, column] = named;
    // A panel that closes gives the focus back to where it was, so it closes before the place changes.
    byId("detail").close();
    if (!this.shown.rows.includes(row) || !this.shown.columns.includes(column)) {
      byId("tools").reset();
      this.filter();
    }
    this.grid.go(this.shown.rows.indexOf(row), this.shown.columns.indexOf(column));
    this.detail.cell(row, column);
  }

  closed() {
    if (byId("detail").open) {
      return;
    }
    history.replaceState(null, "", "#");
    // The browser tells of a closed panel a while after: who types into a field by then keeps the focus.
    if (!(document.activeElement instanceof HTMLInputElement)) {
      this.grid.place()?.focus({ preventScroll: true });
    }
  }

  key(event) {
    const isTyping = event.target instanceof HTMLInputElement && event.target.type === "search";
    if (event.key === "/" && !isTyping && !byId("detail").open && !event.ctrlKey && !event.metaKey && !event.altKey) {
      event.preventDefault();
      byId("principal").select();
    } else if (isTyping && event.key === "Escape" && event.target.value !== "") {
      event.preventDefault();
      event.target.value = "";
      this.filter();
    } else if (isTyping && (event.key === "ArrowDown" || event.key === "Enter") && !byId("grid").hidden) {
      event.preventDefault();
      this.grid.go(this.grid.row, this.grid.column);
    }
  }

  print() {
    byId("print").replaceChildren(...printed(this.model, this.shown, this.chosen));
  }
}

async function start() {
  if (typeof DecompressionStream === "undefined") {
    byId("count").textContent = "This page needs a browser that knows DecompressionStream: Chrome 103, Firefox 113, Safari 16.4, or newer.";
    return;
  }
  const page = new Page(await unpack(byId("data").textContent));
  page.filter();
  page.follow();
  performance.mark("shown");
}

start();
