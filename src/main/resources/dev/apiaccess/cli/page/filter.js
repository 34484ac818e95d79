// SPDX-License-Identifier: Apache-2.0

const VERBS = new Set(["GET", "POST", "PUT", "PATCH", "DELETE", "HEAD", "OPTIONS", "ANY"]);

function words(query) {
  return query.trim().split(/\s+/).filter(word => word !== "");
}

/** Every word is somewhere in the name. */
function principalTest(query) {
  const all = words(query.toLowerCase());
  return principal => all.every(word => principal.text.includes(word));
}

/** As for principals; a verb in capitals or with other words is the verb, and a path meets templates that it fits. */
function methodTest(query) {
  const all = words(query);
  const tests = all.map(word => {
    const lower = word.toLowerCase();
    if (VERBS.has(word.toUpperCase()) && (all.length > 1 || word === word.toUpperCase())) {
      return method => method.verb === word.toUpperCase() || method.verb === "ANY";
    }
    const parts = word.startsWith("/") ? word.split("/") : null;
    return method => method.text.includes(lower) || (parts !== null && fits(method.path.split("/"), parts));
  });
  return method => tests.every(test => test(method));
}

function fits(template, parts) {
  for (let at = 0; at < template.length; at++) {
    if (template[at].endsWith("+}")) {
      return parts.length > at && parts[at] !== "";
    }
    const same = template[at].startsWith("{") ? parts[at] !== undefined && parts[at] !== "" : template[at] === parts[at];
    if (!same) {
      return false;
    }
  }
  return template.length === parts.length;
}

/**
 * Rows and columns that are shown, by their numbers.
 *
 * chosen: a set of answers; filled: only what has one of them; changed: only what has a change, most widening first.
 */
function filtered(model, { principal, method, chosen, filled, changed }) {
  const isPrincipal = principalTest(principal);
  const isMethod = methodTest(method);
  let rows = [...model.principals.keys()].filter(row => isPrincipal(model.principals[row]));
  let columns = [...model.methods.keys()].filter(column => isMethod(model.methods[column]));
  const found = { principals: rows.length, methods: columns.length };
  if (filled || changed) {
    const wanted = ANSWERS.map(answer => chosen.has(answer === "absent" ? "no" : answer));
    const ofRow = new Float64Array(model.principals.length);
    const ofColumn = new Uint8Array(model.methods.length);
    for (const row of rows) {
      for (const column of columns) {
        const at = model.at(row, column);
        if (wanted[model.answers[at]] && (!changed || model.changes[at] > 0)) {
          ofRow[row] += changed && model.changes[at] === 1 ? 1e6 : 1;
          ofColumn[column] = 1;
        }
      }
    }
    rows = rows.filter(row => ofRow[row] > 0);
    columns = columns.filter(column => ofColumn[column] > 0);
    if (changed) {
      rows.sort((one, other) => ofRow[other] - ofRow[one] || one - other);
    }
  }
  return { rows, columns, found };
}
