import { element } from "./element.ts";
import { remember, remembered } from "./memory.ts";

export interface SplitterOptions {
  /** The element whose variable holds the share of the first part, in percent. */
  readonly target: HTMLElement;
  readonly variable: string;
  readonly label: string;
  /** `across`: between a part above and one below; the share is that of the lower one. */
  readonly direction: "beside" | "across";
  readonly first: number;
  readonly onMove: () => void;
}

const LEAST = 12;
const MOST = 80;
const STEP = 3;

/** A bar between two parts that can be dragged, and moved with the arrow keys. */
export const createSplitter = ({
  target,
  variable,
  label,
  direction,
  first,
  onMove,
}: SplitterOptions): HTMLElement => {
  let share = Number(remembered(variable) ?? first);
  if (!(share >= LEAST && share <= MOST)) share = first;
  const apply = (next: number): void => {
    share = Math.min(MOST, Math.max(LEAST, next));
    target.style.setProperty(variable, `${share}%`);
    handle.setAttribute("aria-valuenow", String(Math.round(share)));
    onMove();
  };
  const drag = (event: PointerEvent): void => {
    const area = target.getBoundingClientRect();
    apply(
      direction === "beside"
        ? ((event.clientX - area.left) / area.width) * 100
        : ((area.bottom - event.clientY) / area.height) * 100,
    );
  };
  const handle = element("div", {
    class: direction === "across" ? "splitter across" : "splitter",
    tabIndex: 0,
    attributes: {
      role: "separator",
      "aria-label": label,
      "aria-orientation": direction === "beside" ? "vertical" : "horizontal",
      "aria-valuemin": String(LEAST),
      "aria-valuemax": String(MOST),
    },
    on: {
      pointerdown: (event) => {
        event.preventDefault();
        handle.setPointerCapture(event.pointerId);
        handle.addEventListener("pointermove", drag);
      },
      pointerup: (event) => {
        handle.releasePointerCapture(event.pointerId);
        handle.removeEventListener("pointermove", drag);
        remember(variable, String(share));
      },
      keydown: ({ key }) => {
        const more = direction === "beside" ? "ArrowRight" : "ArrowUp";
        const less = direction === "beside" ? "ArrowLeft" : "ArrowDown";
        if (key === more) apply(share + STEP);
        if (key === less) apply(share - STEP);
        remember(variable, String(share));
      },
    },
  });
  apply(share);
  return handle;
};
