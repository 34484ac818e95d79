// SPDX-License-Identifier: Apache-2.0

const MOST_LISTED = 300;

/** What a principal, a method or a cell comes to, in a panel that closes with Escape. */
class Detail {
  constructor(model, dialog) {
    this.model = model;
    this.dialog = dialog;
  }

  cell(row, column) {
    const { model } = this;
    const answer = model.answer(row, column);
    const method = model.methods[column];
    const body = this.begin(answer, `${model.principals[row].name} · ${method.name}`);
    body.append(list([["API", method.place], ["Authorization", method.authorization + (method.key ? ", needs an API key" : "")]]));
    this.why(body, model.whys[model.at(row, column)], row, column);
    if (model.change(row, column) > 0) {
      const said = model.said(row, column);
      body.append(element("h3", {}, `Before: ${model.word(said)} (${CHANGES[model.change(row, column)]})`));
      this.why(body, said, row, column);
    }
    this.others(body, row, column);
    const command = explainCommand(model.principals[row].name, method);
    if (command !== null) {
      body.append(element("h3", {}, "Layer by layer"), element("pre", { tabindex: 0, "aria-label": "Command" }, command));
    }
    this.show();
  }

  row(row) {
    const body = this.begin(null, this.model.principals[row].name);
    this.grouped(body, this.model.methods.keys(), column => this.model.answer(row, column),
      column => this.link(row, column, `${this.model.methods[column].name} of ${this.model.methods[column].place}`), "no method");
    this.show();
  }

  column(column) {
    const method = this.model.methods[column];
    const body = this.begin(null, method.name);
    body.append(list([["API", method.place], ["Authorization", method.authorization + (method.key ? ", needs an API key" : "")]]));
    this.grouped(body, this.model.principals.keys(), row => this.model.answer(row, column),
      row => this.link(row, column, this.model.principals[row].name), "no principal of this page");
    this.show();
  }

  /** A new panel with its title. */
  begin(answer, title) {
    const close = element("button", { class: "close", type: "button" }, "Close");
    close.addEventListener("click", () => this.dialog.close());
    const body = element("div", {}, close);
    if (answer !== null) {
      body.append(element("p", { class: `tag ${answer}` }, element("span", { class: "letter", "aria-hidden": "true" }, LETTERS[answer]), answer));
    }
    body.append(element("h2", { id: "title" }, title));
    this.dialog.replaceChildren(body);
    return body;
  }

  show() {
    if (!this.dialog.open) {
      this.dialog.showModal();
    }
    this.dialog.scrollTop = 0;
    this.dialog.querySelector(".close").focus();
  }

  why(body, why, row, column) {
    const parts = this.model.parts(why);
    if (parts.length === 0) {
      body.append(element("p", {}, "The principal or the method is not in the account file."));
    }
    for (const part of parts) {
      if (part.call !== null) {
        body.append(element("h3", {}, `${{ yes: "yes", no: "no", unknown: "open" }[part.value]}, such as ${part.call}`));
      }
      this.part(body, part, row, column);
    }
  }

  part(body, part, row, column) {
    const text = pieces => this.model.text(pieces, row, column, part.call);
    const rows = [["Because", text(part.reason)]];
    if (part.layer !== undefined) {
      rows.push(["Layer", part.layer]);
    }
    if (part.statement !== undefined) {
      const [policy, sid, position, effect] = this.model.head.statements[part.statement];
      rows.push(["Statement", `${sid === null ? "" : `${sid}, `}number ${position}, ${effect}`], ["Policy", this.model.head.policies[policy]]);
    }
    if (part.conditions !== undefined) {
      rows.push(["Yes", part.conditions]);
    }
    for (const number of part.missing ?? []) {
      const [what, how] = this.model.head.missing[number];
      rows.push(["Missing", how === "" ? what : `${what}: give ${how}`]);
    }
    if (part.change !== undefined) {
      rows.push([part.value === "no" ? "For a yes" : "To know", text(part.change)]);
    }
    body.append(list(rows));
  }

  others(body, row, column) {
    const rows = [...this.model.principals.keys()].filter(other => other !== row);
    body.append(element("h3", {}, "Who else"));
    this.grouped(body, rows, other => this.model.answer(other, column),
      other => this.link(other, column, this.model.principals[other].name), "nobody of this page");
  }

  /** Those with an answer that is not a no, by answer. */
  grouped(body, numbers, answerOf, link, nothing) {
    const groups = new Map();
    for (const number of numbers) {
      const answer = answerOf(number);
      groups.set(answer, [...(groups.get(answer) ?? []), number]);
    }
    const told = ["yes", "depends", "partly", "unknown"].filter(answer => groups.has(answer));
    if (told.length === 0) {
      body.append(element("p", {}, nothing));
    }
    for (const answer of told) {
      const all = groups.get(answer);
      const items = element("ul", {}, ...all.slice(0, MOST_LISTED).map(number => element("li", {}, link(number))));
      body.append(element("p", {}, element("span", { class: `tag ${answer}` }, answer), ` ${all.length}`), items);
      if (all.length > MOST_LISTED) {
        body.append(element("p", {}, `and ${all.length - MOST_LISTED} more`));
      }
    }
  }

  link(row, column, text) {
    return element("a", { href: address(this.model, row, column) }, text);
  }
}

function list(rows) {
  return element("dl", {}, ...rows.flatMap(([term, text]) => [element("dt", {}, term), element("dd", {}, text)]));
}

/** The fragment that opens a cell. */
function address(model, row, column) {
  const method = model.methods[column];
  return `#${new URLSearchParams({ principal: model.principals[row].name, method: method.name, api: method.api, stage: method.stage })}`;
}

/** The cell that a fragment names: its row and column, or null. */
function addressed(model, fragment) {
  const named = new URLSearchParams(fragment.replace(/^#/, ""));
  const row = model.principals.findIndex(one => one.name === named.get("principal"));
  const column = model.methods.findIndex(
    one => one.name === named.get("method") && one.api === named.get("api") && one.stage === named.get("stage"));
  return row < 0 || column < 0 ? null : [row, column];
}

/** The command that explains a cell; null for callers whom no name stands for. */
function explainCommand(name, method) {
  const who = name === "anybody" ? "anonymous" : name;
  const quoted = text => `'${text.replaceAll("'", "'\\''")}'`;
  return who.startsWith("anybody") ? null
    : `apiaccess explain ${quoted(who)} ${method.verb} ${quoted(method.path)} --api ${method.api} --stage ${quoted(method.stage)} --account-file account.json`;
}
