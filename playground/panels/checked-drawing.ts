import { redraw } from "../shell/element.ts";
import type { AppState, Checked } from "../state/app-state.ts";
import type { Store } from "../state/store.ts";
import { emptyState, HAS_ERRORS } from "./empty-state.ts";

/** What a panel draws of a plan. */
interface CheckedDrawing<Answer> {
  /** Asks for what is to be drawn; undefined: it cannot be told. */
  readonly ask: (checked: Checked) => Promise<Answer | undefined>;
  readonly draw: (answer: Answer) => HTMLElement;
  /** Called after each drawing. */
  readonly drawn?: () => void;
}

/**
 * Draws a plan now and whenever it was checked again. An answer that comes after a later check, or after the end, is
 * dropped; while a plan has errors, its last drawing stays. Returns how to end that.
 */
export const drawChecked = <Answer>(
  host: HTMLElement,
  store: Store<AppState>,
  { ask, draw, drawn }: CheckedDrawing<Answer>,
): (() => void) => {
  let asked = 0;
  const end = store.watch(
    (state) => state.checked,
    async (checked) => {
      asked += 1;
      const own = asked;
      if (checked?.plan === undefined) {
        if (host.childElementCount === 0) host.replaceChildren(emptyState(HAS_ERRORS));
        return;
      }
      const answer = await ask(checked);
      if (own !== asked || answer === undefined) return;
      redraw(host, draw(answer));
      drawn?.();
    },
  );
  return () => {
    asked += 1;
    end();
  };
};
