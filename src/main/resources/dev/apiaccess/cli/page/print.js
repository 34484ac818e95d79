// SPDX-License-Identifier: Apache-2.0

const PRINT_COLUMNS = 24;
const MOST_PRINTED = 40000;

/** What is filtered as tables of so many methods; the methods are numbered, and named above each table. */
function printed(model, shown, chosen) {
  if (shown.rows.length === 0 || shown.columns.length === 0) {
    return [element("p", {}, "Nothing is shown.")];
  }
  const rows = shown.rows;
  const most = Math.max(1, Math.floor(MOST_PRINTED / rows.length));
  const parts = [];
  if (shown.columns.length > most) {
    parts.push(element("p", {}, `Only the first ${most} of ${shown.columns.length} methods are printed: filter before printing.`));
  }
  for (let from = 0; from < Math.min(most, shown.columns.length); from += PRINT_COLUMNS) {
    const columns = shown.columns.slice(from, Math.min(from + PRINT_COLUMNS, most));
    const names = element("ol", { start: from + 1 }, ...columns.map(
      column => element("li", {}, `${model.methods[column].name} of ${model.methods[column].place}`)));
    const head = element("tr", {}, element("th", { scope: "col" }, "Principal"),
      ...columns.map((_, at) => element("th", { scope: "col" }, String(from + at + 1))));
    const body = rows.map(row => element("tr", {}, element("th", { scope: "row" }, model.principals[row].name),
      ...columns.map(column => element("td", {}, printedCell(model, row, column, chosen)))));
    parts.push(names, element("table", {}, element("thead", {}, head), element("tbody", {}, ...body)));
  }
  return parts;
}

function printedCell(model, row, column, chosen) {
  const answer = model.answer(row, column);
  return chosen.has(answer === "absent" ? "no" : answer) ? LETTERS[answer] + MARKS[model.change(row, column)] : "";
}
