import { explain, renderCard } from "../../compiler/index.ts";
import { suggestion } from "../closest.ts";
import { type ExitCode, exitCodes, usageFault } from "../exit-codes.ts";
import type { Io } from "../io.ts";
import { compileOrFail } from "../plan/compile-file.ts";

export interface ExplainOptions {
  readonly strategy?: string;
  readonly json?: boolean;
}

/** `ctk explain`: says in words what a plan does. */
export function explainFile(io: Io, path: string, options: ExplainOptions): ExitCode {
  const { plan, tables, sources } = compileOrFail(io, path);
  const card = explain(plan, tables, sources);
  const names = card.strategies.map((strategy) => strategy.name);
  const { strategy } = options;
  if (strategy !== undefined && !names.includes(strategy)) {
    throw usageFault(`no strategy ${strategy} in ${path}`, suggestion(strategy, names, "strategy"));
  }
  const shown =
    strategy === undefined
      ? card
      : { ...card, sessions: [], strategies: card.strategies.filter((item) => item.name === strategy) };
  io.stdout.write(options.json === true ? `${JSON.stringify(shown, undefined, 2)}\n` : renderCard(shown));
  return exitCodes.ok;
}
