import {
  applyEdits,
  compile,
  emitPlan,
  explain,
  format,
  type Loader,
  renderCard,
  renderText,
  toJson,
} from "../../compiler/index.ts";
import { strainService } from "./service.ts";

/** A promise of the compiler that a source broke. */
export interface Broken {
  readonly promise: string;
  readonly detail: string;
}

/** How far a source came. */
export interface Inspection {
  readonly broken: Broken | undefined;
  readonly compiled: boolean;
  readonly milliseconds: number;
}

/** A source that takes longer than this hangs, for whoever types it. */
const PATIENCE_MS = 2_000;

/** Of so many sources, one goes through the editor services. */
const SERVICE_SHARE = 40;

/** Three offsets of a text, the same for the same text. */
const offsetsOf = (text: string): readonly number[] =>
  [0.17, 0.53, 0.91].map((share) => Math.floor(share * text.length));

const importable = `indicator trend(x) = sma(x, 20)
fn half(x) = x / 2
market btc = "BTC/USDT" at binance
`;

const loader =
  (entry: string): Loader =>
  (specifier) => {
    if (specifier === "./main.ctk") return { path: "main.ctk", text: entry };
    return specifier.endsWith(".ctk") ? { path: specifier, text: importable } : undefined;
  };

const compileIt = (text: string): ReturnType<typeof compile> =>
  compile({ entry: { path: "main.ctk", text }, loader: loader(text) });

/** Every span lies inside the text of its source. */
const strayOf = (result: ReturnType<typeof compile>): string | undefined => {
  const lengths = new Map(result.sources.map((source) => [source.id, source.text.length]));
  for (const item of result.diagnostics.items) {
    const spans = [
      item.span,
      ...item.labels.map((label) => label.span),
      ...item.fixes.flatMap((fix) => fix.edits.map((edit) => edit.span)),
    ];
    for (const { source, start, end } of spans) {
      const length = lengths.get(source);
      if (length === undefined || start < 0 || start > end || end > length) {
        return `${item.code} at ${start}..${end} of ${length ?? "no source"}`;
      }
    }
  }
  return undefined;
};

const check = (text: string): { readonly broken: Broken | undefined; readonly compiled: boolean } => {
  const result = compileIt(text);
  const { plan, diagnostics, sources } = result;
  const broken = (promise: string, detail: string): { broken: Broken; compiled: boolean } => ({
    broken: { promise, detail },
    compiled: plan !== undefined,
  });
  const bug = diagnostics.items.find((item) => item.code.startsWith("CTK9"));
  if (bug !== undefined) return broken("no bug of the compiler", bug.message);
  if ((plan === undefined) !== diagnostics.errorCount > 0) {
    return broken("a plan or errors", `${diagnostics.errorCount} errors`);
  }
  const stray = strayOf(result);
  if (stray !== undefined) return broken("spans inside the text", stray);
  if (text.length % SERVICE_SHARE === 0) {
    const services = strainService(text, offsetsOf(text), loader(text));
    if (services !== undefined) return broken("the editor services hold", services);
  }
  renderText(diagnostics, sources);
  toJson(diagnostics, sources);
  for (const item of diagnostics.items) {
    for (const fix of item.fixes) {
      if (fix.edits.every((edit) => edit.span.source === 0)) applyEdits(text, fix.edits);
    }
  }
  const formatted = format(text);
  if (!formatted.ok && formatted.refusal.kind === "unfaithful") {
    return broken("formatting keeps the meaning", formatted.refusal.detail);
  }
  if (formatted.ok) {
    const again = format(formatted.text);
    if (!again.ok || again.text !== formatted.text) return broken("formatting is idempotent", formatted.text);
    if (compileIt(formatted.text).diagnostics.errorCount !== diagnostics.errorCount) {
      return broken("formatting changes no diagnostics", formatted.text);
    }
  }
  if (plan !== undefined) {
    renderCard(explain(plan, result.tables, sources));
    for (const target of ["typescript", "module", "factory"] as const) {
      const { text: code } = emitPlan(plan, sources, { target, entryName: "main.ctk", version: "0" });
      if (target === "factory") new Function("ctk", code);
    }
  }
  return { broken: undefined, compiled: plan !== undefined };
};

/** Puts one source through the whole compiler and says which promise it broke, if any. */
export const inspect = (text: string): Inspection => {
  // Time of this process alone: others may keep it waiting.
  const started = process.cpuUsage();
  let found: ReturnType<typeof check>;
  try {
    found = check(text);
  } catch (error) {
    const detail = error instanceof Error ? (error.stack ?? error.message) : String(error);
    found = { broken: { promise: "no exception", detail }, compiled: false };
  }
  const { user, system } = process.cpuUsage(started);
  const milliseconds = (user + system) / 1000;
  if (found.broken === undefined && milliseconds > PATIENCE_MS) {
    return {
      ...found,
      milliseconds,
      broken: { promise: "no hang", detail: `${Math.round(milliseconds)} ms` },
    };
  }
  return { ...found, milliseconds };
};
