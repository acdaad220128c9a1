/**
 * The values of a window in order: a search tree that is a heap of random priorities (Aragon and Seidel's treap). A
 * value that comes, one that goes, the k-th smallest, the number of values up to one and the most frequent value cost
 * a number of steps that grows with the logarithm of the length. Equal values share a node. Nothing is allocated while
 * it runs, and the priorities repeat, so that the same values give the same tree.
 */

/** Nodes have numbers from 1; 0 is no node. */
export interface OrderedWindow {
  readonly keys: Float64Array;
  /** How often the key is in the window. */
  readonly counts: Int32Array;
  readonly left: Int32Array;
  readonly right: Int32Array;
  readonly priorities: Int32Array;
  /** Values in the subtree of a node. */
  readonly sizes: Int32Array;
  /** The node of the most frequent value of a subtree, the smallest of several. */
  readonly modes: Int32Array;
  readonly free: Int32Array;
  freeCount: number;
  root: number;
  seed: number;
}

/** A tree for at most `capacity` values. */
export const createOrderedWindow = (capacity: number): OrderedWindow => {
  const window: OrderedWindow = {
    keys: new Float64Array(capacity + 1),
    counts: new Int32Array(capacity + 1),
    left: new Int32Array(capacity + 1),
    right: new Int32Array(capacity + 1),
    priorities: new Int32Array(capacity + 1),
    sizes: new Int32Array(capacity + 1),
    modes: new Int32Array(capacity + 1),
    free: new Int32Array(capacity),
    freeCount: 0,
    root: 0,
    seed: 1,
  };
  empty(window);
  return window;
};

/** Takes all values out. */
export const empty = (window: OrderedWindow): void => {
  const { free } = window;
  for (let i = 0; i < free.length; i++) free[i] = free.length - i;
  window.freeCount = free.length;
  window.root = 0;
};

const createNode = (window: OrderedWindow, value: number): number => {
  // Marsaglia's xorshift.
  let seed = window.seed;
  seed ^= seed << 13;
  seed ^= seed >>> 17;
  seed ^= seed << 5;
  window.seed = seed;
  window.freeCount -= 1;
  const node = window.free[window.freeCount] as number;
  window.keys[node] = value;
  window.counts[node] = 1;
  window.left[node] = 0;
  window.right[node] = 0;
  window.priorities[node] = seed;
  window.sizes[node] = 1;
  window.modes[node] = node;
  return node;
};

const refresh = (window: OrderedWindow, node: number): void => {
  const { counts, sizes, modes } = window;
  const left = window.left[node] as number;
  const right = window.right[node] as number;
  sizes[node] = (counts[node] as number) + (sizes[left] as number) + (sizes[right] as number);
  let mode = modes[left] as number;
  if ((counts[node] as number) > (counts[mode] as number)) mode = node;
  const later = modes[right] as number;
  if ((counts[later] as number) > (counts[mode] as number)) mode = later;
  modes[node] = mode;
};

const insertBelow = (window: OrderedWindow, node: number, value: number): number => {
  if (node === 0) return createNode(window, value);
  const { keys, counts, left, right, priorities } = window;
  const key = keys[node] as number;
  if (value === key) {
    counts[node] = (counts[node] as number) + 1;
  } else if (value < key) {
    const child = insertBelow(window, left[node] as number, value);
    left[node] = child;
    if ((priorities[child] as number) > (priorities[node] as number)) {
      left[node] = right[child] as number;
      right[child] = node;
      refresh(window, node);
      refresh(window, child);
      return child;
    }
  } else {
    const child = insertBelow(window, right[node] as number, value);
    right[node] = child;
    if ((priorities[child] as number) > (priorities[node] as number)) {
      right[node] = left[child] as number;
      left[child] = node;
      refresh(window, node);
      refresh(window, child);
      return child;
    }
  }
  refresh(window, node);
  return node;
};

const join = (window: OrderedWindow, a: number, b: number): number => {
  if (a === 0) return b;
  if (b === 0) return a;
  const { left, right, priorities } = window;
  if ((priorities[a] as number) > (priorities[b] as number)) {
    right[a] = join(window, right[a] as number, b);
    refresh(window, a);
    return a;
  }
  left[b] = join(window, a, left[b] as number);
  refresh(window, b);
  return b;
};

const removeBelow = (window: OrderedWindow, node: number, value: number): number => {
  if (node === 0) return 0;
  const { keys, counts, left, right } = window;
  const key = keys[node] as number;
  if (value < key) {
    left[node] = removeBelow(window, left[node] as number, value);
  } else if (value > key) {
    right[node] = removeBelow(window, right[node] as number, value);
  } else {
    const count = (counts[node] as number) - 1;
    if (count === 0) {
      window.free[window.freeCount] = node;
      window.freeCount += 1;
      return join(window, left[node] as number, right[node] as number);
    }
    counts[node] = count;
  }
  refresh(window, node);
  return node;
};

/** Puts a present value in. */
export const insert = (window: OrderedWindow, value: number): void => {
  window.root = insertBelow(window, window.root, value);
};

/** Takes out one value that is in. */
export const remove = (window: OrderedWindow, value: number): void => {
  window.root = removeBelow(window, window.root, value);
};

/** The value at a rank from 1, the smallest. */
export const valueAt = (window: OrderedWindow, rank: number): number => {
  const { counts, sizes } = window;
  let node = window.root;
  let before = rank;
  while (node !== 0) {
    const left = window.left[node] as number;
    const below = sizes[left] as number;
    if (before <= below) {
      node = left;
      continue;
    }
    before -= below + (counts[node] as number);
    if (before <= 0) return window.keys[node] as number;
    node = window.right[node] as number;
  }
  return Number.NaN;
};

/** How many values are not above `value`. */
export const countUpTo = (window: OrderedWindow, value: number): number => {
  const { keys, counts, sizes } = window;
  let node = window.root;
  let count = 0;
  while (node !== 0) {
    if (value < (keys[node] as number)) {
      node = window.left[node] as number;
    } else {
      count += (sizes[window.left[node] as number] as number) + (counts[node] as number);
      node = window.right[node] as number;
    }
  }
  return count;
};

/** The most frequent value, the smallest of several. */
export const modeOf = (window: OrderedWindow): number =>
  window.keys[window.modes[window.root] as number] as number;
