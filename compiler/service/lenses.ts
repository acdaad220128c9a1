import { describeType } from "../check/index.ts";
import { rangeOf, type TextRange } from "./places.ts";
import { featureOf, typeOfLocal } from "./types-at.ts";
import type { Analysis } from "./workspace.ts";

/** What an editor can do with a declaration. */
export type LensCommand = "ctk.runScenario" | "ctk.backtest" | "ctk.explain";

/** An action above a declaration. */
export interface CodeLens {
  readonly range: TextRange;
  readonly title: string;
  readonly command: LensCommand;
  /** The path of the file, the name of the declaration, and what it is. */
  readonly arguments: readonly [
    path: string,
    name: string,
    kind: "strategy" | "session" | "scenario" | "check",
  ];
}

/** Run a test, backtest a session or a strategy, explain what a strategy does. */
export function codeLenses(analysis: Analysis): readonly CodeLens[] {
  return analysis.module.declarations.flatMap((item): readonly CodeLens[] => {
    const lens = (
      title: string,
      command: LensCommand,
      name: string,
      kind: CodeLens["arguments"][2],
    ): CodeLens => ({ range: rangeOf(item.span), title, command, arguments: [analysis.path, name, kind] });
    switch (item.kind) {
      case "scenario":
        return [lens("Run scenario", "ctk.runScenario", item.title.value, item.kind)];
      case "check":
        return [lens("Run check", "ctk.runScenario", item.title.value, item.kind)];
      case "session":
        return [lens("Backtest", "ctk.backtest", item.name.text, item.kind)];
      case "strategy":
        return [
          lens("Backtest", "ctk.backtest", item.name.text, item.kind),
          lens("Explain", "ctk.explain", item.name.text, item.kind),
        ];
      default:
        return [];
    }
  });
}

/** Words that an editor shows behind a name as if they were written. */
export interface InlayHint {
  readonly offset: number;
  readonly label: string;
  /** Markdown. */
  readonly tooltip: string;
}

/** The unit of each series and the bar of its first value; the unit of parameters that do not state one. */
export function inlayHints(
  analysis: Analysis,
  range: TextRange = { start: 0, end: analysis.text.length },
): readonly InlayHint[] {
  return analysis.module.declarations.flatMap((item) =>
    item.kind !== "strategy"
      ? []
      : item.statements.flatMap((statement): readonly InlayHint[] => {
          const offset = "name" in statement ? statement.name.span.end : -1;
          const isNamed =
            statement.kind === "let" || (statement.kind === "param" && statement.type === undefined);
          if (!isNamed || offset < range.start || offset > range.end) {
            return [];
          }
          const type = typeOfLocal(analysis, statement);
          if (type === undefined || type.kind === "error" || type.kind === "record") {
            return [];
          }
          const unit = describeType(type).replace(/^(?:a|an) /, "");
          const lookback = featureOf(analysis, statement)?.warmup?.lookback ?? 0;
          return [
            {
              offset,
              label: `: ${unit}${lookback === 0 ? "" : `, from bar ${lookback}`}`,
              tooltip: lookback === 0 ? "" : `Its first value is at bar ${lookback} of its clock.`,
            },
          ];
        }),
  );
}
