import { printDate, printHour, printPeriodStart, printSession } from "./clock-calls.ts";
import { constantNumber } from "./constant.ts";
import { isCondition, print, printKnown } from "./print.ts";
import { type Printing, refuse, remark } from "./printing.ts";
import { argumentOf, type Resolved, type ResolvedArgument } from "./resolved.ts";
import { printSecurity } from "./security.ts";
import { atom, joined, level, type Piece, tight } from "./text.ts";
import { type Callable, callableFor, callableNamed, parameterPlace, shapeOf } from "./vocabulary.ts";

type Call = Extract<Resolved, { readonly kind: "call" }>;

/** Writes a call of a built-in function. */
export function printCall(printing: Printing, node: Call): Piece {
  const { callee } = node;
  if (callee.startsWith("ta.")) {
    return printTechnical(printing, node, callee.slice("ta.".length));
  }
  if (callee.startsWith("math.")) {
    return printMath(printing, node, callee.slice("math.".length));
  }
  const first = node.args[0]?.value;
  switch (callee) {
    case "nz":
      return first === undefined
        ? missing(printing, callee)
        : printFallback(printing, first, node.args[1]?.value);
    case "na":
      return first === undefined ? missing(printing, callee) : printKnown(printing, first, false);
    case "fixnan":
      return first === undefined ? missing(printing, callee) : printFilled(printing, first);
    case "float":
      return first === undefined ? missing(printing, callee) : print(printing, first);
    case "int":
      return printWhole(printing, first);
    case "bool":
      return printTruth(printing, first);
    case "request.security":
      return printSecurity(printing, node);
    case "timestamp":
      return printDate(printing, node);
    case "time":
      return printSession(printing, node);
    case "timeframe.change":
      return printPeriodStart(printing, first) ?? refuse(printing, "only days, weeks and months begin here");
    case "hour":
    case "minute":
    case "weekday":
    case "dayofmonth":
    case "month":
    case "year":
      return printHour(printing, callee, node);
    case "strategy.opentrades.entry_price":
      remark(printing, "the price of one entry among several is that of the last one here: `last_fill`");
      return atom("last_fill");
    default:
      return refuseCall(printing, callee);
  }
}

function missing(printing: Printing, callee: string): Piece {
  return refuse(printing, `\`${callee}\` has too few arguments`);
}

const families: readonly (readonly [RegExp, string, string])[] = [
  [
    /^(?:array|matrix|map)\./,
    "collections do not exist here",
    "use functions over windows: `highest`, `sum`, `percentile`",
  ],
  [/^str\./, "texts are not worked with here", "remove it"],
  [/^request\./, "other data than bars of the market are not read", "write the value as a `param`"],
  [/^ticker\./, "other kinds of bars are not made here", "use plain bars"],
  [/^strategy\./, "there is no such fact of the account", "see the list of facts in the reference"],
];

function refuseCall(printing: Printing, callee: string): Piece {
  const found = families.find(([pattern]) => pattern.test(callee));
  return found === undefined
    ? refuse(printing, `\`${callee}\` is not known`, "see where the script declares it")
    : refuse(printing, `\`${callee}\`: ${found[1]}`, found[2]);
}

// ------------------------------------------------------------------- absence

function printFallback(printing: Printing, value: Resolved, fallback: Resolved | undefined): Piece {
  const left = print(printing, value);
  const isTruth = isCondition(value);
  const right = fallback === undefined ? atom(isTruth ? "false" : "0") : print(printing, fallback);
  return joined(left, "??", right, level.coalesce);
}

/** Longest stretch over which a missing value is carried on. */
const FILLED_BARS = 500;

function printFilled(printing: Printing, value: Resolved): Piece {
  remark(printing, `a missing value is carried on for at most ${FILLED_BARS} bars`);
  return atom(`${tight(print(printing, value), level.atom)} filled forward for ${FILLED_BARS} bars`);
}

function printWhole(printing: Printing, value: Resolved | undefined): Piece {
  if (value === undefined) {
    return missing(printing, "int");
  }
  const number = constantNumber(value);
  return number !== undefined && Number.isInteger(number)
    ? print(printing, value)
    : atom(`floor(${print(printing, value).text})`);
}

function printTruth(printing: Printing, value: Resolved | undefined): Piece {
  if (value === undefined) {
    return missing(printing, "bool");
  }
  return isCondition(value)
    ? print(printing, value)
    : joined(print(printing, value), "!=", atom("0"), level.comparison);
}

// -------------------------------------------------------------------- ta.*

const crossings: ReadonlyMap<string, string> = new Map([
  ["crossover", "crosses above"],
  ["crossunder", "crosses below"],
  ["cross", "crosses"],
]);

function printTechnical(printing: Printing, node: Call, name: string): Piece {
  const crossing = crossings.get(name);
  if (crossing !== undefined) {
    const [left, right] = ["source1", "source2"].map((key, index) => argumentOf(node.args, key, index));
    return left === undefined || right === undefined
      ? missing(printing, node.callee)
      : joined(print(printing, left), crossing, print(printing, right), level.comparison);
  }
  const first = node.args[0]?.value;
  if (name === "change" && first !== undefined) {
    const period =
      first.kind === "call" && first.callee === "time"
        ? printPeriodStart(printing, first.args[0]?.value)
        : undefined;
    if (period !== undefined) {
      return period;
    }
    if (isCondition(first)) {
      const before: Resolved = { kind: "past", object: first, offset: { kind: "number", text: "1" } };
      return print(printing, { kind: "binary", operator: "!=", left: first, right: before });
    }
  }
  const ownStochastic = name === "stoch" ? printStochastic(printing, node) : undefined;
  if (ownStochastic !== undefined) {
    return ownStochastic;
  }
  const callable = callableFor(name);
  if (callable === undefined) {
    return refuse(printing, `the standard library has no \`ta.${name}\``, "write it as an `indicator`");
  }
  return printLibraryCall(printing, node, name, callable);
}

