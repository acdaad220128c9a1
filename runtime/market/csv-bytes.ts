import type { DataProblem } from "./data-problem.ts";

/** The bytes of CSV text, with a line feed at the end of the last line too. */
export function csvBytes(input: Uint8Array | string): Uint8Array {
  return withFinalLineFeed(typeof input === "string" ? bytesOf(input) : input);
}

/** The last line ends like the others, so that scans need no bounds. */
function withFinalLineFeed(bytes: Uint8Array): Uint8Array {
  if (bytes[bytes.length - 1] === 10) {
    return bytes;
  }
  const copy = new Uint8Array(bytes.length + 1);
  copy.set(bytes);
  copy[bytes.length] = 10;
  return copy;
}

/** Only ASCII matters in a data file: other characters may stand in columns that are not read. */
function bytesOf(text: string): Uint8Array {
  const start = text.charCodeAt(0) === 0xfeff ? 1 : 0;
  const bytes = new Uint8Array(text.length - start);
  for (let at = 0; at < bytes.length; at += 1) {
    const code = text.charCodeAt(at + start);
    bytes[at] = code < 128 ? code : 63;
  }
  return bytes;
}

/** What makes bytes no text that can be read as CSV; undefined where they are. */
export function encodingProblem(bytes: Uint8Array, file: string): DataProblem | undefined {
  const fault = (message: string, fix: string): DataProblem => ({
    code: "DATA1012",
    file,
    line: undefined,
    column: undefined,
    message,
    fix,
  });
  if (bytes[0] === 0x1f && bytes[1] === 0x8b) {
    return fault("the bytes are gzip-compressed", "Name the file .csv.gz, or decompress it.");
  }
  if ((bytes[0] === 0xff && bytes[1] === 0xfe) || (bytes[0] === 0xfe && bytes[1] === 0xff)) {
    return fault("the text is UTF-16", "Save the file as UTF-8.");
  }
  return bytes.subarray(0, 1024).includes(0)
    ? fault("this is not a text file", "Give a CSV file: UTF-8 text with commas.")
    : undefined;
}
