type Child = Node | string | undefined | false;

type Properties<Tag extends keyof HTMLElementTagNameMap> = Partial<
  Omit<HTMLElementTagNameMap[Tag], "style" | "dataset" | "children" | "classList" | "attributes">
> & {
  readonly class?: string;
  readonly attributes?: Readonly<Record<string, string>>;
  readonly on?: Readonly<{
    [Name in keyof HTMLElementEventMap]?: (event: HTMLElementEventMap[Name]) => void;
  }>;
};

/** Makes an element with its properties, attributes, listeners and children. */
export const element = <Tag extends keyof HTMLElementTagNameMap>(
  tag: Tag,
  properties: Properties<Tag> = {},
  ...children: readonly Child[]
): HTMLElementTagNameMap[Tag] => {
  const made = document.createElement(tag);
  const { class: className, attributes = {}, on = {}, ...plain }: Properties<Tag> = properties;
  Object.assign(made, plain);
  if (className !== undefined) made.className = className;
  for (const [name, value] of Object.entries(attributes)) made.setAttribute(name, value);
  for (const [name, listener] of Object.entries<unknown>(on)) {
    if (typeof listener === "function") {
      made.addEventListener(name, (event) => Reflect.apply(listener, undefined, [event]));
    }
  }
  made.append(...children.filter((child) => child !== undefined && child !== false));
  return made;
};

/** Replaces what an element shows; it stays scrolled to where it was. */
export const redraw = (host: HTMLElement, ...children: readonly Node[]): void => {
  const { scrollTop } = host;
  host.replaceChildren(...children);
  host.scrollTop = scrollTop;
};

/** The head of a table: a name above each column. */
export const tableHead = (names: readonly string[]): HTMLElement =>
  element("thead", {}, element("tr", {}, ...names.map((name) => element("th", { scope: "col" }, name))));

/** A button with a text, or with an icon and a label for those who hear the page. */
export const button = (
  content: string | Node,
  onClick: () => void,
  { label, class: className = "button", title }: { label?: string; class?: string; title?: string } = {},
): HTMLButtonElement =>
  element(
    "button",
    {
      type: "button",
      class: className,
      ...(title === undefined ? {} : { title }),
      attributes: label === undefined ? {} : { "aria-label": label },
      on: { click: onClick },
    },
    content,
  );

/** A control below its title. */
export const field = (title: string, control: HTMLElement): HTMLElement => {
  // The name that is heard is the title alone, not the title with all choices.
  control.setAttribute("aria-label", title);
  return element("label", { class: "field" }, element("span", {}, title), control);
};

const SVG = "http://www.w3.org/2000/svg";

/** Makes an element of a drawing with its attributes and children. */
export const svgElement = <Tag extends keyof SVGElementTagNameMap>(
  tag: Tag,
  attributes: Readonly<Record<string, string>> = {},
  ...children: readonly (Node | string)[]
): SVGElementTagNameMap[Tag] => {
  const made = document.createElementNS(SVG, tag);
  for (const [name, value] of Object.entries(attributes)) made.setAttribute(name, value);
  made.append(...children);
  return made;
};

/** A line drawing of 16 by 16, in the colour of the text. */
export const icon = (path: string): SVGSVGElement =>
  svgElement(
    "svg",
    { viewBox: "0 0 16 16", class: "icon", "aria-hidden": "true" },
    svgElement("path", { d: path }),
  );

export const icons = {
  play: "M5 3.5v9l7-4.5z",
  stop: "M4 4h8v8H4z",
  share: "M8 10V2.5M5 5.5l3-3 3 3M3 9v4.5h10V9",
  sun: "M8 5a3 3 0 1 0 0 6 3 3 0 0 0 0-6zM8 1v1.5M8 13.5V15M1 8h1.5M13.5 8H15M3 3l1 1M12 12l1 1M13 3l-1 1M4 12l-1 1",
  moon: "M13 9.5A5.5 5.5 0 0 1 6.5 3a5.5 5.5 0 1 0 6.5 6.5z",
  book: "M8 4C6.5 2.9 4.5 2.5 2.5 2.5V12c2 0 4 .4 5.5 1.5C9.5 12.4 11.5 12 13.5 12V2.5c-2 0-4 .4-5.5 1.5zM8 4v9.5",
  data: "M2.5 4c0-1 2.5-1.7 5.5-1.700s5.5.7 5.5 1.7-2.5 1.7-5.5 1.700S2.5 5 2.5 4zM2.5 4v8c0 1 2.5 1.7 5.5 1.700s5.5-.7 5.5-1.700V4M2.5 8c0 1 2.5 1.7 5.5 1.700S13.5 9 13.5 8",
  close: "M4 4l8 8M12 4l-8 8",
  undo: "M3 6h6.5a3.5 3.5 0 0 1 0 7H6M3 6l3-3M3 6l3 3",
  settings: "M2 4.5h6M11 4.5h3M2 11.5h3M8 11.5h6M9.5 3v3M6.5 10v3",
} as const;
