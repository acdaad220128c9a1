import type { ComboMove, HoldLook, Inspector } from "../session/index.ts";

/** What combos and holdings did in a test: their intents do not say which of their conditions they come from. */
export interface TestMoves {
  readonly combos: readonly ComboMove[];
  readonly holds: readonly HoldMove[];
}

/** A holding at an instant of its schedule. */
type HoldMove = Pick<HoldLook, "holdId" | "outcome">;

/** Writes moves down as a session makes them. */
export const createMoveLog = (): TestMoves & Required<Pick<Inspector, "combo" | "hold">> => {
  const combos: ComboMove[] = [];
  const holds: HoldMove[] = [];
  return {
    combos,
    holds,
    combo: (move) => {
      combos.push(move);
    },
    hold: ({ holdId, outcome }) => {
      holds.push({ holdId, outcome });
    },
  };
};
