/**
 * Words that cannot name a constant of a module, the names that a generated module imports, and the globals and
 * parameters that its text uses.
 */
const TAKEN: ReadonlySet<string> = new Set(
  (
    "await break case catch class const continue debugger default delete do else enum export extends false finally " +
    "for function if implements import in instanceof interface let new null package private protected public return " +
    "static super switch this throw true try typeof var void while with yield arguments eval undefined NaN Infinity " +
    "async of exports module require Number Object ctk std scalar strategy spans z plan at p " +
    "MarketModule PlanModule RiskModule RouteModule SessionModule"
  ).split(" "),
);

/** Hands out identifiers that are unique within one scope. */
export interface Scope {
  /** The identifier for a wanted name: itself, or with an underscore or a number where it is taken. */
  readonly claim: (wanted: string) => string;
}

/**
 * What a scope's names are: constants; keys of an object literal, where reserved words are fine; or entries of a
 * record that may lack them, where what every object inherits must not be found instead.
 */
export type NameUse = "identifiers" | "keys" | "entries";

const isUnsafe = (name: string, use: NameUse): boolean => {
  switch (use) {
    case "identifiers":
      return TAKEN.has(name);
    case "keys":
      return name === "__proto__";
    case "entries":
      return name in Object.prototype;
  }
};

/** An empty scope. */
export const createScope = (use: NameUse = "identifiers"): Scope => {
  const used = new Set<string>();
  return {
    claim: (wanted) => {
      const base = isUnsafe(wanted, use) ? `${wanted}_` : wanted;
      let name = base;
      for (let number = 2; used.has(name); number++) name = `${base}${number}`;
      used.add(name);
      return name;
    },
  };
};

/** `enter_long_1` as `enterLong1`. */
export const camelCase = (text: string): string =>
  text.replace(/_+([a-zA-Z0-9])/g, (_, letter: string) => letter.toUpperCase());
