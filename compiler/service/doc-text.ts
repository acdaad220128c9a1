/** What breaks a picture, a link whose words are not its address, and a tag; nothing that anybody sees. */
const BREAK = "\u200b";

/**
 * What the author of a plan says of a declaration, as Markdown; empty where nothing is said. Plans come from anybody:
 * pictures, which would be fetched, links that hide where they lead, and HTML stay the text that they are.
 */
export function docText(item: object): string {
  const doc = "doc" in item && typeof item.doc === "string" ? item.doc : "";
  return doc.replaceAll(/!(?=\[)|<(?=[a-z/!?])|\](?=[([:])/gi, `$&${BREAK}`);
}

/** Source text as a block of code, which no text of it can end. */
export function codeBlock(text: string): string {
  const longest = Math.max(2, ...[...text.matchAll(/`+/g)].map(([run]) => run.length));
  const fence = "`".repeat(longest + 1);
  return `${fence}ctk\n${text}\n${fence}`;
}
