#!/usr/bin/env node
// Drives a program through the vectors of this folder, over JSON lines, and says where it differs.
// Plain Node, no dependencies. docs/vectors.md tells the protocol and how answers are compared.

import { spawn } from "node:child_process";
import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import { isDeepStrictEqual } from "node:util";

const HELP = `usage: node run.mjs [options] -- PROGRAM [ARGUMENT...]

  --vectors DIR      the folder of the vectors (default: that of this file)
  --only PREFIX      only vectors whose id begins so; may be given several times
  --observes KINDS   kinds of entries that are compared, such as charge,refund (default: what the program says)
  --timeout SECONDS  how long an answer may take (default 10)
  --failures NUMBER  how many failures are told in full (default 10)

Exit status: 0 every vector holds, 1 some do not or none had anything to compare, 2 nothing could be run.`;

const SCHEMA = "membership-sim/vectors-manifest/1";
const KINDS = ["action", "refused", "state", "charge", "decline", "refund", "notice", "use"];
// What an entry must tell beside its date and kind; other fields are compared if they are told.
const MAIN = {
  action: "action", refused: "action", state: "state", charge: "amount", decline: "amount", refund: "amount",
  notice: "notice", use: "benefit",
};
const PARTS = ["entries", "unknown", "skip", "error"]; // an answer has one of them
const STORY = ["id", "rulebook", "with", "sales_tax", "given", "events", "until"];
const MOST_RESTARTS = 20;

class Unusable extends Error {}

function readArguments(words) {
  const options = { vectors: dirname(fileURLToPath(import.meta.url)), only: [], timeout: 10, failures: 10, program: [] };
  while (words.length) {
    const name = words.shift();
    if (name === "--") {
      options.program = words.splice(0);
    } else if (name === "--help" || name === "-h") {
      return { help: true };
    } else if (["--vectors", "--only", "--observes", "--timeout", "--failures"].includes(name)) {
      const value = words.shift();
      if (value === undefined) throw new Unusable(`${name} needs a value`);
      if (name === "--only") options.only.push(value);
      else if (name === "--observes") options.observes = kindsOf(value.split(","));
      else if (name === "--vectors") options.vectors = value;
      else options[name.slice(2)] = positive(name, value);
    } else {
      throw new Unusable(`unknown argument '${name}', see --help`);
    }
  }
  if (!options.program.length) throw new Unusable("no program, write it after --, see --help");
  return options;
}

function positive(name, value) {
  const number = Number(value);
  if (!(number > 0)) throw new Unusable(`${name} is '${value}', a number above 0 is allowed`);
  return number;
}

function kindsOf(names) {
  if (!Array.isArray(names)) throw new Unusable("observes is no list of kinds");
  if (!names.length) throw new Unusable("observes names no kind, so nothing could be compared");
  const unknown = names.find((name) => !KINDS.includes(name));
  if (unknown !== undefined) throw new Unusable(`unknown kind '${unknown}', allowed: ${KINDS.join(", ")}`);
  return names;
}

function readText(path) {
  try {
    return readFileSync(path);
  } catch (error) {
    throw new Unusable(`${path}: cannot be read: ${error.code}`);
  }
}

function parsed(path, text) {
  try {
    return JSON.parse(text);
  } catch (error) {
    throw new Unusable(`${path}: no JSON: ${error.message}`);
  }
}

function readSuite(folder, prefixes) {
  const path = join(folder, "manifest.json");
  const manifest = parsed(path, readText(path));
  if (manifest?.schema !== SCHEMA) throw new Unusable(`${path}: the suite is ${manifest?.schema}, allowed: ${SCHEMA}`);
  const missing = ["files", "flags"].find((name) => manifest[name] === null || typeof manifest[name] !== "object");
  if (missing) throw new Unusable(`${path}: '${missing}' is missing, write the suite again`);
  const vectors = [];
  for (const [name, file] of Object.entries(manifest.files)) {
    const text = readText(join(folder, name));
    if (createHash("sha256").update(text).digest("hex") !== file?.sha256) {
      throw new Unusable(`${join(folder, name)}: not what the manifest tells, write the suite again`);
    }
    vectors.push(...(parsed(join(folder, name), text)?.vectors ?? []));
  }
  const chosen = vectors.filter(({ id }) => !prefixes.length || prefixes.some((prefix) => id.startsWith(prefix)));
  const begin = prefixes.length ? ` begins with ${prefixes.join(" or ")}` : "";
  if (!chosen.length) throw new Unusable(`${path}: no vector${begin}`);
  return { manifest, vectors: chosen };
}

