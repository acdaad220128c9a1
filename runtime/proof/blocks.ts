import { createSession, type SessionConfig, type SessionOutcome } from "../session/index.ts";
import { fails, holds, type Proof } from "./proof.ts";
import { firstDifference, firstEquityDifference, traceOf } from "./trace.ts";

const SIZES = [1, 7, 1000];

/** Batch and bar by bar, as in live trading: the same decisions, fills and equity, bit for bit. */
export const proveBlocks = (config: SessionConfig, full: SessionOutcome): Proof => {
  const ways = SIZES.flatMap((blockSize) => [false, true].map((everyBar) => ({ blockSize, everyBar })));
  for (const { blockSize, everyBar } of ways) {
    const outcome = createSession({ ...config, blockSize, everyBar }).run();
    if (outcome.digest() === full.digest() && firstEquityDifference(full, outcome) === undefined) continue;
    const difference =
      firstDifference(traceOf(full), traceOf(outcome)) ?? firstEquityDifference(full, outcome);
    return fails(
      "blocks",
      `blocks of ${blockSize}${everyBar ? ", every bar stepped" : ""}`,
      difference ?? { time: undefined, expected: full.digest(), found: outcome.digest() },
    );
  }
  return holds("blocks", `blocks of ${SIZES.join(", ")} bars, skipping or not: same bits`);
};

/** The same bars give the same digest again. */
export const proveRepeat = (config: SessionConfig, full: SessionOutcome): Proof => {
  const again = createSession(config).run();
  return again.digest() === full.digest()
    ? holds("repeat", `twice digest ${full.digest().slice(0, 12)}`)
    : fails("repeat", "run twice", {
        time: undefined,
        expected: `digest ${full.digest()}`,
        found: `digest ${again.digest()}`,
      });
};
