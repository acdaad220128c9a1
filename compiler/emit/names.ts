/** Words that cannot name a constant in a module, and the names that a generated module imports. */
const TAKEN: ReadonlySet<string> = new Set(
  (
    "await break case catch class const continue debugger default delete do else enum export extends false finally " +
    "for function if implements import in instanceof interface let new null package private protected public return " +
    "static super switch this throw true try typeof var void while with yield arguments eval undefined NaN Infinity " +
    "async of ctk std scalar strategy spans z plan at p"
  ).split(" "),
);

/** Hands out identifiers that are unique within one scope. */
export interface Scope {
  /** The identifier for a wanted name: itself, or with an underscore or a number where it is taken. */
  readonly claim: (wanted: string) => string;
}

/** A scope of identifiers, or of the keys of an object, where reserved words are fine. */
export const createScope = (of: "identifiers" | "keys" = "identifiers"): Scope => {
  const used = new Set<string>();
  return {
    claim: (wanted) => {
      const safe = wanted.startsWith("__") ? `u${wanted}` : wanted;
      let name = of === "identifiers" && TAKEN.has(safe) ? `${safe}_` : safe;
      for (let number = 2; used.has(name); number++) name = `${safe}${number}`;
      used.add(name);
      return name;
    },
  };
};

/** `enter_long_1` as `enterLong1`. */
export const camelCase = (text: string): string =>
  text.replace(/_+([a-zA-Z0-9])/g, (_, letter: string) => letter.toUpperCase());

/** A string literal; safe in any JavaScript text. */
export const quote = (text: string): string =>
  JSON.stringify(text).replace(
    /[\u2028\u2029]/g,
    (char) => `\\u${char.charCodeAt(0).toString(16).padStart(4, "0")}`,
  );

/** A number literal that reads back as the same double. */
export const numeral = (value: number): string => {
  if (Number.isNaN(value)) return "Number.NaN";
  if (!Number.isFinite(value)) return value > 0 ? "Number.POSITIVE_INFINITY" : "Number.NEGATIVE_INFINITY";
  if (Object.is(value, -0)) return "-0";
  const text = String(value);
  if (!Number.isInteger(value) || Math.abs(value) < 10_000 || text.includes("e")) return text;
  return text.replace(/\B(?=(\d{3})+(?!\d))/g, "_");
};

/** A key of an object literal. */
export const key = (name: string): string =>
  /^[A-Za-z_$][\w$]*$/.test(name) && name !== "__proto__" ? name : quote(name);

/** A doc comment's lines; a comment end inside the text cannot close it. */
export const docLines = (doc: string | undefined): readonly string[] => {
  if (doc === undefined) return [];
  const lines = doc
    .replaceAll("*/", "*\\/")
    .split("\n")
    .map((line) => line.trim());
  if (lines.length === 1) return [`/** ${lines[0]} */`];
  return ["/**", ...lines.map((line) => ` * ${line}`.trimEnd()), " */"];
};
