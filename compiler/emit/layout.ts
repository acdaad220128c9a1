import type { Span } from "../ast/nodes.ts";

/** A text whose line breaks are still open, with the places of the source that its pieces come from. */
export type Doc =
  | string
  | readonly Doc[]
  /** A space (or nothing), or a line break where the group around it does not fit. */
  | { readonly kind: "line"; readonly flat: string }
  | { readonly kind: "hardline" }
  | { readonly kind: "indent"; readonly content: Doc }
  | { readonly kind: "group"; readonly content: Doc; readonly isBroken: boolean }
  /** The first that fits, groups that must break being broken; else the last. */
  | { readonly kind: "choice"; readonly forms: readonly [Doc, ...Doc[]] }
  /** A text for broken groups only. */
  | { readonly kind: "ifBroken"; readonly text: string }
  /** What follows comes from this place. */
  | { readonly kind: "mark"; readonly span: Span }
  /** A name that the module imports. */
  | { readonly kind: "import"; readonly name: string };

/** A space, or a line break. */
export const line: Doc = { kind: "line", flat: " " };
/** Nothing, or a line break. */
export const softline: Doc = { kind: "line", flat: "" };
/** A line break; the groups around it break. */
export const hardline: Doc = { kind: "hardline" };
/** A comma after the last item of a list that takes several lines. */
export const trailingComma: Doc = { kind: "ifBroken", text: "," };

export const indent = (content: Doc): Doc => ({ kind: "indent", content });

/** Stays on one line if it fits; otherwise its own lines break. */
export const group = (content: Doc, mustBreak = false): Doc => ({
  kind: "group",
  content,
  isBroken: mustBreak || hasBreak(content),
});

export const mark = (span: Span): Doc => ({ kind: "mark", span });

/** A name of the module's imports; the names that a text uses are known once it is laid out. */
export const imported = (name: string): Doc => ({ kind: "import", name });

export const join = (separator: Doc, items: readonly Doc[]): Doc =>
  items.flatMap((item, index) => (index === 0 ? [item] : [separator, item]));

const isList = (doc: Doc): doc is readonly Doc[] => Array.isArray(doc);

const hasBreak = (doc: Doc): boolean => {
  if (typeof doc === "string") return false;
  if (isList(doc)) return doc.some(hasBreak);
  switch (doc.kind) {
    case "hardline":
      return true;
    case "indent":
      return hasBreak(doc.content);
    case "group":
      return doc.isBroken;
    case "choice":
      return hasBreak(doc.forms[0]);
    default:
      return false;
  }
};

/** Where a piece of the text comes from. `line` and `column` count from 0. */
export interface Mark {
  readonly line: number;
  readonly column: number;
  readonly span: Span;
}

export interface Layout {
  /** Ends with a line feed. */
  readonly text: string;
  /** In the order of the text; at most one for each place, the outermost. */
  readonly marks: readonly Mark[];
  readonly imports: ReadonlySet<string>;
}

interface Command {
  readonly depth: number;
  readonly isFlat: boolean;
  readonly doc: Doc;
}

const WIDTH = 110;

/** Lays out a document, within 110 columns where that is possible. */
export const layOut = (doc: Doc): Layout => {
  const lines: string[] = [];
  const marks: Mark[] = [];
  const imports = new Set<string>();
  let current = "";
  const breakLine = (depth: number): void => {
    lines.push(current.trimEnd());
    current = "  ".repeat(depth);
  };
  const stack: Command[] = [{ depth: 0, isFlat: false, doc }];
  for (let command = stack.pop(); command !== undefined; command = stack.pop()) {
    const { depth, isFlat, doc: next } = command;
    if (typeof next === "string") current += next;
    else if (isList(next)) pushAll(stack, next, command);
    else {
      switch (next.kind) {
        case "line":
          if (isFlat) current += next.flat;
          else breakLine(depth);
          break;
        case "hardline":
          breakLine(depth);
          break;
        case "indent":
          stack.push({ depth: depth + 1, isFlat, doc: next.content });
          break;
        case "group": {
          const flat = { depth, isFlat: true, doc: next.content };
          const fitsFlat = !next.isBroken && (isFlat || fits(flat, stack, WIDTH - current.length));
          stack.push({ ...flat, isFlat: fitsFlat });
          break;
        }
        case "choice":
          stack.push(choose(next.forms, command, stack, WIDTH - current.length));
          break;
        case "ifBroken":
          if (!isFlat) current += next.text;
          break;
        case "mark":
          addMark(marks, { line: lines.length, column: current.length, span: next.span });
          break;
        case "import":
          imports.add(next.name);
          current += next.name;
          break;
      }
    }
  }
  lines.push(current.trimEnd());
  return { text: `${lines.join("\n").trimEnd()}\n`, marks, imports };
};

const addMark = (marks: Mark[], mark: Mark): void => {
  const last = marks.at(-1);
  if (last?.line !== mark.line || last.column !== mark.column) marks.push(mark);
};

const pushAll = (stack: Command[], docs: readonly Doc[], { depth, isFlat }: Command): void => {
  for (let index = docs.length - 1; index >= 0; index--) {
    const doc = docs[index];
    if (doc !== undefined) stack.push({ depth, isFlat, doc });
  }
};

const choose = (
  forms: readonly [Doc, ...Doc[]],
  { depth, isFlat }: Command,
  rest: readonly Command[],
  room: number,
): Command => {
  if (isFlat) return { depth, isFlat, doc: forms[0] };
  for (const doc of forms.slice(0, -1)) {
    const command = { depth, isFlat: true, doc };
    if (fits(command, rest, room)) return command;
  }
  return { depth, isFlat: false, doc: forms.at(-1) ?? forms[0] };
};

/** Whether a command and what follows it stay within the room up to the next line break. */
const fits = (command: Command, rest: readonly Command[], room: number): boolean => {
  let left = room;
  let restIndex = rest.length;
  const stack: Command[] = [command];
  while (left >= 0) {
    const top = stack.pop() ?? rest[--restIndex];
    if (top === undefined) return true;
    const { doc, isFlat } = top;
    if (typeof doc === "string") left -= doc.length;
    else if (isList(doc)) pushAll(stack, doc, top);
    else {
      switch (doc.kind) {
        case "line":
          if (!isFlat) return true;
          left -= doc.flat.length;
          break;
        case "hardline":
          return true;
        case "indent":
          stack.push({ ...top, doc: doc.content });
          break;
        case "group":
          stack.push({ ...top, isFlat: isFlat && !doc.isBroken, doc: doc.content });
          break;
        case "choice":
          stack.push({ ...top, doc: isFlat ? doc.forms[0] : (doc.forms.at(-1) ?? doc.forms[0]) });
          break;
        case "ifBroken":
          left -= isFlat ? 0 : doc.text.length;
          break;
        case "import":
          left -= doc.name.length;
          break;
        case "mark":
          break;
      }
    }
  }
  return false;
};
