import type { AtLeast } from "./relations.ts";
import type { TermId, Terms } from "./terms.ts";

/** A comparison of two numbers that both have a value. Greater-than is written the other way round. */
export interface Comparison {
  readonly left: TermId;
  readonly relation: "<" | "<=" | "==" | "!=";
  readonly right: TermId;
}

/** `from <= to`, or `from < to`. */
interface Edge {
  readonly from: number;
  readonly to: number;
  readonly isStrict: boolean;
}

/** Comparisons of more terms than this are not solved: they may hold. */
const TERM_LIMIT = 40;

/**
 * Whether some values of the terms, within their ranges and in their proven order, can satisfy all comparisons. False
 * is certain; true is not.
 */
export function canHoldTogether(
  terms: Terms,
  isAtLeast: AtLeast,
  comparisons: readonly Comparison[],
): boolean {
  return tightened(terms, isAtLeast, comparisons) !== undefined;
}

/** The ranges that the comparisons leave to each term; `undefined` when they contradict each other. */
export function tightened(
  terms: Terms,
  isAtLeast: AtLeast,
  comparisons: readonly Comparison[],
): ReadonlyMap<TermId, { readonly low: number; readonly high: number }> | undefined {
  const ids = [...new Set(comparisons.flatMap(({ left, right }) => [left, right]))];
  const low = ids.map((id) => terms.get(id).range.low);
  const high = ids.map((id) => terms.get(id).range.high);
  const result = (): ReadonlyMap<TermId, { low: number; high: number }> =>
    new Map(ids.map((id, at) => [id, { low: low[at] ?? Number.NaN, high: high[at] ?? Number.NaN }]));
  if (ids.length > TERM_LIMIT) {
    return result();
  }
  const edges = edgesOf(ids, isAtLeast, comparisons);
  const reach = reachable(ids.length, edges);
  if (ids.some((_, at) => reach[at * ids.length + at] === LESS)) {
    return undefined;
  }
  const isWhole = ids.map((id) => terms.get(id).isWhole);
  for (let round = 0, changed = true; changed && round <= ids.length; round += 1) {
    changed = tightenOnce(edges, low, high, isWhole);
  }
  if (low.some((value, at) => value > (high[at] ?? value))) {
    return undefined;
  }
  const isExcluded = ({ left, relation, right }: Comparison): boolean => {
    const [a, b] = [ids.indexOf(left), ids.indexOf(right)];
    return (
      relation === "!=" &&
      ((reach[a * ids.length + b] === AT_MOST && reach[b * ids.length + a] === AT_MOST) ||
        a === b ||
        (low[a] === high[a] && low[b] === high[b] && low[a] === low[b]))
    );
  };
  return comparisons.some(isExcluded) ? undefined : result();
}

function edgesOf(
  ids: readonly TermId[],
  isAtLeast: AtLeast,
  comparisons: readonly Comparison[],
): readonly Edge[] {
  const edges: Edge[] = [];
  for (const { left, relation, right } of comparisons) {
    const from = ids.indexOf(left);
    const to = ids.indexOf(right);
    if (relation !== "!=") {
      edges.push({ from, to, isStrict: relation === "<" });
    }
    if (relation === "==") {
      edges.push({ from: to, to: from, isStrict: false });
    }
  }
  for (const [to, a] of ids.entries()) {
    for (const [from, b] of ids.entries()) {
      if (to !== from && isAtLeast(a, b)) {
        edges.push({ from, to, isStrict: false });
      }
    }
  }
  return edges;
}

const NONE = 0;
const AT_MOST = 1;
const LESS = 2;

/** How each term is below each other one, over any chain: a term that is less than itself is a contradiction. */
function reachable(count: number, edges: readonly Edge[]): Uint8Array {
  const reach = new Uint8Array(count * count);
  for (const { from, to, isStrict } of edges) {
    const at = from * count + to;
    reach[at] = Math.max(reach[at] ?? NONE, isStrict ? LESS : AT_MOST);
  }
  for (let middle = 0; middle < count; middle += 1) {
    for (let from = 0; from < count; from += 1) {
      const first = reach[from * count + middle] ?? NONE;
      if (first === NONE) {
        continue;
      }
      for (let to = 0; to < count; to += 1) {
        const second = reach[middle * count + to] ?? NONE;
        const at = from * count + to;
        if (second !== NONE) {
          reach[at] = Math.max(reach[at] ?? NONE, first, second);
        }
      }
    }
  }
  return reach;
}

function tightenOnce(
  edges: readonly Edge[],
  low: number[],
  high: number[],
  isWhole: readonly boolean[],
): boolean {
  let changed = false;
  for (const { from, to, isStrict } of edges) {
    const top = high[to] ?? Number.POSITIVE_INFINITY;
    const bottom = low[from] ?? Number.NEGATIVE_INFINITY;
    const most = isStrict ? -above(-top, isWhole[from] === true) : top;
    const least = isStrict ? above(bottom, isWhole[to] === true) : bottom;
    if (most < (high[from] ?? most)) {
      high[from] = most;
      changed = true;
    }
    if (least > (low[to] ?? least)) {
      low[to] = least;
      changed = true;
    }
  }
  return changed;
}

const bits = new DataView(new ArrayBuffer(8));

/** The smallest double, or whole number, above a value. */
function above(value: number, isWhole: boolean): number {
  if (!Number.isFinite(value)) {
    return value;
  }
  if (isWhole) {
    return Math.floor(value) + 1;
  }
  if (value === 0) {
    return Number.MIN_VALUE;
  }
  bits.setFloat64(0, value);
  bits.setBigInt64(0, bits.getBigInt64(0) + (value > 0 ? 1n : -1n));
  return bits.getFloat64(0);
}
