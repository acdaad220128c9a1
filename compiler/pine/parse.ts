import type { PineBlock, PineExpression, PineParameter, PineScript, PineStatement } from "./ast.ts";
import { Cursor, Unreadable } from "./cursor.ts";
import { assignedNames, readExpression, readInline, sendsOrders } from "./parse-expression.ts";
import { logicalLines } from "./tokenize.ts";

/** Reads a script. What cannot be read becomes a statement that says so; reading goes on after it. */
export function parsePine(text: string): PineScript {
  const lines = text.split(/\r\n|\r|\n/);
  const cursor = new Cursor(logicalLines(text));
  const version = /^\s*\/\/\s*@version\s*=\s*(\d+)/m.exec(text)?.[1];
  const statements: PineStatement[] = [];
  while (cursor.line !== undefined) {
    statements.push(...readLine(cursor, lines));
  }
  return { version: version === undefined ? undefined : Number(version), statements, lines };
}

/** The statements below the present line that are indented deeper than it. */
function blockReader(lines: readonly string[]): (cursor: Cursor) => PineBlock {
  return (cursor) =>
    cursor.within(() => {
      const indent = cursor.line?.indent ?? 0;
      const statements: PineStatement[] = [];
      cursor.nextLine();
      const own = cursor.line?.indent ?? 0;
      while (cursor.line !== undefined && cursor.line.indent > indent && own > indent) {
        statements.push(...readLine(cursor, lines));
      }
      return statements;
    });
}

/** The statements of a line: several where commas part them. */
function readLine(cursor: Cursor, lines: readonly string[]): readonly PineStatement[] {
  const row = cursor.place;
  const { depth } = cursor;
  const { line = 0, comments = [] } = cursor.line ?? {};
  const text = stripComment(lines[line - 1] ?? "");
  const statements: PineStatement[] = [];
  try {
    do {
      const written = { line, text, comments: statements.length === 0 ? comments : [] };
      statements.push(readStatement(cursor, written, lines));
    } while (cursor.place === row && cursor.skip(","));
    if (cursor.place === row) {
      const rest = cursor.peek();
      if (rest !== undefined) {
        throw new Unreadable(`\`${rest.text}\` has no meaning here`);
      }
      cursor.nextLine();
    }
    return statements;
  } catch (error) {
    if (!(error instanceof Unreadable)) {
      throw error;
    }
    cursor.depth = depth;
    cursor.skipBlock(row);
    const block = cursor.between(row);
    return [
      {
        kind: "unreadable",
        line,
        text,
        comments,
        why: error.message,
        assigned: [...assignedNames(block), ...declaredNames(block[0]?.tokens ?? [])],
        sendsOrders: sendsOrders(block),
      },
    ];
  }
}

/** The text of a line without its comment and indentation. */
function stripComment(line: string): string {
  let quote = "";
  for (const [index, character] of [...line].entries()) {
    if (quote !== "") {
      quote = character === quote ? "" : quote;
    } else if (character === '"' || character === "'") {
      quote = character;
    } else if (character === "/" && line[index + 1] === "/") {
      return line.slice(0, index).trim();
    }
  }
  return line.trim();
}

interface Written {
  readonly line: number;
  readonly text: string;
  readonly comments: readonly string[];
}

/** Statements that declare things other than series. */
const foreignDeclarations: ReadonlyMap<string, string> = new Map([
  ["import", "libraries are not read"],
  ["export", "libraries are not written"],
  ["type", "types of one's own do not exist here"],
  ["enum", "lists of names do not exist here"],
  ["method", "methods of objects do not exist here"],
]);

const typeWords = new Set(["int", "float", "bool", "color", "string", "line", "label", "box", "table"]);
const qualifiers = new Set(["series", "simple", "const", "input"]);

function readStatement(cursor: Cursor, written: Written, lines: readonly string[]): PineStatement {
  const first = cursor.peek();
  const foreign = first?.kind === "word" ? foreignDeclarations.get(first.text) : undefined;
  if (foreign !== undefined && cursor.peek(1)?.kind === "word") {
    throw new Unreadable(foreign);
  }
  const tuple = tupleNames(cursor);
  if (tuple !== undefined) {
    const value = readExpression(cursor, blockReader(lines));
    return { kind: "declare", ...written, names: tuple, isTuple: true, once: false, value };
  }
  const parameters = functionHead(cursor, lines);
  if (parameters !== undefined) {
    const body = cursor.atEnd ? blockReader(lines)(cursor) : readInline(cursor, blockReader(lines));
    return { kind: "function", ...written, ...parameters, body };
  }
  const operator = cursor.peek(1)?.text;
  if (first?.kind === "word" && operator !== undefined && /^(?::|\+|-|\*|\/|%)=$/.test(operator)) {
    cursor.offset += 2;
    const value = readExpression(cursor, blockReader(lines));
    return { kind: "assign", ...written, name: first.text, operator: compoundOf(operator), value };
  }
  return readDeclaration(cursor, written, lines);
}

