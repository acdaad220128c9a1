import type { PortfolioIr } from "../ir/nodes.ts";
import type { TextAt } from "./rule-sentences.ts";

/** A portfolio as one English sentence. */
export function portfolioSentence({ positions, rank, cap }: PortfolioIr, text: TextAt): string {
  const parts = [
    positions === undefined ? "" : `hold at most ${text(positions.span)} positions`,
    rank === undefined ? "" : `where several enter at once, take the ${rank.first} ${rank.text} first`,
    cap === undefined ? "" : `put no more than ${text(cap.span)} into one market`,
  ].filter((part) => part !== "");
  const sentence = parts.join("; ");
  return `${sentence.slice(0, 1).toUpperCase()}${sentence.slice(1)}.`;
}
