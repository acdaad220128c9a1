import type { Declaration, RiskRule, SessionSetting, Span, StrategyStatement } from "../ast/nodes.ts";
import type { TreeNode } from "../ast/tree.ts";
import { textOf } from "../source/index.ts";
import { rangeOf, type TextRange } from "./places.ts";
import { localsOf } from "./scopes.ts";
import { nodesAt } from "./syntax-path.ts";
import type { Analysis } from "./workspace.ts";

/** What an entry of the outline is, for its icon. */
export type OutlineKind =
  | "import"
  | "market"
  | "universe"
  | "route"
  | "risk"
  | "function"
  | "strategy"
  | "session"
  | "test"
  | "parameter"
  | "series"
  | "rule"
  | "machine"
  | "state"
  | "setting";

/** A declaration or a statement with those inside it. */
export interface OutlineItem {
  readonly name: string;
  readonly kind: OutlineKind;
  readonly detail: string;
  readonly range: TextRange;
  /** What is selected when it is chosen; inside `range`. */
  readonly selection: TextRange;
  readonly children: readonly OutlineItem[];
}

/** The declarations of a file and what is in them, in source order. */
export function outline(analysis: Analysis): readonly OutlineItem[] {
  return analysis.module.declarations.map((item) => declarationItem(analysis, item));
}

function declarationItem(analysis: Analysis, item: Declaration): OutlineItem {
  switch (item.kind) {
    case "import":
      return entry(item, "import", item.from.value, item.from.span, "");
    case "market":
      return entry(item, "market", item.name.text, item.name.span, item.symbol.value);
    case "universe":
      return entry(item, "universe", item.name.text, item.name.span, "");
    case "route":
      return entry(item, "route", item.name.text, item.name.span, "");
    case "risk":
      return entry(
        item,
        "risk",
        item.name.text,
        item.name.span,
        item.currency.text,
        item.rules.map((rule) => settingItem(analysis, rule)),
      );
    case "fn":
    case "indicator":
      return entry(item, "function", item.name.text, item.name.span, item.kind);
    case "strategy":
      return entry(
        item,
        "strategy",
        item.name.text,
        item.name.span,
        `every ${item.clock.text}`,
        item.statements.flatMap((one) => statementItems(analysis, one)),
      );
    case "session":
      return entry(
        item,
        "session",
        item.name.text,
        item.name.span,
        "",
        item.settings.map((one) => settingItem(analysis, one)),
      );
    case "scenario":
    case "check":
      return entry(item, "test", item.title.value, item.title.span, `${item.kind} for ${item.strategy.text}`);
  }
}

function entry(
  node: TreeNode,
  kind: OutlineKind,
  name: string,
  selection: Span,
  detail: string,
  children: readonly OutlineItem[] = [],
): OutlineItem {
  const start = Math.min(node.span.start, selection.start);
  const end = Math.max(node.span.end, selection.end);
  // Editors show no entry without a name.
  return {
    name: name === "" ? kind : name,
    kind,
    detail,
    range: { start, end },
    selection: rangeOf(selection),
    children,
  };
}

function settingItem(analysis: Analysis, node: RiskRule | SessionSetting): OutlineItem {
  return entry(node, "setting", headOf(analysis, node.span), node.span, "");
}

/** The text of a statement up to its block. */
function headOf({ source }: Analysis, span: Span): string {
  const text = textOf(source, span).split("{")[0]?.trim() ?? "";
  return text.length > 60 ? `${text.slice(0, 59)}…` : text;
}

