/**
 * Words that cannot name a constant of a module, the names that a generated module imports, and the globals and
 * parameters that its text uses.
 */
const TAKEN: ReadonlySet<string> = new Set(
  (
    "await break case catch class const continue debugger default delete do else enum export extends false finally " +
    "for function if implements import in instanceof interface let new null package private protected public return " +
    "static super switch this throw true try typeof var void while with yield arguments eval undefined NaN Infinity " +
    "async of exports module require Number ctk std scalar strategy spans z plan at p " +
    "MarketModule PlanModule RiskModule RouteModule SessionModule"
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
      const base = of === "identifiers" && TAKEN.has(safe) ? `${safe}_` : safe;
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
