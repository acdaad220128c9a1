/** How a renderer colours its parts. Each function wraps a text; the plain palette returns it as it is. */
export interface Palette {
  readonly error: (text: string) => string;
  readonly warning: (text: string) => string;
  readonly hint: (text: string) => string;
  readonly strong: (text: string) => string;
  readonly faint: (text: string) => string;
  readonly label: (text: string) => string;
}

const same = (text: string): string => text;

/** No colours. */
export const plainPalette: Palette = {
  error: same,
  warning: same,
  hint: same,
  strong: same,
  faint: same,
  label: same,
};
