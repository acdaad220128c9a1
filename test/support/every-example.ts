import type { SessionConfig } from "ctk/runtime";
import { instrumentFor, loadFile, readBars, sessionOf } from "./backtest.ts";
import { dataPath, examples, planPath, severalExamples } from "./examples.ts";
import { severalConfig } from "./several-examples.ts";

/** Every example with its data, by name: of one market and of several. */
export const everyExample: readonly (readonly [string, () => SessionConfig])[] = [
  ...examples.map(
    (example) =>
      [
        example.name,
        (): SessionConfig => {
          const session = sessionOf(loadFile(planPath(example)));
          const bars = readBars(dataPath(example));
          return { session, feeds: [{ instrument: instrumentFor(session, bars), bars }] };
        },
      ] as const,
  ),
  ...severalExamples.map((example) => [example.name, () => severalConfig(example)] as const),
];
