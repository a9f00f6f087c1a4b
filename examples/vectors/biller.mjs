// A little biller that knows one price list and renewals, and nothing else; what it does not know it skips.
// It counts each period from the last one, so that January 31 drifts: the vectors notice. `--anchored` mends it.

import { createInterface } from "node:readline";

const PLANS = { monthly: { months: 1, fee: 1000 }, annual: { months: 12, fee: 10000 } };
const anchored = process.argv.includes("--anchored");

function addMonths(date, months) {
  const [year, month, day] = date.split("-").map(Number);
  const last = new Date(Date.UTC(year, month - 1 + months + 1, 0)); // the last day of that month
  return new Date(Date.UTC(year, month - 1 + months, Math.min(day, last.getUTCDate()))).toISOString().slice(0, 10);
}

function answer({ id, rulebook, given, events, until }) {
  const [event] = events;
  const known = rulebook === "generic" && given.state === "prospect" && events.length === 1 && event.do === "join";
  if (!known || event.trial !== "no" || given.wallet[0]?.card === undefined) return { id, skip: "only joins" };
  const { months, fee } = PLANS[event.plan ?? given.plan];
  const entries = [];
  for (let count = 0, date = event.date; date <= until; count += 1) {
    entries.push({ date, kind: "charge", amount: fee });
    date = anchored ? addMonths(event.date, months * (count + 1)) : addMonths(date, months);
  }
  return { id, observes: ["charge"], entries };
}

createInterface({ input: process.stdin }).on("line", (line) => console.log(JSON.stringify(answer(JSON.parse(line)))));