// A program that answers one line to each line. After a fault it is ended, and begun again for the next vector.
class Program {
  constructor(command, seconds) {
    this.command = command;
    this.seconds = seconds;
    this.begun = 0;
  }

  begin() {
    const child = spawn(this.command[0], this.command.slice(1), { stdio: ["pipe", "pipe", "inherit"] });
    const turn = { child, waiting: null, excess: null };
    const settle = (outcome) => {
      const waiting = turn.waiting;
      turn.waiting = null;
      if (waiting) waiting(outcome);
      else turn.excess ??= outcome.line ?? null;
    };
    child.stdin.on("error", () => {}); // its end is told by "close"
    child.on("error", (error) => settle({ unstarted: error.code, fault: `cannot be started: ${error.code}` }));
    child.on("close", (status, signal) => {
      turn.ended = true;
      settle({ fault: `the program ended (${signal ?? `exit status ${status}`})` });
    });
    createInterface({ input: child.stdout }).on("line", (line) => settle({ line }));
    this.turn = turn;
    this.begun += 1;
  }

  // After the last answer the program is given time to end, and what it still says is heard.
  async ask(request, isLast) {
    if (!this.turn || this.turn.ended) this.begin();
    const turn = this.turn;
    let timer;
    const outcome = await new Promise((resolve) => {
      turn.waiting = resolve;
      const fault = `no answer within ${this.seconds} s`;
      timer = setTimeout(() => { turn.waiting = null; resolve({ fault }); }, this.seconds * 1000);
      turn.child.stdin.write(JSON.stringify(request) + "\n");
    });
    clearTimeout(timer);
    let answer = outcome.line === undefined ? outcome : answerOf(outcome.line, request.id);
    if (!answer.fault && isLast) await this.leave();
    if (!answer.fault && turn.excess !== null) answer = { fault: `more than one line: ${turn.excess.slice(0, 200)}` };
    if (answer.fault) this.end();
    return answer;
  }

  end() {
    this.turn?.child.kill("SIGKILL");
    this.turn = null;
  }

  async leave() {
    const turn = this.turn;
    if (!turn || turn.ended) return;
    turn.child.stdin.end();
    const timer = setTimeout(() => turn.child.kill("SIGKILL"), 1000);
    await new Promise((resolve) => turn.child.on("close", resolve));
    clearTimeout(timer);
  }
}

function answerOf(line, id) {
  let answer;
  try {
    answer = JSON.parse(line);
  } catch {
    return { fault: `a line that is no JSON: ${line.slice(0, 200)}` };
  }
  if (answer === null || typeof answer !== "object" || Array.isArray(answer)) return { fault: "an answer is an object" };
  if (answer.id !== id) return { fault: `an answer to ${JSON.stringify(answer.id)}, not to this vector` };
  return { answer };
}

// What an alternative expects is told from where it parts.
function outcomes(vector) {
  const others = (vector.alternatives ?? []).map((other) => ({
    ...other, entries: other.entries && [...vector.expected.entries.slice(0, other.same), ...other.entries],
  }));
  return [vector.expected, ...others];
}

// Returns the first difference from one outcome; null if there is none.
function difference(expected, answer, observed) {
  if (expected.unknown) {
    return answer.unknown ? null : { expected: `unknown, by ${expected.unknown}`, seen: "entries", rules: [expected.unknown] };
  }
  if (answer.unknown) return { expected: "entries", seen: `unknown: ${answer.unknown}` };
  for (const kind of KINDS.filter((name) => observed.includes(name))) {
    const wanted = expected.entries.filter((entry) => entry.kind === kind);
    const seen = answer.entries.filter((entry) => entry.kind === kind);
    for (let index = 0; index < Math.max(wanted.length, seen.length); index += 1) {
      const [own, other] = [wanted[index], seen[index]];
      if (!own || !other) return { expected: own ?? `no more ${kind}`, seen: other ?? "nothing", rules: own?.rules };
      const named = Object.keys(other).filter((name) => name !== "because" && !isDeepStrictEqual(own[name], other[name]));
      if (named.length) return { expected: own, seen: other, fields: named, rules: own.rules };
    }
  }
  if (answer.final_state !== undefined && answer.final_state !== expected.final_state) {
    return { expected: `${expected.final_state} at the end`, seen: answer.final_state };
  }
  return null;
}

// Tells whether an answer that holds shows nothing: no entry is expected of what is observed, and the end is not told.
function isSilent(expected, answer, observed) {
  return !answer.unknown && answer.final_state === undefined &&
    !expected.entries.some((entry) => observed.includes(entry.kind));
}

