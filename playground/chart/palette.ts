/** Colours of the chart in the present theme; they are the style sheet's. */
export interface ChartPalette {
  readonly background: string;
  readonly text: string;
  readonly muted: string;
  readonly grid: string;
  readonly up: string;
  readonly down: string;
  readonly upSoft: string;
  readonly downSoft: string;
  readonly volume: string;
  readonly accent: string;
  readonly accentSoft: string;
  readonly lines: readonly string[];
}

/** Reads the theme's variables; call it after the theme has changed. */
export const readPalette = (): ChartPalette => {
  const style = getComputedStyle(document.documentElement);
  const at = (name: string): string => style.getPropertyValue(`--${name}`).trim();
  return {
    background: at("surface"),
    text: at("text"),
    muted: at("muted"),
    grid: at("grid"),
    up: at("up"),
    down: at("down"),
    upSoft: at("up-soft"),
    downSoft: at("down-soft"),
    volume: at("volume"),
    accent: at("accent"),
    accentSoft: at("accent-soft"),
    lines: ["line-1", "line-2", "line-3", "line-4", "line-5", "line-6"].map(at),
  };
};