/** The stochastic of other series than the bars' own, such as that of an RSI. */
function printStochastic(printing: Printing, node: Call): Piece | undefined {
  const [source, high, low, length] = ["source", "high", "low", "length"].map((key, index) =>
    argumentOf(node.args, key, index),
  );
  const isPlain = [source, high, low].every(
    (part, index) => part?.kind === "builtin" && part.name === ["close", "high", "low"][index],
  );
  if (isPlain || length === undefined || source === undefined || high === undefined || low === undefined) {
    return undefined;
  }
  printing.countBars(length);
  const [x, top, bottom, n] = [source, high, low, length].map((part) => print(printing, part));
  const lowest = `lowest(${bottom?.text ?? ""}, ${n?.text ?? ""})`;
  return callableNamed("score") === undefined
    ? undefined
    : atom(
        `score(${tight(x ?? atom("0"), level.sum)} - ${lowest}, highest(${top?.text ?? ""}, ${n?.text ?? ""}) - ${lowest})`,
      );
}

/** Puts the arguments of Pine Script where the library's function has them. */
function printLibraryCall(printing: Printing, node: Call, name: string, callable: Callable): Piece {
  const shape = shapeOf(name);
  const given = withLeading(node.args, shape.parameters, shape.leading);
  const placed: (string | undefined)[] = [];
  for (const [index, argument] of given.entries()) {
    const parameter = argument.name ?? shape.parameters[index];
    if (parameter === undefined) {
      return refuse(printing, `\`ta.${name}\` has more arguments than are known`);
    }
    const { text } = print(printing, argument.value);
    const place = parameterPlace(parameter, callable);
    if (place < 0 && shape.implied?.[parameter]?.includes(text) === true) {
      continue;
    }
    if (place < 0) {
      return refuse(
        printing,
        `\`${callable.name}\` has no \`${parameter}\``,
        "leave the argument out, or write the formula",
      );
    }
    placed[place] = text;
    if (callable.parameters[place]?.isBars === true) {
      printing.countBars(argument.value);
    }
  }
  const needed = callable.parameters.find(
    (parameter, index) => !parameter.hasDefault && placed[index] === undefined,
  );
  if (needed !== undefined) {
    return refuse(printing, `\`${callable.name}\` needs \`${needed.name}\``);
  }
  const gap = Array.from({ length: placed.length }, (_, index) => placed[index] === undefined).indexOf(true);
  const args = callable.parameters.flatMap((parameter, index) => {
    const text = placed[index];
    return text === undefined ? [] : [gap >= 0 && index > gap ? `${parameter.name} = ${text}` : text];
  });
  const call = atom(`${callable.name}(${args.join(", ")})`);
  return shape.isNegated === true ? { text: `-${call.text}`, level: level.sign } : call;
}

/** `ta.highest(20)` reads the high. */
function withLeading(
  args: readonly ResolvedArgument[],
  parameters: readonly string[],
  leading: string | undefined,
): readonly ResolvedArgument[] {
  const isShort =
    args.length === parameters.length - 1 && args.every((argument) => argument.name !== parameters[0]);
  return leading !== undefined && isShort
    ? [{ name: undefined, value: { kind: "builtin", name: leading } }, ...args]
    : args;
}

// ------------------------------------------------------------------- math.*

const mathNames: ReadonlyMap<string, string> = new Map([
  ["log", "ln"],
  ["sum", "sum"],
]);

function printMath(printing: Printing, node: Call, name: string): Piece {
  const values = node.args.map((argument) => argument.value);
  const [first, second] = values;
  if (first === undefined) {
    return missing(printing, node.callee);
  }
  if (name === "max" || name === "min") {
    const [head = atom("0"), ...rest] = values.map((value) => print(printing, value));
    return rest.reduce((all, next) => atom(`${name}(${all.text}, ${next.text})`), head);
  }
  if (name === "avg") {
    const pieces = values.map((value) => print(printing, value));
    const [head = atom("0"), ...rest] = pieces;
    const sum = rest.reduce((all, next) => joined(all, "+", next, level.sum), head);
    return joined(sum, "/", atom(String(pieces.length)), level.product);
  }
  if (name === "round_to_mintick") {
    remark(printing, "prices are rounded to the tick when an order is made");
    return print(printing, first);
  }
  if (name === "pow" && second !== undefined && constantNumber(second) === 2) {
    const base = print(printing, first);
    return joined(base, "*", base, level.product);
  }
  const callable = callableNamed(mathNames.get(name) ?? name);
  if (callable === undefined) {
    return refuse(printing, `the standard library has no \`math.${name}\``);
  }
  const args = values.map((value) => print(printing, value).text);
  return args.length > callable.parameters.length
    ? refuse(printing, `\`${callable.name}\` takes ${callable.parameters.length} arguments`)
    : atom(`${callable.name}(${args.join(", ")})`);
}
