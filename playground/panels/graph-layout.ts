/** A box to place, of a size in pixels. */
export interface LayoutNode {
  readonly id: string;
  readonly width: number;
  readonly height: number;
  /** Stands in the last layer, whatever it reads. */
  readonly isLast: boolean;
}

export interface LayoutEdge {
  readonly from: string;
  readonly to: string;
}

export interface PlacedNode {
  readonly id: string;
  readonly layer: number;
  readonly x: number;
  readonly y: number;
  /** That of the widest box of its layer. */
  readonly width: number;
  readonly height: number;
}

export interface PlacedEdge extends LayoutEdge {
  /** From the right side of one box to the left side of the other; through a layer between them at a constant height. */
  readonly points: readonly { readonly x: number; readonly y: number }[];
}

export interface Layout {
  readonly width: number;
  readonly height: number;
  readonly nodes: readonly PlacedNode[];
  readonly edges: readonly PlacedEdge[];
}

/** Pixels between layers, which edges need to bend, between boxes of a layer, and around all. */
const BETWEEN_LAYERS = 40;
const BETWEEN_BOXES = 14;
const MARGIN = 8;

/** A box, or the place where an edge passes through a layer. */
interface Item {
  readonly id: string;
  readonly layer: number;
  readonly width: number;
  readonly height: number;
  readonly before: Item[];
  readonly after: Item[];
}

/**
 * A layered drawing from left to right: a node stands behind everything that it reads (longest paths), the order within
 * layers follows the mean place of the neighbours (barycentres), and boxes come as near to their neighbours as the
 * others let them. Edges of a cycle that would lead back have no influence on layers, and lead back.
 */
export const layoutGraph = (nodes: readonly LayoutNode[], edges: readonly LayoutEdge[]): Layout => {
  const layers = layersOf(nodes, edges);
  const { items, chains } = itemsOf(nodes, edges, layers);
  const ordered = fewestCrossings(items);
  const tops = placeDown(ordered);
  const widths = ordered.map((layer) => Math.max(0, ...layer.map(({ width }) => width)));
  const lefts = widths.map(
    (_, layer) => MARGIN + widths.slice(0, layer).reduce((sum, width) => sum + width + BETWEEN_LAYERS, 0),
  );
  const topOf = (item: Item): number => tops.get(item) ?? 0;
  const leftOf = (item: Item): number => lefts[item.layer] ?? 0;
  const rightOf = (item: Item): number => leftOf(item) + (widths[item.layer] ?? 0);
  const placed = new Map(
    ordered.flat().map((item) => [
      item.id,
      {
        id: item.id,
        layer: item.layer,
        x: leftOf(item),
        y: topOf(item),
        width: widths[item.layer] ?? 0,
        height: item.height,
      },
    ]),
  );
  const boxes = nodes.flatMap(({ id }) => placed.get(id) ?? []);
  return {
    width: MARGIN + Math.max(0, ...boxes.map(({ x, width }) => x + width)),
    height: MARGIN + Math.max(0, ...boxes.map(({ y, height }) => y + height), ...ordered.flat().map(topOf)),
    nodes: boxes,
    edges: chains.map(({ from, to, chain }) => ({
      from,
      to,
      points: chain.flatMap((item, index) => {
        const y = topOf(item) + item.height / 2;
        const enter = { x: leftOf(item), y };
        const leave = { x: rightOf(item), y };
        return index === 0 ? [leave] : index === chain.length - 1 ? [enter] : [enter, leave];
      }),
    })),
  };
};

/** The layer of each node: one more than the highest that it reads. */
const layersOf = (
  nodes: readonly LayoutNode[],
  edges: readonly LayoutEdge[],
): ReadonlyMap<string, number> => {
  const reads = new Map(nodes.map(({ id }) => [id, [] as string[]]));
  for (const { from, to } of edges) reads.get(to)?.push(from);
  const layers = new Map<string, number>();
  const open = new Set<string>();
  const layerOf = (id: string): number => {
    const known = layers.get(id);
    if (known !== undefined) return known;
    open.add(id);
    const read = (reads.get(id) ?? []).filter((from) => !open.has(from));
    const layer = Math.max(-1, ...read.map(layerOf)) + 1;
    open.delete(id);
    layers.set(id, layer);
    return layer;
  };
  const own = nodes.map(({ id }) => layerOf(id));
  const last = Math.max(0, ...own);
  return new Map(nodes.map(({ id, isLast }, index) => [id, isLast ? last : (own[index] ?? 0)]));
};

interface Chain extends LayoutEdge {
  readonly chain: readonly Item[];
}

