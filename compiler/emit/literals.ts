/** Characters that end a line for JavaScript, close a script element, or make text read in another order. */
const UNSAFE = /[\u2028\u2029\u200e\u200f\u202a-\u202e\u2066-\u2069\ufeff]|<(?=[/!])/g;

const escapeOf = (char: string): string => `\\u${char.charCodeAt(0).toString(16).padStart(4, "0")}`;

/** A string literal that is safe in any JavaScript text, also inside a page. It prefers double quotes. */
export const quote = (text: string): string => {
  const body = JSON.stringify(text).slice(1, -1).replace(UNSAFE, escapeOf);
  const doubles = text.split('"').length;
  const singles = text.split("'").length;
  return doubles <= singles ? `"${body}"` : `'${body.replaceAll('\\"', '"').replaceAll("'", "\\'")}'`;
};

/** A number literal that reads back as the same double. */
export const numeral = (value: number): string => {
  if (Number.isNaN(value)) return "Number.NaN";
  if (!Number.isFinite(value)) return value > 0 ? "Number.POSITIVE_INFINITY" : "Number.NEGATIVE_INFINITY";
  if (Object.is(value, -0)) return "-0";
  const text = String(value).replace("e+", "e");
  if (!Number.isInteger(value) || Math.abs(value) < 10_000 || text.includes("e")) return text;
  return text.replace(/\B(?=(\d{3})+(?!\d))/g, "_");
};

/** A number or truth value. */
export const literal = (value: number | boolean): string =>
  typeof value === "number" ? numeral(value) : String(value);

const isName = (name: string): boolean => /^[A-Za-z_$][\w$]*$/.test(name);

/** A key of an object literal. `__proto__` would set the prototype unless it is computed. */
export const key = (name: string): string => {
  if (name === "__proto__") return '["__proto__"]';
  return isName(name) ? name : quote(name);
};

/** Access to a property. */
export const access = (object: string, name: string): string =>
  isName(name) ? `${object}.${name}` : `${object}[${quote(name)}]`;

/** A text for a comment: nothing in it ends the comment, its line or a script element. */
const commentText = (text: string): string =>
  text
    // biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what is taken out
    .replace(/[\u0000-\u0008\u000b-\u001f\u007f-\u009f]/g, " ")
    .replace(UNSAFE, (char) => (char === "<" ? "<\\" : " "))
    .replaceAll("*/", "*\\/");

/** A text for a comment of one line. */
export const lineComment = (text: string): string => `// ${commentText(text.replace(/[\n\r]+/g, " "))}`;

/** The lines of a doc comment; none for an empty text. */
export const docLines = (doc: string | undefined): readonly string[] => {
  if (doc === undefined || doc.trim() === "") return [];
  const lines = doc.split("\n").map((line) => commentText(line).trim());
  if (lines.length === 1) return [`/** ${lines[0]} */`];
  return ["/**", ...lines.map((line) => ` * ${line}`.trimEnd()), " */"];
};
