/** A token of Pine Script. `mark`: operators and brackets; `odd`: a character with no meaning. */
export interface PineToken {
  readonly kind: "word" | "number" | "text" | "color" | "mark" | "odd";
  /** As written; of a text, what stands between its quotes. */
  readonly text: string;
  readonly line: number;
}

/** A statement's worth of tokens: a line with those that continue it. */
export interface LogicalLine {
  readonly indent: number;
  readonly line: number;
  readonly tokens: readonly PineToken[];
  readonly comments: readonly string[];
}

interface PhysicalLine {
  readonly indent: number;
  readonly line: number;
  readonly tokens: readonly PineToken[];
  readonly comment: string | undefined;
}

const pattern =
  /(?<space>[ \t\r\f\u00a0\ufeff]+)|(?<comment>\/\/.*)|(?<number>(?:\d[\d_]*\.?\d*|\.\d+)(?:[eE][+-]?\d+)?)|(?<word>[A-Za-z_]\w*)|(?<color>#[0-9A-Fa-f]{6,8})|(?<text>"(?:[^"\\]|\\.)*"?|'(?:[^'\\]|\\.)*'?)|(?<mark>:=|=>|==|!=|<=|>=|\+=|-=|\*=|\/=|%=|[-+*/%<>=?:,.()[\]])|(?<odd>.)/gu;

/** Tokens of one line of text. */
function readLine(text: string, line: number): PhysicalLine {
  const tokens: PineToken[] = [];
  let comment: string | undefined;
  for (const { groups = {} } of text.matchAll(pattern)) {
    if (groups.comment !== undefined) {
      comment = groups.comment.replace(/^\/+/, "").trim();
    }
    const found = (["number", "word", "color", "text", "mark", "odd"] as const).find(
      (kind) => groups[kind] !== undefined,
    );
    if (found !== undefined) {
      const written = groups[found] ?? "";
      tokens.push({ kind: found, text: found === "text" ? unquoted(written) : written, line });
    }
  }
  const lead = /^[ \t\ufeff]*/.exec(text)?.[0] ?? "";
  const indent = [...lead].reduce(
    (width, character) => width + (character === "\t" ? 4 : character === " " ? 1 : 0),
    0,
  );
  return { indent, line, tokens, comment };
}

function unquoted(written: string): string {
  const quote = written.charAt(0);
  const end = written.length > 1 && written.endsWith(quote) ? -1 : undefined;
  return written.slice(1, end).replace(/\\(.)/g, "$1");
}

/** Marks and words after which, or before which, a statement goes on. A line may start with a minus or a bracket. */
const joining = new Set("== != <= >= < > + * / % ? : , and or .".split(" "));
const openEnded = new Set([...joining, "-", "not", "=", ":=", "+=", "-=", "*=", "/=", "%="]);
const openers = new Set(["if", "else", "for", "while", "switch", "type", "enum", "method"]);

/** How many lines a bracket may stay open before it is taken for a mistake. */
const BRACKET_LINES = 400;

/** The statements' lines of a script: lines joined where brackets, operators or odd indentation continue them. */
export function logicalLines(text: string): readonly LogicalLine[] {
  const physical = text.split(/\r\n|\r|\n/).map((line, index) => readLine(line, index + 1));
  const closing = closingLines(physical);
  const result: LogicalLine[] = [];
  let comments: string[] = [];
  for (let index = 0; index < physical.length; index += 1) {
    const first = physical[index];
    if (first === undefined || first.tokens.length === 0) {
      comments = first?.comment === undefined ? [] : [...comments, first.comment];
      continue;
    }
    const tokens = [...first.tokens];
    let last = Math.max(index, closing[index] ?? index);
    for (let at = index + 1; at <= last; at += 1) {
      tokens.push(...(physical[at]?.tokens ?? []));
    }
    for (let next = nextWritten(physical, last + 1); next !== undefined; ) {
      const line = physical[next];
      if (line === undefined || !continues(first, tokens, line)) {
        break;
      }
      const end = Math.max(next, closing[next] ?? next);
      for (let at = next; at <= end; at += 1) {
        tokens.push(...(physical[at]?.tokens ?? []));
      }
      last = end;
      next = nextWritten(physical, last + 1);
    }
    result.push({ indent: first.indent, line: first.line, tokens, comments });
    comments = [];
    index = last;
  }
  return result;
}

function nextWritten(lines: readonly PhysicalLine[], from: number): number | undefined {
  for (let index = from; index < lines.length; index += 1) {
    if ((lines[index]?.tokens.length ?? 0) > 0) {
      return index;
    }
  }
  return undefined;
}

function continues(first: PhysicalLine, tokens: readonly PineToken[], line: PhysicalLine): boolean {
  const last = tokens.at(-1);
  const head = line.tokens[0];
  if (last === undefined || head === undefined || line.indent <= first.indent) {
    return false;
  }
  const isPlain = (token: PineToken): boolean => token.kind === "mark" || token.kind === "word";
  if (isPlain(head) && joining.has(head.text)) {
    return true;
  }
  if (isPlain(last) && openEnded.has(last.text)) {
    return !(last.text === "=" && openers.has(head.text));
  }
  const opens = openers.has(first.tokens[0]?.text ?? "") || last.text === "=>" || hasOpener(tokens);
  return !opens && line.indent % 4 !== 0;
}

/** `x = if ..`, `x = switch ..`: what follows is a block. */
function hasOpener(tokens: readonly PineToken[]): boolean {
  return tokens.some((token, index) => index > 0 && token.kind === "word" && openers.has(token.text));
}

/** For each line that leaves a bracket open, the line that closes it. */
function closingLines(lines: readonly PhysicalLine[]): readonly (number | undefined)[] {
  const result: (number | undefined)[] = new Array(lines.length).fill(undefined);
  let start = 0;
  while (start < lines.length) {
    let depth = depthAfter(0, lines[start]);
    let end = start;
    while (depth > 0 && end + 1 < lines.length && end - start < BRACKET_LINES) {
      end += 1;
      depth = depthAfter(depth, lines[end]);
    }
    if (depth === 0 && end > start) {
      result[start] = end;
      start = end + 1;
    } else {
      start += 1;
    }
  }
  return result;
}

function depthAfter(depth: number, line: PhysicalLine | undefined): number {
  let open = depth;
  for (const token of line?.tokens ?? []) {
    if (token.kind === "mark" && (token.text === "(" || token.text === "[")) {
      open += 1;
    } else if (token.kind === "mark" && (token.text === ")" || token.text === "]")) {
      open = Math.max(0, open - 1);
    }
  }
  return open;
}
