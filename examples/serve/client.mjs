// The oracle from Node, without any library: `node examples/serve/client.mjs [COMMAND...]`.
import { spawn } from "node:child_process";
import { createInterface } from "node:readline";

const [program, ...words] = process.argv.length > 2 ? process.argv.slice(2) : ["membership-sim"];
const oracle = spawn(program, [...words, "serve"], { stdio: ["pipe", "pipe", "inherit"] });
const answers = createInterface({ input: oracle.stdout })[Symbol.asyncIterator]();

async function ask(request) {
  oracle.stdin.write(JSON.stringify(request) + "\n");
  const { result, error } = JSON.parse((await answers.next()).value);
  if (error) throw new Error(error.problems.map(({ at, message }) => `${at ?? ""}: ${message}`).join("\n"));
  return result;
}

// One member, moved by hand: what a step gives as `given` is where the next one starts.
let member = await ask({ do: "step", scenario: { events: [{ date: "2025-01-31", do: "join" }] } });
while (member.due && member.due < "2025-06-01") {
  member = await ask({ do: "step", scenario: { given: member.given, until: member.due } });
  for (const { date, kind, amount } of member.entries) console.log(date, kind, amount);
}
member = await ask({ do: "step", scenario: { given: member.given, events: [{ date: "2025-06-01", do: "pause" }] } });
console.log(member.entries[0].because);
oracle.stdin.end();
