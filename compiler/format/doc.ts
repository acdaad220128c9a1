/** A text whose line breaks are still open. Made by the functions of this file, laid out by `render`. */
export type Doc =
  | string
  | readonly Doc[]
  | { readonly kind: "line"; readonly flat: string }
  | { readonly kind: "break"; readonly blank: boolean }
  | { readonly kind: "indent"; readonly levels: number; readonly content: Doc }
  | { readonly kind: "group"; readonly content: Doc; readonly mustBreak: boolean }
  | { readonly kind: "fill"; readonly items: readonly Doc[] }
  | { readonly kind: "suffix"; readonly text: string };

/** A space, or a line break where the group does not fit. */
export const line: Doc = { kind: "line", flat: " " };
/** Nothing, or a line break where the group does not fit. */
export const softline: Doc = { kind: "line", flat: "" };
/** A line break. */
export const hardline: Doc = { kind: "break", blank: false };
/** An empty line and a line break. */
export const blankLine: Doc = { kind: "break", blank: true };

/** Indents what starts on a new line inside it. */
export function indent(content: Doc, levels = 1): Doc {
  return { kind: "indent", levels, content };
}

/** Stays on one line if it fits; otherwise all its lines break. */
export function group(content: Doc): Doc {
  return { kind: "group", content, mustBreak: hasBreak(content) };
}

/** Items with a comma and a space between them, as many on a line as fit. */
export function fill(items: readonly Doc[]): Doc {
  return { kind: "fill", items };
}

/** A text that waits for the end of its line: a `//` comment. It makes the groups around it break. */
export function suffix(text: string): Doc {
  return { kind: "suffix", text };
}

/** Documents with another one between each two. */
export function join(separator: Doc, items: readonly Doc[]): Doc {
  return items.flatMap((item, index) => (index === 0 ? [item] : [separator, item]));
}

function hasBreak(doc: Doc): boolean {
  if (typeof doc === "string") {
    return doc.includes("\n");
  }
  if (isList(doc)) {
    return doc.some(hasBreak);
  }
  switch (doc.kind) {
    case "break":
    case "suffix":
      return true;
    case "indent":
      return hasBreak(doc.content);
    case "group":
      return doc.mustBreak;
    case "fill":
      return doc.items.some(hasBreak);
    case "line":
      return false;
  }
}

function isList(doc: Doc): doc is readonly Doc[] {
  return Array.isArray(doc);
}

const indentWidth = 2;

interface Command {
  readonly level: number;
  readonly isFlat: boolean;
  readonly doc: Doc;
}

/** Lays out a document within a width where that is possible. Lines end in `\n` and have no trailing spaces. */
export function render(doc: Doc, width: number): string {
  const output = createOutput();
  const stack: Command[] = [{ level: 0, isFlat: false, doc }];
  for (let command = stack.pop(); command !== undefined; command = stack.pop()) {
    const { level, isFlat, doc: current } = command;
    if (typeof current === "string") {
      output.write(current);
    } else if (isList(current)) {
      pushAll(stack, current, level, isFlat);
    } else if (current.kind === "line") {
      if (isFlat) {
        output.write(current.flat);
      } else {
        output.breakLine(level * indentWidth, false);
      }
    } else if (current.kind === "break") {
      output.breakLine(level * indentWidth, current.blank);
    } else if (current.kind === "indent") {
      stack.push({ level: level + current.levels, isFlat, doc: current.content });
    } else if (current.kind === "suffix") {
      output.defer(current.text, level * indentWidth);
    } else if (current.kind === "group") {
      const flat = !current.mustBreak && (isFlat || fits(current.content, stack, width - output.column()));
      stack.push({ level, isFlat: flat, doc: current.content });
    } else {
      renderFill(current.items, level, output, width);
    }
  }
  return output.finish();
}

function pushAll(stack: Command[], docs: readonly Doc[], level: number, isFlat: boolean): void {
  for (const doc of docs.toReversed()) {
    stack.push({ level, isFlat, doc });
  }
}

interface Output {
  readonly write: (text: string) => void;
  readonly breakLine: (spaces: number, blank: boolean) => void;
  /** Keeps a text for the end of the line; one that already waits there gets its line to itself. */
  readonly defer: (text: string, spaces: number) => void;
  readonly column: () => number;
  readonly finish: () => string;
}

function createOutput(): Output {
  const lines: string[] = [];
  let current = "";
  let deferred = "";
  const flush = (): void => {
    lines.push((current + deferred).trimEnd());
    current = "";
    deferred = "";
  };
  return {
    write: (text) => {
      const parts = text.split("\n");
      if (deferred !== "" && (parts.length > 1 || text.startsWith("//"))) {
        flush();
      }
      const last = parts.pop() ?? "";
      for (const part of parts) {
        current += part;
        flush();
      }
      current += last;
    },
    breakLine: (spaces, blank) => {
      flush();
      if (blank) {
        lines.push("");
      }
      current = " ".repeat(spaces);
    },
    defer: (text, spaces) => {
      if (deferred !== "") {
        flush();
        current = " ".repeat(Math.max(0, spaces - 1));
      }
      deferred = text;
    },
    column: () => current.length,
    finish: () => {
      flush();
      return lines.join("\n");
    },
  };
}

/** Items of a fill are short values; each is laid out flat. */
function renderFill(items: readonly Doc[], level: number, output: Output, width: number): void {
  items.forEach((item, index) => {
    const isLast = index === items.length - 1;
    const text = render(item, Number.POSITIVE_INFINITY) + (isLast ? "" : ",");
    if (index > 0 && output.column() + 1 + text.length > width) {
      output.breakLine(level * indentWidth, false);
    } else if (index > 0) {
      output.write(" ");
    }
    output.write(text);
  });
}

/** Whether the content fits flat in the rest of the line, with what follows it up to the next possible break. */
function fits(content: Doc, rest: readonly Command[], available: number): boolean {
  let room = available;
  let restIndex = rest.length;
  const stack: Command[] = [{ level: 0, isFlat: true, doc: content }];
  while (room >= 0) {
    const command = stack.pop() ?? rest[--restIndex];
    if (command === undefined) {
      return true;
    }
    const { doc, isFlat, level } = command;
    if (typeof doc === "string") {
      room -= doc.length;
    } else if (isList(doc)) {
      pushAll(stack, doc, level, isFlat);
    } else if (doc.kind === "line") {
      if (!isFlat) {
        return true;
      }
      room -= doc.flat.length;
    } else if (doc.kind === "break") {
      return true;
    } else if (doc.kind === "indent") {
      stack.push({ level, isFlat, doc: doc.content });
    } else if (doc.kind === "group") {
      stack.push({ level, isFlat: isFlat && !doc.mustBreak, doc: doc.content });
    } else if (doc.kind === "fill") {
      room -= 1;
      pushAll(stack, doc.items, level, true);
    }
  }
  return false;
}
