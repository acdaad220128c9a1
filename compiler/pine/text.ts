/** How tightly the outermost operator of a piece of `.ctk` binds, loosest first. */
export const level = {
  conditional: 0,
  or: 1,
  and: 2,
  not: 3,
  comparison: 4,
  coalesce: 5,
  sum: 6,
  product: 7,
  sign: 8,
  atom: 9,
} as const;

type Level = (typeof level)[keyof typeof level];

/** A piece of an expression in `.ctk`. */
export interface Piece {
  readonly text: string;
  readonly level: Level;
}

/** A piece that needs no brackets anywhere. */
export function atom(text: string): Piece {
  return { text, level: level.atom };
}

/** The text of a piece where at least this tightness is wanted. */
export function tight(piece: Piece, wanted: Level): string {
  return piece.level >= wanted ? piece.text : `(${piece.text})`;
}

/** `a op b`, both sides bracketed where they need it. */
export function joined(left: Piece, operator: string, right: Piece, own: Level): Piece {
  const isLoose = own === level.comparison || own === level.coalesce;
  const next = tighter[own] ?? level.atom;
  return { text: `${tight(left, isLoose ? next : own)} ${operator} ${tight(right, next)}`, level: own };
}

const tighter: Readonly<Record<number, Level>> = {
  [level.or]: level.and,
  [level.and]: level.not,
  [level.comparison]: level.coalesce,
  [level.coalesce]: level.sum,
  [level.sum]: level.product,
  [level.product]: level.sign,
};
