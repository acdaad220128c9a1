import type { IToken } from "chevrotain";
import { ForeignString, UnterminatedString } from "../../grammar/index.ts";
import type { Span } from "../ast/nodes.ts";
import type { BuildContext } from "./build-context.ts";
import { syntaxProblem } from "./problem.ts";

const simpleEscapes: Readonly<Record<string, string>> = { '"': '"', "\\": "\\", n: "\n", r: "\r", t: "\t" };

/** The value of a text in quotes. Reports foreign quotes and unknown escapes. */
export function decodeText(ctx: BuildContext, token: IToken, span: Span): string {
  if (token.tokenType === ForeignString) {
    const value = token.image.slice(1, -1);
    const edits = [{ span, text: encodeText(value.replaceAll("\\'", "'")) }];
    const fixes = [{ title: "Use double quotes", edits, safety: "safe" as const }];
    ctx.problems.push(syntaxProblem("foreign-quotes", span, { arguments: {}, fixes }));
    return value;
  }
  const isOpen = token.tokenType === UnterminatedString;
  return decodeEscapes(ctx, token.image.slice(1, isOpen ? undefined : -1), span);
}

/** A text as a literal of the language, in double quotes. */
export function encodeText(value: string): string {
  return JSON.stringify(value).replace(/\\b|\\f|\\\\/g, (sequence) =>
    sequence === "\\\\" ? sequence : sequence === "\\b" ? "\\u0008" : "\\u000c",
  );
}

function decodeEscapes(ctx: BuildContext, body: string, span: Span): string {
  if (!body.includes("\\")) {
    return body;
  }
  return body.replace(
    /\\(?:u([0-9a-fA-F]{4})|(.))/g,
    (sequence, hex?: string, letter?: string, offset?: number) => {
      if (hex !== undefined) {
        return String.fromCharCode(Number.parseInt(hex, 16));
      }
      const value = simpleEscapes[letter ?? ""];
      if (value === undefined) {
        const start = span.start + 1 + (offset ?? 0);
        const place = { source: span.source, start, end: start + sequence.length };
        const edits = [{ span: place, text: `\\${sequence}` }];
        const fixes = [{ title: "Write the backslash twice", edits, safety: "review" as const }];
        ctx.problems.push(syntaxProblem("unknown-escape", place, { arguments: { sequence }, fixes }));
        return letter ?? "";
      }
      return value;
    },
  );
}
