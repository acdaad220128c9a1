import type { LogicalLine, PineToken } from "./tokenize.ts";

/** Why a statement could not be read. Thrown and caught within the parser only. */
export class Unreadable extends Error {}

/** Where the parser stands: a line of the script, and a token of that line. */
export class Cursor {
  private readonly lines: readonly LogicalLine[];
  private row = 0;
  private column = 0;
  /** Brackets, blocks and operators around the present place. */
  depth = 0;

  constructor(lines: readonly LogicalLine[]) {
    this.lines = lines;
  }

  get line(): LogicalLine | undefined {
    return this.lines[this.row];
  }

  /** Number of the logical line, for keeping and restoring places. */
  get place(): number {
    return this.row;
  }

  peek(ahead = 0): PineToken | undefined {
    return this.line?.tokens[this.column + ahead];
  }

  /** True when the next token is this mark or word. */
  at(text: string, ahead = 0): boolean {
    const token = this.peek(ahead);
    return token?.text === text && (token.kind === "mark" || token.kind === "word");
  }

  take(): PineToken {
    const token = this.peek();
    if (token === undefined) {
      throw new Unreadable("the line ends too early");
    }
    this.column += 1;
    return token;
  }

  skip(text: string): boolean {
    if (!this.at(text)) {
      return false;
    }
    this.column += 1;
    return true;
  }

  want(text: string): void {
    if (!this.skip(text)) {
      const found = this.peek();
      throw new Unreadable(
        found === undefined
          ? `\`${text}\` is missing at the end`
          : `\`${text}\` is missing before \`${found.text}\``,
      );
    }
  }

  get atEnd(): boolean {
    return this.peek() === undefined;
  }

  /** Where the tokens of the line go on, for looking ahead. */
  get offset(): number {
    return this.column;
  }

  set offset(column: number) {
    this.column = column;
  }

  nextLine(): void {
    this.row += 1;
    this.column = 0;
  }

  /** Leaves a line and everything that is indented deeper. */
  skipBlock(row: number): void {
    const indent = this.lines[row]?.indent ?? 0;
    this.row = row + 1;
    this.column = 0;
    while (this.line !== undefined && this.line.indent > indent) {
      this.row += 1;
    }
  }

  /** The lines of a block: from a row to the one before the present. */
  between(from: number): readonly LogicalLine[] {
    return this.lines.slice(from, this.row);
  }

  /** Goes one level deeper; a limit protects the stack. */
  within<Result>(work: () => Result): Result {
    this.depth += 1;
    if (this.depth > DEEPEST) {
      throw new Unreadable("it is nested too deep");
    }
    try {
      return work();
    } finally {
      this.depth -= 1;
    }
  }
}

const DEEPEST = 120;
