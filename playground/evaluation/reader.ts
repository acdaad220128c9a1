import { binary, callable, callMethod, checkedName, fieldOf, precedence, unary } from "./operations.ts";
import { declare, type Frame, resolve, type Scope } from "./scope.ts";
import { EvaluationError, type Token, tokensOf } from "./tokens.ts";

/** A part of a module, ready to run: a function of the values of its names. */
type Run = (frame: Frame) => unknown;

/** Makes closures of a module's text, by one pass over its tokens. */
class Reader {
  private readonly tokens: readonly Token[];
  private next = 0;
  private scope: Scope;

  constructor(text: string, names: readonly string[]) {
    this.tokens = tokensOf(text);
    this.scope = { outer: undefined, names: new Map(names.map((name, place) => [name, place])) };
  }

  /** Statements up to the end of the text. */
  body(): Run {
    const run = this.statements("end");
    this.take("end");
    return run;
  }

  private peek(ahead = 0): Token {
    return this.tokens[this.next + ahead] ?? { kind: "end", text: "", at: 0 };
  }

  private isNext(text: string): boolean {
    const { kind, text: found } = this.peek();
    return kind !== "string" && (text === "end" ? kind === "end" : found === text);
  }

  private accept(text: string): boolean {
    if (!this.isNext(text)) return false;
    this.next += 1;
    return true;
  }

  private take(text: string): void {
    const { at, text: found } = this.peek();
    if (!this.accept(text)) throw new EvaluationError(`"${text}" and not "${found}" at ${at}`);
  }

  private name(): string {
    const { kind, text, at } = this.peek();
    if (kind !== "name") throw new EvaluationError(`a name is wanted at ${at}`);
    this.next += 1;
    return text;
  }

  /** `const` declarations and a `return`, which ends them. */
  private statements(end: string): Run {
    const steps: ((frame: Frame) => void)[] = [];
    while (!this.isNext(end)) {
      if (this.accept("return")) {
        const value = this.expression();
        this.take(";");
        return (frame) => {
          for (const step of steps) step(frame);
          return value(frame);
        };
      }
      this.take("const");
      steps.push(this.declaration());
      this.take(";");
    }
    throw new EvaluationError("a body returns a value");
  }

  private declaration(): (frame: Frame) => void {
    const names = this.accept("{") ? this.names("}") : undefined;
    const single = names === undefined ? this.name() : undefined;
    this.take("=");
    const value = this.expression();
    if (single !== undefined) {
      const place = this.declare(single);
      return (frame) => {
        frame.values[place] = value(frame);
      };
    }
    const fields = (names ?? []).map((name) => ({ field: checkedName(name), place: this.declare(name) }));
    return (frame) => {
      const object = value(frame);
      for (const { field, place } of fields) frame.values[place] = fieldOf(object, field);
    };
  }

  private declare(name: string): number {
    return declare(this.scope, name, this.scope.names.size);
  }

  /** Names between commas up to a closing bracket. */
  private names(end: string): readonly string[] {
    const names: string[] = [];
    while (!this.accept(end)) {
      names.push(this.name());
      if (!this.isNext(end)) this.take(",");
    }
    return names;
  }

  private expression(): Run {
    if (this.isArrow()) return this.arrow();
    const condition = this.operation(1);
    if (!this.accept("?")) return condition;
    const yes = this.expression();
    this.take(":");
    const no = this.expression();
    return (frame) => (condition(frame) ? yes(frame) : no(frame));
  }

  /** Whether a function begins here: `name =>`, or a bracket whose partner is followed by an arrow. */
  private isArrow(): boolean {
    if (this.peek().kind === "name") return this.peek(1).kind === "symbol" && this.peek(1).text === "=>";
    if (!this.isNext("(")) return false;
    let ahead = 1;
    while (this.peek(ahead).kind === "name" || this.peek(ahead).text === ",") ahead += 1;
    return this.peek(ahead).text === ")" && this.peek(ahead + 1).text === "=>";
  }

  private arrow(): Run {
    const parameters = this.accept("(") ? this.names(")") : [this.name()];
    this.take("=>");
    const outer = this.scope;
    // Places of parameters are counted, not named: several may be called `_`.
    this.scope = { outer, names: new Map(parameters.map((name, place) => [name, place])) };
    for (let place = this.scope.names.size; place < parameters.length; place++) {
      this.scope.names.set(` ${place}`, place);
    }
    const run = this.accept("{") ? this.block() : this.expression();
    this.scope = outer;
    return (frame) =>
      (...values: unknown[]): unknown =>
        run({ values, outer: frame });
  }

  private block(): Run {
    const run = this.statements("}");
    this.take("}");
    return run;
  }

  private operation(least: number): Run {
    let left = this.prefixed();
    for (;;) {
      const { kind, text } = this.peek();
      const tightness = kind === "symbol" ? (precedence[text] ?? 0) : 0;
      if (tightness < least) return left;
      this.next += 1;
      left = joined(text, left, this.operation(tightness + 1));
    }
  }

  private prefixed(): Run {
    const { kind, text } = this.peek();
    const operator = kind === "symbol" ? unary[text] : undefined;
    if (operator === undefined) return this.postfixed();
    this.next += 1;
    const value = this.prefixed();
    return (frame) => operator(value(frame));
  }

