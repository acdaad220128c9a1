import { leverageOf } from "./assemble.ts";
import type { Chunk, Finding } from "./draft.ts";
import type { Header } from "./header.ts";
import type { Orders } from "./orders.ts";
import { type Definition, type ResolvedScript, someDeep } from "./resolved.ts";
import type { Writer } from "./writer.ts";

/** What a translation went through. */
export interface Course {
  readonly script: ResolvedScript;
  readonly orders: Orders;
  readonly header: Header;
  readonly writer: Writer;
  /** What the plan consists of in the end. */
  readonly chunks: readonly Chunk[];
  /** What was left out because the plan did not compile with it. */
  readonly late: readonly Finding[];
}

/** What became of every line of a script. */
export function allFindings({ script, orders, header, writer, chunks, late }: Course): readonly Finding[] {
  const kept = new Set(chunks.map((chunk) => chunk.line));
  const found: Finding[] = [...header.findings, ...moneyFindings(script, header, writer.setting.version)];
  for (const { line, text, why, sendsOrders } of script.unreadable) {
    found.push({ kind: "leftOut", trades: sendsOrders, line, text, why, advice: "" });
  }
  for (const action of orders.drawings) {
    const { line, text } = action;
    found.push({ kind: "leftOut", trades: false, line, text, why: drawingReason(action.callee), advice: "" });
  }
  const isLost = (finding: Finding): boolean =>
    finding.kind === "translated" &&
    [...writer.findings, ...late].some(
      (other) => other.kind === "leftOut" && other.line === finding.line && !kept.has(other.line),
    );
  found.push(...writer.findings.filter((finding) => !isLost(finding)), ...late);
  for (const { line, text } of chunks.filter((chunk) => chunk.text !== "")) {
    found.push({ kind: "translated", trades: true, line, text, why: "", advice: "" });
  }
  if (script.header !== undefined) {
    const { line, text } = script.header;
    found.push({ kind: "translated", trades: true, line, text, why: "", advice: "" });
  }
  const isKept = (line: number): boolean =>
    found.some((finding) => finding.line === line && finding.kind !== "leftOut");
  for (const { line, text } of definitionsRead(script, isKept)) {
    found.push({ kind: "translated", trades: true, line, text, why: "", advice: "" });
  }
  const lines = new Set(found.map((finding) => finding.line));
  for (const definition of script.definitions) {
    const { line, text, role } = definition;
    const isBranch = /^(?:if|else|switch|for|while)\b/.test(text);
    if (!lines.has(line) && !isBranch && role !== "formal" && definition.owner === undefined) {
      lines.add(line);
      found.push({ kind: "leftOut", trades: false, line, text, why: UNREAD, advice: "" });
    }
  }
  return unique(withRoots(found));
}

/** Definitions that the plan's rules and plots read, under a name or in place of it. */
function definitionsRead(script: ResolvedScript, isKept: (line: number) => boolean): ReadonlySet<Definition> {
  const read = new Set<Definition>();
  for (const { callee, line, args, guards } of script.actions) {
    const isOrder = callee.startsWith("strategy.");
    if (isKept(line) && (isOrder || callee === "plot")) {
      const values = isOrder ? args.map(({ value }) => value) : args.slice(0, 1).map(({ value }) => value);
      for (const node of [...values, ...guards]) {
        someDeep(node, (part) => {
          if (part.kind === "ref") {
            read.add(part.definition);
          }
          return false;
        });
      }
    }
  }
  return read;
}

/** What a rule could not read is left out with an effect on trades, too. */
function withRoots(findings: readonly Finding[]): readonly Finding[] {
  const roots = new Set(
    findings
      .filter((finding) => finding.kind === "leftOut" && finding.trades)
      .map((finding) => Number(/ of line (\d+): /.exec(finding.why)?.[1])),
  );
  return findings.map((finding) =>
    finding.kind === "leftOut" && roots.has(finding.line) && finding.why !== UNREAD
      ? { ...finding, trades: true }
      : finding,
  );
}

const UNREAD = "no rule reads it";

function drawingReason(callee: string): string {
  if (/^alert/.test(callee)) {
    return "alerts are not part of a plan";
  }
  return /^(?:array|matrix|map)\./.test(callee)
    ? "collections do not exist here"
    : "drawings have no effect on trading";
}

/** What differs about money, whatever the rules are. */
function moneyFindings(script: ResolvedScript, header: Header, version: number): readonly Finding[] {
  const { line, text } = script.header ?? { line: 1, text: "" };
  const changed = (why: string, advice: string): Finding => ({
    kind: "changed",
    trades: true,
    line,
    text,
    why,
    advice,
  });
  const leverage = leverageOf(header);
  const isPercent = header.size.kind === "percent";
  return [
    ...(isPercent && leverage !== undefined && header.margin >= 100
      ? [
          changed(
            "where the next open is dearer than equity allows, Pine fills and sells a part again (margin call); here the order fills with a little leverage",
            "size 95% of equity, and remove `max leverage`",
          ),
        ]
      : []),
    ...(version < 6 && header.margin === 0 && !isPercent
      ? [
          changed(
            "Pine 5 never checks funds; here an order that equity does not cover is refused",
            "raise `max leverage` of a route where that is meant",
          ),
        ]
      : []),
  ];
}

/** One line for each place and reason; a line that was translated and changed is a changed one. */
function unique(findings: readonly Finding[]): readonly Finding[] {
  const seen = new Set<string>();
  const told = new Set(findings.filter(({ kind }) => kind !== "translated").map(({ line }) => line));
  return findings.filter((finding) => {
    const key = `${finding.kind} ${finding.line} ${finding.why}`;
    const isRepeated = seen.has(key) || (finding.kind === "translated" && told.has(finding.line));
    seen.add(key);
    return !isRepeated;
  });
}

/** In the order of the script. */
export function sorted(findings: readonly Finding[]): readonly Finding[] {
  return [...findings].sort((a, b) => a.line - b.line);
}

/** The comment at the top of the plan. */
export function commentOf(title: string, version: number, findings: readonly Finding[]): readonly string[] {
  const missing = sorted(findings).filter((finding) => finding.kind === "leftOut" && finding.trades);
  const head = `Translated from the Pine Script ${version} strategy "${title.replace(/\s+/g, " ").slice(0, 60)}".`;
  return [
    head,
    ...missing.flatMap(({ line, text, why }) =>
      folded(`not translated: line ${line}, ${subjectOf(text)}: ${why}`),
    ),
  ];
}

const COMMENT_WIDTH = 100;

/** A sentence as lines of a comment, those after the first indented. */
function folded(sentence: string): readonly string[] {
  const lines: string[] = [];
  let line = "";
  for (const word of sentence.split(/\s+/)) {
    if (line.length + word.length + 1 > COMMENT_WIDTH) {
      lines.push(line);
      line = `  ${word}`;
    } else {
      line = line === "" ? word : `${line} ${word}`;
    }
  }
  return [...lines, line];
}

/** What a line is about: the function that it calls, or the name that it declares. */
function subjectOf(text: string): string {
  const word = /^(?:for|while|if|switch)\b/.exec(text)?.[0];
  const called = /(?:strategy|ta|request)\.[\w.]+/.exec(text)?.[0];
  const declared = /^(?:(?:var|varip|series|simple|const)\s+)*(?:[a-z]+\s+)?(\w+)\s*:?=/.exec(text)?.[1];
  return (word ?? declared ?? called ?? /^[\w.]+/.exec(text)?.[0] ?? text).slice(0, 40);
}
