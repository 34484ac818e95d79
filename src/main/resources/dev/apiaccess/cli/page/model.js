// SPDX-License-Identifier: Apache-2.0
"use strict";

/** Answers by their codes; the last is the most. */
const ANSWERS = ["absent", "no", "depends", "partly", "unknown", "yes"];
const LETTERS = { absent: "–", no: ".", depends: "c", partly: "p", unknown: "?", yes: "Y" };
const MEANINGS = {
  yes: "can be called", depends: "depends on the call: an address, a time, MFA, a key",
  partly: "some paths or verbs, and not others", unknown: "something is missing", no: "cannot be called",
  absent: "not there",
};
const CODES = { ".": 1, c: 2, p: 3, "?": 4, Y: 5 };
const RANKS = [0, 0, 1, 1, 1, 2];
/** What became of a cell since the older account file. */
const CHANGES = ["", "gained", "lost", "changed"];
const MARKS = ["", "▲", "▼", "◆"];

/** What is packed in the file: its length, the head as JSON, and planes of bytes with a number for each cell. */
async function unpack(base64) {
  const text = atob(base64.trim());
  const packed = new Uint8Array(text.length);
  for (let at = 0; at < text.length; at++) {
    packed[at] = text.charCodeAt(at);
  }
  const stream = new Blob([packed]).stream().pipeThrough(new DecompressionStream("deflate-raw"));
  const bytes = new Uint8Array(await new Response(stream).arrayBuffer());
  const length = new DataView(bytes.buffer).getUint32(0, true);
  const head = JSON.parse(new TextDecoder().decode(bytes.subarray(4, 4 + length)));
  return new Model(head, bytes.subarray(4 + length));
}

class Model {
  constructor(head, planes) {
    this.head = head;
    this.principals = head.principals.map(([name, state]) => ({ name, state, text: name.toLowerCase() }));
    this.methods = head.methods.map(([verb, path, apiName, api, stage, region, authorization, key, state]) => ({
      verb, path, apiName, api, stage, region, authorization, key: key === 1, state,
      name: `${verb} ${path}`, place: `${apiName} (${api}) ${stage}`,
      text: `${verb} ${path} of ${apiName} (${api}) ${stage} ${region}`.toLowerCase(),
    }));
    const cells = this.principals.length * this.methods.length;
    this.whys = numbers(planes, 0, cells);
    this.hasBefore = planes.length > 3 * cells;
    this.before = this.hasBefore ? numbers(planes, 3 * cells, cells) : new Uint32Array(0);
    const codes = head.whys.map(([letter]) => CODES[letter] ?? 0);
    this.answers = new Uint8Array(cells);
    this.changes = new Uint8Array(cells);
    for (let at = 0; at < cells; at++) {
      const code = codes[this.whys[at]];
      this.answers[at] = code;
      if (this.hasBefore && this.before[at] > 0) {
        const more = RANKS[code] - RANKS[codes[this.before[at] - 1]];
        this.changes[at] = more > 0 ? 1 : more < 0 ? 2 : 3;
      }
    }
  }

  at(row, column) {
    return row * this.methods.length + column;
  }

  answer(row, column) {
    return ANSWERS[this.answers[this.at(row, column)]];
  }

  change(row, column) {
    return this.changes[this.at(row, column)];
  }

  /** The number of what a cell said before, if that was something else. */
  said(row, column) {
    return this.hasBefore ? this.before[this.at(row, column)] - 1 : -1;
  }

  word(why) {
    return ANSWERS[CODES[this.head.whys[why][0]] ?? 0];
  }

  /** The answers that a why is made of, each with the call that it is about, if it is not about all. */
  parts(why) {
    const [, ...list] = this.head.whys[why];
    const parts = [];
    for (let at = 0; at < list.length; at += 2) {
      parts.push({ ...this.head.answers[list[at]], call: list[at + 1] < 0 ? null : this.head.calls[list[at + 1]] });
    }
    return parts;
  }

  /** A text of which principal and ARN were left out, for a cell. */
  text(pieces, row, column, call) {
    return pieces.map(piece => piece === 0 ? this.arn(column, call) : piece === 1 ? this.principals[row].name : piece).join("");
  }

  arn(column, call) {
    const method = this.methods[column];
    const [verb, path] = call === null
      ? [method.verb === "ANY" ? "*" : method.verb, method.path.replace(/\{[^}]*\}/g, "*")]
      : [call.slice(0, call.indexOf(" ")), call.slice(call.indexOf(" ") + 1)];
    return `arn:${this.head.partition}:execute-api:${method.region}:${this.head.account}:${method.api}/${method.stage}/${verb}/${path.slice(1)}`;
  }

  /** A cell in one line. */
  spoken(row, column) {
    const change = this.change(row, column);
    const before = change === 0 ? "" : `, ${CHANGES[change]}, was ${this.word(this.said(row, column))}`;
    const method = this.methods[column];
    return `${this.principals[row].name}, ${method.name} of ${method.place}: ${this.answer(row, column)}${before}`;
  }
}

function numbers(planes, from, size) {
  const all = new Uint32Array(size);
  for (let at = 0; at < size; at++) {
    all[at] = planes[from + at] | (planes[from + size + at] << 8) | (planes[from + 2 * size + at] << 16);
  }
  return all;
}
