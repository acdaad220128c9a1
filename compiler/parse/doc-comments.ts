import type { IToken } from "chevrotain";
import { DocComment } from "../../grammar/index.ts";

/**
 * The text of the `///` lines in front of each token, by the token's offset. A `///` behind other text on its line is
 * an ordinary comment.
 */
export function collectDocs(
  text: string,
  tokens: readonly IToken[],
  comments: readonly IToken[],
): ReadonlyMap<number, string> {
  const docs = new Map<number, string>();
  let next = 0;
  for (const comment of comments) {
    if (comment.tokenType !== DocComment || !isOnOwnLine(text, comment.startOffset)) {
      continue;
    }
    while ((tokens[next]?.startOffset ?? Number.POSITIVE_INFINITY) < comment.startOffset) {
      next += 1;
    }
    const target = tokens[next];
    if (target !== undefined) {
      const line = comment.image.slice(3).replace(/^ /, "").trimEnd();
      const before = docs.get(target.startOffset);
      docs.set(target.startOffset, before === undefined ? line : `${before}\n${line}`);
    }
  }
  return docs;
}

function isOnOwnLine(text: string, offset: number): boolean {
  for (let index = offset - 1; index >= 0; index--) {
    const character = text.charAt(index);
    if (character === "\n" || character === "\r") return true;
    if (character.trim() !== "") return false;
  }
  return true;
}
