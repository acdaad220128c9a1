import { simulate } from "./simulate.ts";
import { simulateVenue } from "./venue-life.ts";

/** Simulates lives of sessions, with the simulator inside and with a venue behind; prints each that breaks a promise. */
const [from = 1, count = 1_000] = process.argv.slice(2).map(Number);
let broken = 0;

/** Lives every seed, and adds up what the lives count. */
const live = (
  name: string,
  simulateOne: (seed: number) => { readonly violation: string | undefined },
): void => {
  const totals = new Map<string, number>();
  let bad = 0;
  for (let seed = from; seed < from + count; seed++) {
    const { violation, ...life } = simulateOne(seed);
    for (const [key, value] of Object.entries(life)) {
      if (key !== "seed" && typeof value === "number") totals.set(key, (totals.get(key) ?? 0) + value);
    }
    if (violation === undefined) continue;
    bad++;
    console.log(`${name}, seed ${seed}: ${violation}`);
  }
  const words = [...totals].map(
    ([key, value]) => `${value} ${key.replace(/[A-Z]/g, (letter) => ` ${letter.toLowerCase()}`)}`,
  );
  console.log(`${count} lives ${name} from seed ${from}: ${words.join(", ")}; ${bad} broken`);
  broken += bad;
};

live("with the simulator inside", simulate);
live("with a venue behind", simulateVenue);
process.exitCode = broken === 0 ? 0 : 1;