  /** A value with what is read from it or called on it. After `?.` on nothing, the rest of the chain is left out. */
  private postfixed(): Run {
    let value = this.primary();
    let isOptional = false;
    for (;;) {
      if (this.accept("(")) {
        value = unlessGone(isOptional, value, called(this.list(")")));
      } else if (this.accept("?.")) {
        isOptional = true;
        value = orGone(value, this.field());
      } else if (this.accept(".")) {
        value = unlessGone(isOptional, value, this.field());
      } else if (this.accept("[")) {
        const key = this.expression();
        this.take("]");
        value = unlessGone(isOptional, value, (object, frame) =>
          fieldOf(object, checkedName(String(key(frame)))),
        );
      } else {
        return isOptional ? withoutGone(value) : value;
      }
    }
  }

  /** A field or a method call behind a dot. */
  private field(): Link {
    const name = checkedName(this.name());
    if (!this.accept("(")) return (object) => fieldOf(object, name);
    const values = this.list(")");
    const [first, second] = values;
    if (first !== undefined && values.length === 1) {
      return (object, frame) => callMethod(object, name, [first(frame)]);
    }
    if (first !== undefined && second !== undefined && values.length === 2) {
      return (object, frame) => callMethod(object, name, [first(frame), second(frame)]);
    }
    return (object, frame) =>
      callMethod(
        object,
        name,
        values.map((value) => value(frame)),
      );
  }

  private list(end: string): readonly Run[] {
    const items: Run[] = [];
    while (!this.accept(end)) {
      items.push(this.expression());
      if (!this.isNext(end)) this.take(",");
    }
    return items;
  }

  private primary(): Run {
    const { kind, text, at } = this.peek();
    if (kind === "number" || kind === "string") {
      this.next += 1;
      const value = kind === "number" ? Number(text.replaceAll("_", "")) : text;
      return () => value;
    }
    if (this.accept("(")) {
      const inner = this.expression();
      this.take(")");
      return inner;
    }
    if (this.accept("[")) {
      const items = this.list("]");
      return (frame) => items.map((item) => item(frame));
    }
    if (this.accept("{")) return this.object();
    if (kind === "name") return this.reference(this.name());
    throw new EvaluationError(`"${text}" begins no value at ${at}`);
  }

  private object(): Run {
    const fields: { readonly name: string; readonly value: Run }[] = [];
    while (!this.accept("}")) {
      const { kind, text } = this.peek();
      if (kind !== "name" && kind !== "string" && kind !== "number")
        throw new EvaluationError("a field has a name");
      this.next += 1;
      fields.push({ name: text, value: this.accept(":") ? this.expression() : this.reference(text) });
      if (!this.isNext("}")) this.take(",");
    }
    return (frame) => Object.fromEntries(fields.map(({ name, value }) => [name, value(frame)]));
  }

  private reference(name: string): Run {
    const found = resolve(this.scope, name);
    if (found === undefined) {
      if (!constants.has(name)) throw new EvaluationError(`nothing is called ${name}`);
      const value = constants.get(name);
      return () => value;
    }
    const { depth, place } = found;
    if (depth === 0) return ({ values }) => values[place];
    if (depth === 1) return ({ outer }) => outer?.values[place];
    return (frame) => {
      let at: Frame | undefined = frame;
      for (let level = 0; level < depth; level++) at = at?.outer;
      return at?.values[place];
    };
  }
}

/** What a module may name without having declared it. */
const constants: ReadonlyMap<string, unknown> = new Map<string, unknown>([
  ["true", true],
  ["false", false],
  ["undefined", undefined],
  ["Infinity", Number.POSITIVE_INFINITY],
  ["NaN", Number.NaN],
  [
    "Number",
    Object.freeze({
      NaN: Number.NaN,
      POSITIVE_INFINITY: Number.POSITIVE_INFINITY,
      NEGATIVE_INFINITY: Number.NEGATIVE_INFINITY,
    }),
  ],
]);

const joined = (operator: string, left: Run, right: Run): Run => {
  if (operator === "&&") return (frame) => left(frame) && right(frame);
  if (operator === "||") return (frame) => left(frame) || right(frame);
  if (operator === "??") return (frame) => left(frame) ?? right(frame);
  const work = binary[operator];
  if (work === undefined) throw new EvaluationError(`no operator ${operator}`);
  return (frame) => work(left(frame), right(frame));
};

/** A link of a chain: what comes of the value before it. */
type Link = (value: unknown, frame: Frame) => unknown;

/** In a chain with `?.`: there was nothing to go on with. */
const GONE = Symbol("gone");

const unlessGone = (isOptional: boolean, value: Run, link: Link): Run =>
  isOptional
    ? (frame) => {
        const before = value(frame);
        return before === GONE ? GONE : link(before, frame);
      }
    : (frame) => link(value(frame), frame);

const orGone =
  (value: Run, link: Link): Run =>
  (frame) => {
    const before = value(frame);
    return before === GONE || before === undefined || before === null ? GONE : link(before, frame);
  };

const withoutGone =
  (value: Run): Run =>
  (frame) => {
    const result = value(frame);
    return result === GONE ? undefined : result;
  };

const called =
  (values: readonly Run[]): Link =>
  (callee, frame) =>
    callable(callee)(...values.map((item) => item(frame)));

/**
 * Runs a module in factory form by closures over its text: no text becomes code of the page, so that a policy may forbid
 * `eval`. Reads the part of JavaScript that the compiler writes, and gives a module nothing but the names in `context`.
 */
export const evaluateByClosures = (text: string, context: Readonly<Record<string, unknown>>): unknown => {
  const run = new Reader(text, Object.keys(context)).body();
  return run({ values: Object.values(context), outer: undefined });
};
