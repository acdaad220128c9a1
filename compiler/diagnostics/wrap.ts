/**
 * Breaks a text at spaces so that no line is wider than `width` where that is possible. Text between back quotes is
 * kept on one line. Line feeds in the text stay.
 */
export function wrap(text: string, width: number): readonly string[] {
  return text.split("\n").flatMap((paragraph) => wrapParagraph(paragraph, width));
}

function wrapParagraph(text: string, width: number): readonly string[] {
  const lines: string[] = [];
  let line = "";
  for (const word of words(text)) {
    if (line !== "" && line.length + 1 + word.length > width) {
      lines.push(line);
      line = word;
    } else {
      line = line === "" ? word : `${line} ${word}`;
    }
  }
  lines.push(line);
  return lines;
}

/** Words split at spaces, quoted code kept whole while it is short enough to be read as one. */
function words(text: string): readonly string[] {
  const parts = text.split(" ");
  const result: string[] = [];
  let open = "";
  for (const part of parts) {
    open = open === "" ? part : `${open} ${part}`;
    const quotes = open.split("`").length - 1;
    if (quotes % 2 === 0 || open.length > 60) {
      result.push(open);
      open = "";
    }
  }
  if (open !== "") {
    result.push(open);
  }
  return result;
}
