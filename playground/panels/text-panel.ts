import type { Question } from "../language/protocol.ts";
import { element } from "../shell/element.ts";
import { drawChecked } from "./checked-drawing.ts";
import { comingTo } from "./coming-to.ts";
import type { Panel } from "./panel.ts";

/** A panel that shows a text which the compiler makes of the plan. `placeOf`: where it tells of a strategy; -1: nowhere. */
export const textPanel = (
  panel: Pick<Panel, "id" | "title">,
  question: Question,
  draw: (text: string) => HTMLElement,
  placeOf: (text: string, name: string) => number = () => -1,
): Panel => ({
  ...panel,
  isResult: false,
  mount: (host, { store, language }) => {
    const come = comingTo(panel.id, store, (name) => scrollTo(host, (text) => placeOf(text, name)));
    const endComing = store.watch((state) => state.wanted, come);
    const end = drawChecked(host, store, { ask: () => language.ask(question), draw, drawn: come });
    return () => {
      end();
      endComing();
    };
  },
});

/** Brings an offset of the text to the top; false: there is no such place. */
const scrollTo = (host: HTMLElement, placeOf: (text: string) => number): boolean => {
  const text = document.createTreeWalker(host, NodeFilter.SHOW_TEXT).nextNode();
  const place = text === null ? -1 : placeOf(text.textContent ?? "");
  if (text === null || place < 0) return false;
  const range = document.createRange();
  range.setStart(text, place);
  range.setEnd(text, place + 1);
  host.scrollTop += range.getBoundingClientRect().top - host.getBoundingClientRect().top - ABOVE;
  text.parentElement?.focus({ preventScroll: true });
  return true;
};

/** Pixels above what is scrolled to. */
const ABOVE = 8;

/** Text in a fixed width that can be read and copied. */
export const plainText = (text: string, label: string): HTMLElement =>
  element("pre", { class: "text", tabIndex: 0, attributes: { role: "region", "aria-label": label } }, text);