function statementItems(analysis: Analysis, statement: StrategyStatement): readonly OutlineItem[] {
  switch (statement.kind) {
    case "param":
      return [
        entry(
          statement,
          "parameter",
          statement.name.text,
          statement.name.span,
          headOf(analysis, statement.default.span),
        ),
      ];
    case "let":
      return [
        entry(
          statement,
          "series",
          statement.name.text,
          statement.name.span,
          headOf(analysis, statement.value.span),
        ),
      ];
    case "enter":
    case "add":
    case "exit":
    case "hold":
    case "combo":
    case "mirror":
      return [ruleItem(analysis, statement, captures(analysis, statement))];
    case "scheduled":
      return [
        ruleItem(
          analysis,
          statement,
          statement.rules.flatMap((rule) => statementItems(analysis, rule)),
        ),
      ];
    case "machine":
      return [
        entry(
          statement,
          "machine",
          statement.name.text,
          statement.name.span,
          "",
          statement.states.map((state) => entry(state, "state", state.name.text, state.name.span, "")),
        ),
      ];
    default:
      return [];
  }
}

function ruleItem(
  analysis: Analysis,
  rule: StrategyStatement,
  children: readonly OutlineItem[],
): OutlineItem {
  return entry(rule, "rule", headOf(analysis, rule.span), rule.span, "", children);
}

function captures(analysis: Analysis, statement: StrategyStatement): readonly OutlineItem[] {
  return localsOf(statement)
    .filter(({ kind }) => kind === "capture")
    .map((item) => entry(item, "series", item.name.text, item.name.span, headOf(analysis, item.span)));
}

/** A stretch that can be folded. */
export interface FoldingRange {
  readonly range: TextRange;
  readonly kind: "block" | "comment" | "imports";
}

/** Blocks in braces, comments of several lines and groups of imports. */
export function foldingRanges(analysis: Analysis): readonly FoldingRange[] {
  const { source, text } = analysis;
  const lineOf = (offset: number): number => source.lines.positionAt(offset).line;
  const isLong = ({ start, end }: TextRange): boolean => lineOf(start) < lineOf(end);
  const folds: FoldingRange[] = [...blocksOf(analysis), ...commentsOf(analysis, lineOf)];
  const imports = analysis.module.declarations.filter(({ kind }) => kind === "import");
  const first = imports.at(0);
  const last = imports.at(-1);
  if (first !== undefined && last !== undefined && first !== last) {
    folds.push({ range: { start: first.span.start, end: last.span.end }, kind: "imports" });
  }
  return folds
    .filter(({ range }) => isLong(range) && range.end <= text.length)
    .sort((a, b) => a.range.start - b.range.start || b.range.end - a.range.end);
}

function blocksOf(analysis: Analysis): readonly FoldingRange[] {
  const open: number[] = [];
  const folds: FoldingRange[] = [];
  for (const { start, end, text } of analysis.pieces().tokens) {
    if (text === "{" || text === "[" || text === "(") {
      open.push(start);
    } else if (text === "}" || text === "]" || text === ")") {
      const from = open.pop();
      if (from !== undefined) {
        folds.push({ range: { start: from, end }, kind: "block" });
      }
    }
  }
  return folds;
}

function commentsOf(analysis: Analysis, lineOf: (offset: number) => number): readonly FoldingRange[] {
  const folds: { range: { start: number; end: number }; kind: "comment" }[] = [];
  for (const { start, end } of analysis.pieces().comments) {
    const last = folds.at(-1);
    const isNext =
      last !== undefined &&
      lineOf(start) === lineOf(last.range.end) + 1 &&
      analysis.text.slice(last.range.end, start).trim() === "";
    if (isNext) {
      last.range.end = end;
    } else {
      folds.push({ range: { start, end }, kind: "comment" });
    }
  }
  return folds;
}

/** The stretches that a selection at an offset grows by, smallest first. */
export function selectionRanges(analysis: Analysis, offset: number): readonly TextRange[] {
  const ranges = nodesAt(analysis.module, offset)
    .map(({ span }) => rangeOf(span))
    .reverse();
  return ranges.filter((range, index) => {
    const inner = ranges[index - 1];
    return inner === undefined || range.start < inner.start || range.end > inner.end;
  });
}
