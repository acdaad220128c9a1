import { lastRowAt } from "../data/row-at.ts";
import { element, svgElement } from "../shell/element.ts";
import { percentText, timeText } from "../shell/words.ts";
import type { Curve, PastRun } from "../state/past-run.ts";

const WIDTH = 1000;
const HEIGHT = 200;

interface Line {
  readonly run: PastRun;
  readonly tone: "before" | "after";
}

/** The growth of two runs over one time axis, with the values at the pointer. */
export const equityOverlay = (before: PastRun, after: PastRun): HTMLElement => {
  const lines: readonly Line[] = [
    { run: before, tone: "before" },
    { run: after, tone: "after" },
  ];
  const times = lines.flatMap(({ run }) => [run.curve.time[0] ?? 0, run.curve.time.at(-1) ?? 0]);
  const growths = lines.flatMap(({ run }) => [...run.curve.growth]);
  const [from, to] = [Math.min(...times), Math.max(...times)];
  const [low, high] = [Math.min(0, ...growths), Math.max(0, ...growths)];
  const x = (time: number): number => ((time - from) / (to - from || 1)) * WIDTH;
  const y = (growth: number): number => HEIGHT - ((growth - low) / (high - low || 1)) * HEIGHT;
  const pointer = svgElement("line", {
    class: "overlay-pointer",
    y1: "0",
    y2: String(HEIGHT),
    x1: "0",
    x2: "0",
  });
  const picture = svgElement(
    "svg",
    {
      viewBox: `0 0 ${WIDTH} ${HEIGHT}`,
      preserveAspectRatio: "none",
      role: "img",
      "aria-label": `Growth of both runs: ${lines
        .map(({ run }) => percentText(run.curve.growth.at(-1) ?? 0))
        .join(" and ")} at the end`,
    },
    svgElement("line", {
      class: "overlay-zero",
      x1: "0",
      x2: String(WIDTH),
      y1: String(y(0)),
      y2: String(y(0)),
    }),
    ...lines.map(({ run: { curve }, tone }) =>
      svgElement("polyline", {
        class: `overlay-line is-${tone}`,
        points: Array.from(curve.time, (time, row) => {
          const growth = curve.growth[row] ?? 0;
          return `${x(time).toFixed(1)},${y(growth).toFixed(1)}`;
        }).join(" "),
      }),
    ),
    pointer,
  );
  const when = element("span", { class: "overlay-when" });
  const values = lines.map(({ tone }) => element("span", { class: `overlay-value is-${tone}` }));
  const read = (time: number): void => {
    when.textContent = timeText(time, after.curve.interval);
    lines.forEach(({ run }, at) => {
      const value = values[at];
      if (value !== undefined) value.textContent = percentText(growthAt(run.curve, time));
    });
    pointer.setAttribute("x1", String(x(time)));
    pointer.setAttribute("x2", String(x(time)));
  };
  read(to);
  picture.addEventListener("pointermove", ({ clientX }) => {
    const { left, width } = picture.getBoundingClientRect();
    read(from + Math.min(1, Math.max(0, (clientX - left) / (width || 1))) * (to - from));
  });
  picture.addEventListener("pointerleave", () => read(to));
  return element(
    "figure",
    { class: "overlay" },
    element("figcaption", {}, element("span", {}, "Growth of the capital"), when, ...values),
    element(
      "div",
      { class: "overlay-body" },
      picture,
      element(
        "div",
        { class: "overlay-scale", attributes: { "aria-hidden": "true" } },
        element("span", {}, percentText(high, 0)),
        element("span", {}, percentText(low, 0)),
      ),
    ),
    element(
      "div",
      { class: "overlay-times", attributes: { "aria-hidden": "true" } },
      element("span", {}, timeText(from, 86_400_000)),
      element("span", {}, timeText(to, 86_400_000)),
    ),
  );
};

/** The last value known at a time; none yet: no growth. */
const growthAt = ({ time, growth }: Curve, at: number): number => growth[lastRowAt(time, at)] ?? 0;
