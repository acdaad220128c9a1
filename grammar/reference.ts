import type { ISerializedGast } from "chevrotain";
import { bindingLevels, infixOperators } from "./operators.ts";
import { createValidatedParser } from "./parser.ts";
import { keywordTokens } from "./tokens.ts";
import { contextualWordList, reservedWordList } from "./words.ts";

/** Token types whose label is no literal text, by how the reference writes them. */
const terminals: ReadonlyMap<string, string> = new Map([
  ["Name", "NAME"],
  ["Word", "WORD"],
  ["Text", "TEXT"],
  ["Numeric", "NUMBER"],
  ["Ratio", "RATIO"],
  ["Duration", "DURATION"],
  ["Instant", "INSTANT"],
  ["AssetCode", "ASSET"],
  ["InfixOperator", "OPERATOR"],
  ["ArithmeticOperator", "ARITHMETIC"],
  ["Negation", '"not"'],
  ["Assign", '"="'],
]);

const keywordTexts: ReadonlyMap<string, string> = new Map(
  [...keywordTokens].map(([text, type]) => [type.name, text]),
);

/** What is read only in order to name it. */
const foreignRules: ReadonlySet<string> = new Set(["foreignTernary"]);

/** The grammar in EBNF, from the parser itself, with the tables of words and operators. */
export function renderReference(): string {
  const rules = createValidatedParser().getSerializedGastProductions();
  const byName = new Map(rules.map((rule) => [nameOf(rule), rule]));
  const lines = reachable(byName, "module").map((name) => {
    const rule = byName.get(name);
    const body = rule === undefined ? "" : sequence(childrenOf(rule));
    return `${name} = ${body.replace(/^\( ([^()]*) \)$/, "$1")}`;
  });
  return [
    "```ebnf",
    ...lines,
    "```",
    "",
    "`NAME`: letters, digits and `_`, not starting with a digit; not a reserved word. `WORD`: also a reserved word.",
    "`NUMBER`: `1_000.5`, `2e-3`. `RATIO`: `2%`, `15bps`. `DURATION`: `500ms 30s 5m 1h 1d 1w`.",
    '`INSTANT`: `2024-01-01T00:00Z`. `ASSET`: capitals and digits. `TEXT`: `"text"`.',
    "",
    "Operators, loosest first (`ARITHMETIC` are those that bind tighter than a comparison):",
    "",
    ...operatorLines(),
    "",
    `Reserved words: ${reservedWordList.map((word) => `\`${word}\``).join(" ")}.`,
    "",
    `Words that are names where they are not expected as keywords: ${contextualWordList.map((word) => `\`${word}\``).join(" ")}.`,
  ].join("\n");
}

function operatorLines(): readonly string[] {
  const relations = [
    "between .. and ..",
    "crosses above",
    "crosses below",
    "crosses",
    "is known",
    "is not known",
  ];
  const special: Readonly<Record<string, readonly string[]>> = {
    not: ["not"],
    comparison: relations,
    unary: ["-"],
    postfix: ["[k]", ".field", "f(x)", "on CLOCK", "filled forward for N", "in CURRENCY via MARKET"],
  };
  return Object.entries(bindingLevels).map(([level, rank]) => {
    const infix = Object.entries(infixOperators).filter(([, name]) => name === level);
    const all = [...infix.map(([operator]) => operator), ...(special[level] ?? [])];
    return `${rank}. ${all.map((operator) => `\`${operator}\``).join(" ")}`;
  });
}

function nameOf(gast: ISerializedGast): string {
  return "name" in gast && typeof gast.name === "string" ? gast.name : "";
}

function childrenOf(gast: ISerializedGast): readonly ISerializedGast[] {
  return gast.definition ?? [];
}

/** Rule names in the order in which a reader meets them. */
function reachable(rules: ReadonlyMap<string, ISerializedGast>, start: string): readonly string[] {
  const found = new Set<string>();
  const visit = (gast: ISerializedGast): void => {
    const name = nameOf(gast);
    if (gast.type === "NonTerminal" && !found.has(name) && !foreignRules.has(name)) {
      enter(name);
    }
    childrenOf(gast).forEach(visit);
  };
  const enter = (name: string): void => {
    found.add(name);
    const rule = rules.get(name);
    if (rule !== undefined) {
      childrenOf(rule).forEach(visit);
    }
  };
  enter(start);
  return [...found];
}

function sequence(parts: readonly ISerializedGast[]): string {
  return parts
    .map((part) => element(part))
    .filter((text) => text !== "")
    .join(" ");
}

function element(gast: ISerializedGast): string {
  const inner = (): string => sequence(childrenOf(gast));
  switch (gast.type) {
    case "NonTerminal":
      return foreignRules.has(nameOf(gast)) ? "" : nameOf(gast);
    case "Terminal":
      return terminal(gast);
    case "Option":
      return inner() === "" ? "" : `[ ${inner()} ]`;
    case "Repetition":
      return `{ ${inner()} }`;
    case "RepetitionMandatory":
      return `${inner()} { ${inner()} }`;
    case "RepetitionWithSeparator":
      return `[ ${inner()} { "," ${inner()} } ]`;
    case "RepetitionMandatoryWithSeparator":
      return `${inner()} { "," ${inner()} }`;
    case "Alternation":
      return `( ${childrenOf(gast)
        .map((alternative) => sequence(childrenOf(alternative)))
        .join(" | ")} )`;
    default:
      return inner();
  }
}

function terminal(gast: ISerializedGast): string {
  const name = nameOf(gast);
  const word = keywordTexts.get(name);
  if (word !== undefined) {
    return `"${word}"`;
  }
  const label = "label" in gast && typeof gast.label === "string" ? gast.label : name;
  return terminals.get(name) ?? `"${label.replaceAll("`", "")}"`;
}
