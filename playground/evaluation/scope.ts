/** Values of the names of one function while it runs, and those of the functions around it. */
export interface Frame {
  readonly values: unknown[];
  readonly outer: Frame | undefined;
}

/** Names of a function while it is read: where each has its value. */
export interface Scope {
  readonly outer: Scope | undefined;
  readonly names: Map<string, number>;
}

/** Adds a name and returns its place. A name twice, as `_`, takes the later place. */
export const declare = ({ names }: Scope, name: string, place: number): number => {
  names.set(name, place);
  return place;
};

/** How many functions out, and at which place, a name has its value; undefined where nothing has it. */
export const resolve = (
  scope: Scope,
  name: string,
): { readonly depth: number; readonly place: number } | undefined => {
  let depth = 0;
  for (let at: Scope | undefined = scope; at !== undefined; at = at.outer) {
    const place = at.names.get(name);
    if (place !== undefined) return { depth, place };
    depth += 1;
  }
  return undefined;
};
