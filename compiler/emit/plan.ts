import type { Span } from "../ast/nodes.ts";
import type { PlanIr } from "../ir/nodes.ts";
import type { SourceFile } from "../source/index.ts";
import {
  ABI,
  createContext,
  type DeclarationKind,
  type EmitTarget,
  type ModuleContext,
  sourceHash,
} from "./context.ts";
import {
  type Doc,
  group,
  hardline,
  imported,
  indent,
  join,
  type Layout,
  layOut,
  line,
  mark,
  trailingComma,
} from "./layout.ts";
import { lineComment, quote } from "./literals.ts";
import { riskProperties } from "./risks.ts";
import { marketProperties, routeProperties, sessionProperties } from "./sessions.ts";
import { sourceMap } from "./source-map.ts";
import { strategyDoc } from "./strategy.ts";
import { call, documented, object, type Property } from "./syntax.ts";

export interface EmitOptions {
  readonly target: EmitTarget;
  /** File name of the entry, without folders: it appears in the header and in spans. */
  readonly entryName: string;
  /** Version of ctk for the header. */
  readonly version: string;
  /** Folder of the entry file as seen from the generated file, for the source map; left out: the same folder. */
  readonly sourceRoot?: string;
}

export interface EmittedFile {
  readonly text: string;
  /** Source map, version 3, as JSON. */
  readonly map: string;
}

/** Writes a plan as one module. The same plan gives the same bytes on every machine. */
export const emitPlan = (plan: PlanIr, sources: readonly SourceFile[], options: EmitOptions): EmittedFile => {
  const context = createContext(plan, sources, options.target, options.entryName);
  const body = layOut(bodyDoc(context));
  const head = layOut(headDoc(context, options, body)).text;
  const outName = options.entryName.replace(/\.ctk$/, options.target === "typescript" ? ".ts" : ".js");
  const text = `${head}\n${body.text}`;
  const { sourceRoot } = options;
  const headLines = head.split("\n").length;
  const names = context.sourceNames;
  const map = sourceMap(body.marks, { fileName: outName, lineOffset: headLines, sources, names, sourceRoot });
  return { text, map };
};

const bodyDoc = (context: ModuleContext): Doc => {
  const { plan } = context;
  const parts: Doc[] = [];
  const helpers = [...context.helpers].map(([source, helper]) => [
    `const ${helper} = `,
    call(imported("spans"), [quote(context.sourceNames[source] ?? "")]),
    ";",
  ]);
  if (helpers.length > 0) parts.push(join(hardline, helpers));
  for (const item of plan.markets) {
    parts.push(declaration(context, "market", item.name, item, "MarketModule", marketProperties(item)));
  }
  for (const item of plan.routes) {
    parts.push(declaration(context, "route", item.name, item, "RouteModule", routeProperties(item)));
  }
  for (const item of plan.risks) {
    parts.push(declaration(context, "risk", item.name, item, "RiskModule", riskProperties(context, item)));
  }
  for (const item of plan.strategies) {
    const head = `${exportWord(context)}const ${context.identifierOf("strategy", item.id)} = `;
    parts.push(documented(item.doc, [mark(item.span), head, strategyDoc(context, item), ";"]));
  }
  for (const item of plan.sessions) {
    const properties = sessionProperties(context, item);
    parts.push(declaration(context, "session", item.name, item, "SessionModule", properties));
  }
  parts.push(indexDoc(context));
  return join([hardline, hardline], parts);
};

const exportWord = ({ target }: ModuleContext): string => (target === "factory" ? "" : "export ");

const typed = (context: ModuleContext, type: string): Doc =>
  context.target === "typescript" ? [": ", imported(type)] : "";

/** `export const NAME: TYPE = { .. };` with a doc comment. */
const declaration = (
  context: ModuleContext,
  kind: DeclarationKind,
  name: string,
  item: { readonly doc: string | undefined; readonly span: Span },
  type: string,
  properties: readonly Property[],
): Doc =>
  documented(item.doc, [
    mark(item.span),
    `${exportWord(context)}const ${context.identifierOf(kind, name)}`,
    typed(context, type),
    " = ",
    object(properties, "lines"),
    ";",
  ]);

/** The plan's parts by name, for tools that load a module without knowing it. */
const indexDoc = (context: ModuleContext): Doc => {
  const { plan, identifierOf } = context;
  const part = (name: string, kind: DeclarationKind, items: readonly string[]): Property => ({
    name,
    value: object(items.map((item) => ({ name: item, value: identifierOf(kind, item) }))),
  });
  const named = (items: readonly { readonly name: string }[]) => items.map((item) => item.name);
  const properties = [
    part("markets", "market", named(plan.markets)),
    part("routes", "route", named(plan.routes)),
    part("risks", "risk", named(plan.risks)),
    part(
      "strategies",
      "strategy",
      plan.strategies.map((strategy) => strategy.id),
    ),
    part("sessions", "session", named(plan.sessions)),
  ];
  return documented("Everything that this plan declares, by name.", [
    `${exportWord(context)}const plan`,
    typed(context, "PlanModule"),
    " = ",
    object(properties, "lines"),
    ";",
    context.target === "factory" ? [hardline, "return plan;"] : "",
  ]);
};

/** Comments on where the module comes from, and the imports that its body needs. */
const headDoc = (context: ModuleContext, options: EmitOptions, { imports }: Layout): Doc => {
  const entry = context.sources[0];
  const { version, entryName } = options;
  const hash = entry === undefined ? "" : sourceHash(entry.text);
  const comments = [
    `Generated by ctk ${version} from ${entryName} (SHA-256 ${hash}), runtime ABI ${ABI}.`,
    `Do not edit: change the source and run \`ctk compile ${entryName}\`.`,
  ].map(lineComment);
  const statements = context.target === "factory" ? destructuring(imports) : importStatements(imports);
  const blocks: Doc[] = [join(hardline, comments)];
  if (statements.length > 0) blocks.push(join(hardline, statements));
  return join([hardline, hardline], blocks);
};

/** Names that come from packages of their own, or from more than one. */
const ELSEWHERE: ReadonlySet<string> = new Set(["std", "scalar", "z"]);

const names = (list: readonly string[]): Doc =>
  group(["{", indent([line, join([",", line], list)]), trailingComma, line, "}"]);

const importStatements = (imports: ReadonlySet<string>): readonly Doc[] => {
  const runtime = [...imports]
    .filter((name) => !ELSEWHERE.has(name))
    .sort()
    .map((name) => (name.endsWith("Module") ? `type ${name}` : name));
  const statements: Doc[] = [];
  if (runtime.length > 0) statements.push(["import ", names(runtime), ' from "ctk/runtime";']);
  if (imports.has("std")) statements.push('import * as std from "ctk/stdlib";');
  if (imports.has("scalar")) statements.push('import { scalar } from "ctk/stdlib";');
  if (imports.has("z")) statements.push('import { z } from "zod";');
  return statements;
};

const destructuring = (imports: ReadonlySet<string>): readonly Doc[] =>
  imports.size === 0 ? [] : [["const ", names([...imports].sort()), " = ctk;"]];