// What is wrong with the form of an answer; "" if nothing is.
function malformed(answer, observed) {
  if (answer.unknown) return "";
  if (!Array.isArray(answer.entries)) return "an answer has entries, a list";
  for (const entry of answer.entries) {
    if (entry === null || typeof entry !== "object") return "an entry is an object";
    if (!KINDS.includes(entry.kind)) return `an entry of the unknown kind ${JSON.stringify(entry.kind)}`;
    const missing = ["date", MAIN[entry.kind]].find((name) => entry[name] === undefined);
    if (observed.includes(entry.kind) && missing) return `a ${entry.kind} without ${missing}`;
  }
  return "";
}

function judge(vector, { fault, answer }, told) {
  if (fault) return { fault };
  const parts = PARTS.filter((name) => (name === "entries" ? Array.isArray(answer[name]) : answer[name]));
  if (parts.length > 1) return { fault: `${parts.join(" beside ")}, one of ${PARTS.join(", ")} is allowed` };
  if (answer.skip) return { skipped: String(answer.skip) };
  if (answer.error) return { fault: `the program says: ${answer.error}` };
  let observed;
  try {
    observed = told ?? kindsOf(answer.observes ?? KINDS);
  } catch (error) {
    return { fault: error.message };
  }
  const wrong = malformed(answer, observed);
  if (wrong) return { fault: wrong };
  const found = outcomes(vector).map((expected) => difference(expected, answer, observed));
  const place = found.indexOf(null);
  if (place === 0) return { silent: isSilent(vector.expected, answer, observed) };
  return place > 0 ? { alternative: vector.alternatives[place - 1].with } : { difference: found[0] };
}

function tell(vector, { fault, difference: found }, manifest) {
  console.log(`FAILED  ${vector.id}\n        ${vector.comment}`);
  if (fault) {
    console.log(`        ${fault}`);
  } else {
    const text = (value) => (typeof value === "string" ? value : JSON.stringify(value));
    console.log(`        expected: ${text(found.expected)}\n        seen:     ${text(found.seen)}`);
    if (found.fields) console.log(`        differs:  ${found.fields.join(", ")}`);
    if (found.rules) console.log(`        rules:    ${found.rules.join(", ")}`);
  }
  for (const flag of vector.flags) console.log(`        ${flag}: ${manifest.flags[flag].means}`);
}

async function main() {
  const options = readArguments(process.argv.slice(2));
  if (options.help) {
    console.log(HELP);
    return 0;
  }
  const { manifest, vectors } = readSuite(options.vectors, options.only);
  const program = new Program(options.program, options.timeout);
  const counts = { hold: 0, silent: 0, alternative: 0, skipped: 0, failed: 0 };
  const alternatives = new Set();
  let left = vectors.length;
  for (const vector of vectors) {
    if (program.begun > MOST_RESTARTS) break;
    const request = Object.fromEntries(STORY.filter((name) => name in vector).map((name) => [name, vector[name]]));
    left -= 1;
    const answer = await program.ask(request, !left);
    if (answer.unstarted) throw new Unusable(`${options.program[0]}: ${answer.fault}`);
    const verdict = judge(vector, answer, options.observes);
    if (verdict.skipped) counts.skipped += 1;
    else if (verdict.alternative) {
      counts.alternative += 1;
      alternatives.add(JSON.stringify(verdict.alternative));
    } else if (verdict.fault || verdict.difference) {
      counts.failed += 1;
      if (counts.failed <= options.failures) tell(vector, verdict, manifest);
    } else {
      counts.hold += 1;
      if (verdict.silent) counts.silent += 1;
    }
  }
  await program.leave();
  if (counts.failed > options.failures) console.log(`and ${counts.failed - options.failures} more failures`);
  if (left) console.log(`given up: the program was begun ${program.begun} times, ${left} vectors were not asked`);
  for (const text of [...alternatives].sort()) console.log(`acceptable, as with ${text}`);
  console.log(`${vectors.length} vectors: ${counts.hold} hold, ${counts.alternative} hold by an alternative, ` +
    `${counts.skipped} skipped, ${counts.failed} failed`);
  if (counts.silent) console.log(`${counts.silent} hold with no entry to compare, of the kinds that are observed`);
  const shown = counts.hold - counts.silent + counts.alternative;
  return counts.failed || left || !shown ? 1 : 0;
}

process.stdout.on("error", (error) => { // a closed pipe is no error
  if (error.code === "EPIPE") process.exit(0);
  console.error(`standard output cannot be written: ${error.code}`);
  process.exit(2);
});

main().then((status) => { process.exitCode = status; }, (error) => {
  if (error instanceof Unusable) console.error(error.message);
  else console.error(error);
  process.exitCode = 2;
});
