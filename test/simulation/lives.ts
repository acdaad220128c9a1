import { simulate } from "./simulate.ts";

/** Simulates lives of sessions; prints each that breaks a promise, and one line of counts. */
const [from = 1, count = 1_000] = process.argv.slice(2).map(Number);
const totals = { steps: 0, fills: 0, refused: 0, commands: 0, crashes: 0, feedFaults: 0 };
let broken = 0;
for (let seed = from; seed < from + count; seed++) {
  const { violation, seed: _, ...life } = simulate(seed);
  for (const name of Object.keys(totals))
    Reflect.set(totals, name, Reflect.get(totals, name) + Reflect.get(life, name));
  if (violation !== undefined) {
    broken++;
    console.log(`seed ${seed}: ${violation}`);
  }
}
const { steps, fills, refused, commands, crashes, feedFaults } = totals;
console.log(
  `${count} lives from seed ${from}: ${steps} steps, ${fills} fills, ${refused} refusals, ${commands} commands, ${feedFaults} faults of feeds, ${crashes} crashes; ${broken} broken`,
);
process.exitCode = broken === 0 ? 0 : 1;
