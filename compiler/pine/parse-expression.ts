import type { PineArgument, PineBinary, PineBlock, PineBranch, PineCase, PineExpression } from "./ast.ts";
import { type Cursor, Unreadable } from "./cursor.ts";

/** Reads the indented block below the present line. */
export type ReadBlock = (cursor: Cursor) => PineBlock;

const levels: readonly (readonly PineBinary[])[] = [
  ["or"],
  ["and"],
  ["==", "!="],
  ["<", "<=", ">", ">="],
  ["+", "-"],
  ["*", "/", "%"],
];

/** An expression, the loosest operators first. A block expression takes the lines of its blocks too. */
export function readExpression(cursor: Cursor, readBlock: ReadBlock): PineExpression {
  return cursor.within(() => {
    const line = cursor.peek()?.line ?? 0;
    if (cursor.at("if")) {
      return readIf(cursor, readBlock);
    }
    if (cursor.at("switch")) {
      return readSwitch(cursor, readBlock);
    }
    if (cursor.at("for") || cursor.at("while")) {
      return readLoop(cursor);
    }
    const condition = readBinary(cursor, readBlock, 0);
    if (!cursor.skip("?")) {
      return condition;
    }
    const consequent = readExpression(cursor, readBlock);
    cursor.want(":");
    const alternative = readExpression(cursor, readBlock);
    return { kind: "choice", line, condition, consequent, alternative };
  });
}

function readBinary(cursor: Cursor, readBlock: ReadBlock, level: number): PineExpression {
  const operators = levels[level];
  if (operators === undefined) {
    return readUnary(cursor, readBlock);
  }
  let left = readBinary(cursor, readBlock, level + 1);
  for (;;) {
    const operator = operators.find((item) => cursor.at(item));
    if (operator === undefined) {
      return left;
    }
    cursor.take();
    const right = readBinary(cursor, readBlock, level + 1);
    left = { kind: "binary", line: left.line, operator, left, right };
  }
}

function readUnary(cursor: Cursor, readBlock: ReadBlock): PineExpression {
  const line = cursor.peek()?.line ?? 0;
  const operator = (["not", "-", "+"] as const).find((item) => cursor.at(item));
  if (operator === undefined) {
    return readPostfix(cursor, readBlock);
  }
  cursor.take();
  return cursor.within(() => ({ kind: "unary", line, operator, operand: readUnary(cursor, readBlock) }));
}

function readPostfix(cursor: Cursor, readBlock: ReadBlock): PineExpression {
  let value = readPrimary(cursor, readBlock);
  for (;;) {
    if (cursor.at("[")) {
      cursor.take();
      const offset = readExpression(cursor, readBlock);
      cursor.want("]");
      value = { kind: "past", line: value.line, object: value, offset };
    } else if (cursor.at(".")) {
      throw new Unreadable("methods and fields of objects are not translated");
    } else {
      return value;
    }
  }
}

function readPrimary(cursor: Cursor, readBlock: ReadBlock): PineExpression {
  const token = cursor.take();
  const { line, text } = token;
  switch (token.kind) {
    case "number":
      return { kind: "number", line, text };
    case "text":
      return { kind: "text", line, value: text };
    case "color":
      return { kind: "color", line };
    case "word":
      return text === "true" || text === "false"
        ? { kind: "truth", line, value: text === "true" }
        : readName(cursor, readBlock, text, line);
    case "mark":
      if (text === "(") {
        const value = readExpression(cursor, readBlock);
        cursor.want(")");
        return value;
      }
      if (text === "[") {
        return { kind: "tuple", line, items: readItems(cursor, readBlock) };
      }
      break;
    case "odd":
      break;
  }
  throw new Unreadable(`\`${text}\` has no meaning here`);
}

function readItems(cursor: Cursor, readBlock: ReadBlock): readonly PineExpression[] {
  const items: PineExpression[] = [];
  while (!cursor.skip("]")) {
    items.push(readExpression(cursor, readBlock));
    if (!cursor.at("]")) {
      cursor.want(",");
    }
  }
  return items;
}

/** Words that start a statement and can be no value. */
const reserved = new Set(["and", "or", "else", "var", "varip", "to", "by", "in", "import", "export"]);

function readName(cursor: Cursor, readBlock: ReadBlock, first: string, line: number): PineExpression {
  if (reserved.has(first)) {
    throw new Unreadable(`\`${first}\` has no meaning here`);
  }
  let name = first;
  while (cursor.at(".") && cursor.peek(1)?.kind === "word") {
    cursor.take();
    name += `.${cursor.take().text}`;
  }
  skipTypeArguments(cursor);
  if (!cursor.at("(")) {
    return { kind: "name", line, name };
  }
  cursor.take();
  return { kind: "call", line, callee: name, args: readArguments(cursor, readBlock) };
}

