/** A syntax tree as indented text: one node a line with its own values, children below; no ids and no spans. */
export function outline(node: object, indent = ""): string {
  const values: string[] = [];
  const children: string[] = [];
  const entries: readonly (readonly [string, unknown])[] = Object.entries(node);
  for (const [key, value] of entries) {
    if (key === "kind" || key === "id" || key === "span" || key === "actionSpan" || value === undefined) {
      continue;
    }
    const items: readonly unknown[] = Array.isArray(value) ? value : [value];
    for (const item of items) {
      if (typeof item !== "object" || item === null) {
        values.push(`${key}=${JSON.stringify(item)}`);
      } else if (isName(item)) {
        values.push(`${key}:${item.text}`);
      } else {
        children.push(`${indent}  ${key}: ${outline(item, `${indent}  `)}`);
      }
    }
  }
  const kind = "kind" in node ? String(node.kind) : "";
  return [[kind, ...values].join(" "), ...children].join("\n");
}

function isName(value: object): value is { readonly text: string } {
  return "kind" in value && value.kind === "name" && "text" in value;
}
