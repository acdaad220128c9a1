import type { FunctionDescriptor } from "../../stdlib/descriptor.ts";
import type { IndicatorDeclaration } from "../ast/nodes.ts";

/** The standard library as the compiler sees it; passed in, so that tests and tools can narrow it. */
export interface Library {
  /** Kernel-backed functions, by their written name: `ema`, `talib.rsi`. */
  readonly descriptor: (name: string) => FunctionDescriptor | undefined;
  /** Composite indicators written in the language, parsed on first use. */
  readonly indicator: (name: string) => IndicatorDeclaration | undefined;
  /** Every callable name. */
  readonly names: () => readonly string[];
}