function compoundOf(operator: string): "+" | "-" | "*" | "/" | "%" | undefined {
  return (["+", "-", "*", "/", "%"] as const).find((item) => operator.startsWith(item));
}

/** `[var] [type] name = value`, or an expression. */
function readDeclaration(cursor: Cursor, written: Written, lines: readonly string[]): PineStatement {
  const start = cursor.offset;
  const once = cursor.skip("var") || cursor.skip("varip");
  skipType(cursor);
  const name = cursor.peek();
  if (name?.kind === "word" && cursor.at("=", 1)) {
    cursor.offset += 2;
    const value = readExpression(cursor, blockReader(lines));
    return { kind: "declare", ...written, names: [name.text], isTuple: false, once, value };
  }
  if (once) {
    throw new Unreadable("a name and its value are missing");
  }
  cursor.offset = start;
  const value: PineExpression = readExpression(cursor, blockReader(lines));
  return { kind: "expression", ...written, value };
}

/** `series float`, `array<float>`, `float[]`, and types of libraries. */
function skipType(cursor: Cursor): void {
  while (qualifiers.has(cursor.peek()?.text ?? "") && cursor.peek(1)?.kind === "word") {
    cursor.take();
  }
  const first = cursor.peek();
  if (first?.kind !== "word") {
    return;
  }
  if (typeWords.has(first.text) && cursor.peek(1)?.kind === "word") {
    cursor.take();
  } else if (cursor.at("[", 1) && cursor.at("]", 2) && cursor.peek(3)?.kind === "word") {
    cursor.offset += 3;
  } else if (cursor.at("<", 1) && cursor.at(">", 3) && cursor.peek(4)?.kind === "word") {
    cursor.offset += 4;
  } else if (
    cursor.peek(1)?.kind === "word" &&
    cursor.at("=", 2) &&
    !/^(?:if|switch|for|while|var|varip)$/.test(first.text)
  ) {
    cursor.take();
  }
}

/** The names of `[a, b] =`, past its equals sign. */
function tupleNames(cursor: Cursor): readonly string[] | undefined {
  if (!cursor.at("[")) {
    return undefined;
  }
  const names: string[] = [];
  let ahead = 1;
  for (;;) {
    const token = cursor.peek(ahead);
    if (token?.kind !== "word") {
      return undefined;
    }
    names.push(token.text);
    if (cursor.at("]", ahead + 1)) {
      break;
    }
    if (!cursor.at(",", ahead + 1)) {
      return undefined;
    }
    ahead += 2;
  }
  if (!cursor.at("=", ahead + 2)) {
    return undefined;
  }
  cursor.offset += ahead + 3;
  return names;
}

/** `f(a, b = 2) =>`, past its arrow. */
function functionHead(
  cursor: Cursor,
  lines: readonly string[],
): { readonly name: string; readonly parameters: readonly PineParameter[] } | undefined {
  const name = cursor.peek();
  const tokens = cursor.line?.tokens ?? [];
  const arrow = tokens.findIndex((token, index) => index > cursor.offset && token.text === "=>");
  const close = tokens[arrow - 1];
  if (name?.kind !== "word" || !cursor.at("(", 1) || close?.text !== ")" || name.text === "switch") {
    return undefined;
  }
  cursor.offset += 2;
  const parameters: PineParameter[] = [];
  while (!cursor.skip(")")) {
    skipParameterType(cursor);
    const parameter = cursor.take();
    if (parameter.kind !== "word") {
      throw new Unreadable(`\`${parameter.text}\` is no name of an argument`);
    }
    const value = cursor.skip("=") ? readExpression(cursor, blockReader(lines)) : undefined;
    parameters.push({ name: parameter.text, value });
    if (!cursor.at(")")) {
      cursor.want(",");
    }
  }
  cursor.want("=>");
  return { name: name.text, parameters };
}

function skipParameterType(cursor: Cursor): void {
  while (cursor.peek(1)?.kind === "word") {
    cursor.take();
  }
}

/** Names that an unreadable line would have declared. */
function declaredNames(
  tokens: readonly { readonly kind: string; readonly text: string }[],
): readonly string[] {
  const equals = tokens.findIndex((token) => token.kind === "mark" && /^=>?$/.test(token.text));
  return equals <= 0
    ? []
    : tokens.slice(0, equals).flatMap(({ kind, text }) => (kind === "word" ? [text] : []));
}