/** The boxes by layer, and the places where longer edges pass through the layers between their ends. */
const itemsOf = (
  nodes: readonly LayoutNode[],
  edges: readonly LayoutEdge[],
  layers: ReadonlyMap<string, number>,
): { readonly items: readonly Item[][]; readonly chains: readonly Chain[] } => {
  const items = Array.from({ length: 1 + Math.max(-1, ...layers.values()) }, () => [] as Item[]);
  const add = (id: string, layer: number, width: number, height: number): Item => {
    const item: Item = { id, layer, width, height, before: [], after: [] };
    items[layer]?.push(item);
    return item;
  };
  const boxes = new Map(
    nodes.map(({ id, width, height }) => [id, add(id, layers.get(id) ?? 0, width, height)]),
  );
  const chains = edges.flatMap(({ from, to }): readonly Chain[] => {
    const [start, end] = [boxes.get(from), boxes.get(to)];
    if (start === undefined || end === undefined || start === end) return [];
    const between = Array.from({ length: Math.max(0, end.layer - start.layer - 1) }, (_, index) =>
      add(`${from} > ${to} ${index}`, start.layer + 1 + index, 0, 0),
    );
    const chain = [start, ...between, end];
    chain.forEach((item, index) => {
      const next = chain[index + 1];
      if (next === undefined || next.layer <= item.layer) return;
      item.after.push(next);
      next.before.push(item);
    });
    return [{ from, to, chain }];
  });
  return { items, chains };
};

const SWEEPS = 12;

/** The best order of several sweeps forth and back, each of which sorts a layer by its neighbours in the one before. */
const fewestCrossings = (start: readonly Item[][]): readonly (readonly Item[])[] => {
  let present: readonly (readonly Item[])[] = start;
  let best = present;
  let least = crossings(present);
  for (let sweep = 0; sweep < SWEEPS && least > 0; sweep += 1) {
    present = sorted(present, sweep % 2 === 0);
    const count = crossings(present);
    if (count < least) [best, least] = [present, count];
  }
  return best;
};

const sorted = (layers: readonly (readonly Item[])[], isForward: boolean): readonly (readonly Item[])[] => {
  const result = [...layers];
  const numbers = layers.map((_, index) => index);
  for (const number of isForward ? numbers : numbers.toReversed()) {
    const layer = result[number] ?? [];
    const near = result[isForward ? number - 1 : number + 1];
    if (near === undefined) continue;
    const places = new Map(near.map((item, index) => [item, index]));
    const wanted = new Map(
      layer.map((item, index) => {
        const found = (isForward ? item.before : item.after).flatMap((other) => places.get(other) ?? []);
        return [item, mean(found) ?? index];
      }),
    );
    result[number] = layer.toSorted((a, b) => (wanted.get(a) ?? 0) - (wanted.get(b) ?? 0));
  }
  return result;
};

/** Pairs of edges between neighbouring layers that cross. */
const crossings = (layers: readonly (readonly Item[])[]): number =>
  layers.reduce((sum, layer, number) => {
    const places = new Map((layers[number + 1] ?? []).map((item, index) => [item, index]));
    const ends = layer.flatMap((item, index) =>
      item.after.map((other) => [index, places.get(other) ?? 0] as const),
    );
    return (
      sum +
      ends.reduce(
        (count, [a, b], index) =>
          count + ends.slice(index + 1).filter(([c, d]) => (a - c) * (b - d) < 0).length,
        0,
      )
    );
  }, 0);

/** The upper side of every item: as near to the middle of its neighbours as order and distances allow. */
const placeDown = (layers: readonly (readonly Item[])[]): ReadonlyMap<Item, number> => {
  const tops = new Map<Item, number>();
  const middleOf = (item: Item): number => (tops.get(item) ?? 0) + item.height / 2;
  for (const layer of layers) for (const [item, top] of stacked(layer, () => 0)) tops.set(item, top);
  const forth = layers.map((_, index) => index);
  for (let round = 0; round < SWEEPS; round += 1) {
    for (const number of round % 2 === 0 ? forth : forth.toReversed()) {
      const wanted = (item: Item): number => {
        const sides =
          round < SWEEPS - 2 ? [round % 2 === 0 ? item.before : item.after] : [item.before, item.after];
        const near = mean(sides.flat().map(middleOf)) ?? middleOf(item);
        return near - item.height / 2;
      };
      for (const [item, top] of stacked(layers[number] ?? [], wanted)) tops.set(item, top);
    }
  }
  const least = Math.min(...tops.values());
  return new Map([...tops].map(([item, top]) => [item, Math.round(top - least) + MARGIN]));
};

/**
 * The tops of a layer in its order that are nearest to the wanted ones by least squares, without overlaps: wanted tops,
 * less what stands above, made to rise by pooling neighbours that do not.
 */
const stacked = (
  layer: readonly Item[],
  wanted: (item: Item) => number,
): readonly (readonly [Item, number])[] => {
  const above: number[] = [];
  let sum = 0;
  for (const { height } of layer) {
    above.push(sum);
    sum += height + BETWEEN_BOXES;
  }
  const pools: { readonly value: number; readonly count: number }[] = [];
  layer.forEach((item, index) => {
    let pool = { value: wanted(item) - (above[index] ?? 0), count: 1 };
    for (let last = pools.at(-1); last !== undefined && last.value > pool.value; last = pools.at(-1)) {
      const count = last.count + pool.count;
      pool = { value: (last.value * last.count + pool.value * pool.count) / count, count };
      pools.pop();
    }
    pools.push(pool);
  });
  const offsets = pools.flatMap(({ value, count }) => new Array<number>(count).fill(value));
  return layer.map((item, index) => [item, (offsets[index] ?? 0) + (above[index] ?? 0)] as const);
};

const mean = (values: readonly number[]): number | undefined =>
  values.length === 0 ? undefined : values.reduce((sum, value) => sum + value, 0) / values.length;
