/** Breaks words into lines of a width; words that are longer stand alone. */
export function wrapWords(text: string, width: number): readonly string[] {
  const lines: string[] = [];
  let line = "";
  for (const word of text.split(/\s+/).filter((part) => part !== "")) {
    if (line !== "" && line.length + 1 + word.length > width) {
      lines.push(line);
      line = word;
    } else {
      line = line === "" ? word : `${line} ${word}`;
    }
  }
  return line === "" ? lines : [...lines, line];
}

/** A list entry: a lead on the first line, the lines after it indented alike. */
export function hanging(lead: string, text: string, width: number): readonly string[] {
  const blank = " ".repeat(lead.length);
  return wrapWords(text, Math.max(20, width - lead.length)).map(
    (line, index) => (index === 0 ? lead : blank) + line,
  );
}

/** Cuts a text that is too long, with an ellipsis. */
export function clip(text: string, width: number): string {
  return text.length <= width ? text : `${text.slice(0, Math.max(0, width - 1))}…`;
}