/** `array.new<float>(`: the type stands between a name and its bracket. */
function skipTypeArguments(cursor: Cursor): void {
  if (cursor.at("<") && cursor.peek(1)?.kind === "word" && cursor.at(">", 2) && cursor.at("(", 3)) {
    cursor.offset += 3;
  }
}

function readArguments(cursor: Cursor, readBlock: ReadBlock): readonly PineArgument[] {
  const args: PineArgument[] = [];
  while (!cursor.skip(")")) {
    const isNamed = cursor.peek()?.kind === "word" && cursor.at("=", 1);
    const name = isNamed ? cursor.take().text : undefined;
    if (isNamed) {
      cursor.take();
    }
    args.push({ name, value: readExpression(cursor, readBlock) });
    if (!cursor.at(")")) {
      cursor.want(",");
    }
  }
  return args;
}

function readIf(cursor: Cursor, readBlock: ReadBlock): PineExpression {
  const line = cursor.take().line;
  const indent = cursor.line?.indent ?? 0;
  const branches: PineBranch[] = [readBranch(cursor, readBlock)];
  let alternative: PineBlock | undefined;
  while (alternative === undefined && cursor.line?.indent === indent && cursor.at("else")) {
    cursor.take();
    if (cursor.skip("if")) {
      branches.push(readBranch(cursor, readBlock));
    } else {
      endOfHead(cursor);
      alternative = readBlock(cursor);
    }
  }
  return { kind: "if", line, branches, alternative };
}

function readBranch(cursor: Cursor, readBlock: ReadBlock): PineBranch {
  const condition = readExpression(cursor, readBlock);
  endOfHead(cursor);
  return { condition, body: readBlock(cursor) };
}

function endOfHead(cursor: Cursor): void {
  const token = cursor.peek();
  if (token !== undefined) {
    throw new Unreadable(`\`${token.text}\` has no meaning here`);
  }
}

function readSwitch(cursor: Cursor, readBlock: ReadBlock): PineExpression {
  const line = cursor.take().line;
  const subject = cursor.atEnd ? undefined : readExpression(cursor, readBlock);
  endOfHead(cursor);
  const indent = cursor.line?.indent ?? 0;
  const cases: PineCase[] = [];
  cursor.nextLine();
  while (cursor.line !== undefined && cursor.line.indent > indent) {
    const test = cursor.at("=>") ? undefined : readExpression(cursor, readBlock);
    cursor.want("=>");
    cases.push({ test, body: cursor.atEnd ? readBlock(cursor) : readInline(cursor, readBlock) });
  }
  return { kind: "switch", line, subject, cases };
}

/** The body of a case or function on the line of its arrow; moves to the next line. */
export function readInline(cursor: Cursor, readBlock: ReadBlock): PineBlock {
  const { line } = cursor.peek() ?? { line: 0 };
  const row = cursor.place;
  const text = textOfTokens(cursor);
  const assigned = cursor.peek()?.kind === "word" && cursor.at(":=", 1) ? cursor.take().text : undefined;
  if (assigned !== undefined) {
    cursor.take();
  }
  const value = readExpression(cursor, readBlock);
  if (cursor.place === row) {
    endOfHead(cursor);
    cursor.nextLine();
  }
  const written = { line, text, comments: [] };
  return assigned === undefined
    ? [{ kind: "expression", ...written, value }]
    : [{ kind: "assign", ...written, name: assigned, operator: undefined, value }];
}

function textOfTokens(cursor: Cursor): string {
  return (cursor.line?.tokens ?? [])
    .slice(cursor.offset)
    .map((token) => token.text)
    .join(" ");
}

/** `for` and `while`: their lines are passed over, with the names that they change. */
function readLoop(cursor: Cursor): PineExpression {
  const { line, text } = cursor.take();
  const row = cursor.place;
  cursor.skipBlock(row);
  const block = cursor.between(row);
  const what = `a \`${text}\` loop`;
  return { kind: "strange", line, what, assigned: assignedNames(block), sendsOrders: sendsOrders(block) };
}

/** Whether lines call `strategy.entry` or its relatives. */
export function sendsOrders(lines: ReturnType<Cursor["between"]>): boolean {
  return lines.some(({ tokens }) =>
    tokens.some((token, index) => {
      const isCall = token.text === "strategy" && token.kind === "word" && tokens[index + 1]?.text === ".";
      return (
        isCall &&
        /^(?:entry|exit|order|close|close_all|cancel|cancel_all)$/.test(tokens[index + 2]?.text ?? "")
      );
    }),
  );
}

/** Names before `:=` and its relatives. */
export function assignedNames(lines: ReturnType<Cursor["between"]>): readonly string[] {
  const names = new Set<string>();
  for (const { tokens } of lines) {
    for (const [index, token] of tokens.entries()) {
      const next = tokens[index + 1];
      if (token.kind === "word" && next?.kind === "mark" && /^(?::|\+|-|\*|\/|%)=$/.test(next.text)) {
        names.add(token.text);
      }
    }
  }
  return [...names];
}
