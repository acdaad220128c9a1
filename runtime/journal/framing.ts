/** A journal's bytes: a header for each segment, then frames of a length, a CRC-32 and a JSON text, little-endian. */

const MAGIC = "ctkj";

/** Version of the records; a reader refuses another one. */
export const JOURNAL_VERSION = 1;

export const HEADER_BYTES = 8;
const FRAME_BYTES = 8;

/** No record is longer; a longer length is damage. */
const RECORD_BYTES_MAX = 64 * 1024 * 1024;

const table = new Uint32Array(256);
for (let byte = 0; byte < 256; byte++) {
  let value = byte;
  for (let bit = 0; bit < 8; bit++) value = (value & 1) === 1 ? (value >>> 1) ^ 0xedb88320 : value >>> 1;
  table[byte] = value;
}

/** CRC-32 as in IEEE 802.3. */
export const crc32 = (bytes: Uint8Array): number => {
  let value = 0xffffffff;
  for (const byte of bytes) value = (value >>> 8) ^ (table[(value ^ byte) & 255] ?? 0);
  return (value ^ 0xffffffff) >>> 0;
};

const encoder = new TextEncoder();
const decoder = new TextDecoder("utf-8", { fatal: true });

/** The first bytes of every segment. */
export const segmentHeader = (): Uint8Array => {
  const bytes = new Uint8Array(HEADER_BYTES);
  bytes.set(encoder.encode(MAGIC));
  new DataView(bytes.buffer).setUint16(4, JOURNAL_VERSION, true);
  return bytes;
};

/** One record as it stands in a segment. */
export const frame = (record: unknown): Uint8Array => {
  const payload = encoder.encode(JSON.stringify(record, replace));
  const bytes = new Uint8Array(FRAME_BYTES + payload.length);
  const view = new DataView(bytes.buffer);
  view.setUint32(0, payload.length, true);
  view.setUint32(4, crc32(payload), true);
  bytes.set(payload, FRAME_BYTES);
  return bytes;
};

/** What a segment holds. `end`: where its last whole record ends. `damage`: why reading stopped there, if it did. */
export interface SegmentReading {
  readonly records: readonly unknown[];
  readonly end: number;
  readonly damage: string | undefined;
}

/** Reads the records of a segment up to the first that is not whole. */
export const readSegment = (bytes: Uint8Array): SegmentReading => {
  const records: unknown[] = [];
  const header = headerDamage(bytes);
  if (header !== undefined) return { records, end: 0, damage: header };
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  let at = HEADER_BYTES;
  const stop = (damage: string | undefined): SegmentReading => ({ records, end: at, damage });
  while (at < bytes.length) {
    if (bytes.length - at < FRAME_BYTES) return stop("the length of a record is cut off");
    const length = view.getUint32(at, true);
    if (length > RECORD_BYTES_MAX) return stop(`a record of ${length} bytes`);
    const end = at + FRAME_BYTES + length;
    if (end > bytes.length) return stop("a record is cut off");
    const payload = bytes.subarray(at + FRAME_BYTES, end);
    if (crc32(payload) !== view.getUint32(at + 4, true)) return stop("a record's checksum is wrong");
    const record = parse(payload);
    if (record === undefined) return stop("a record is no JSON");
    records.push(record);
    at = end;
  }
  return stop(undefined);
};

/** Whether a whole record stands anywhere behind a place: then what is damaged there was not the last one written. */
export const hasFrameAfter = (bytes: Uint8Array, from: number): boolean => {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  for (let at = from + 1; at + FRAME_BYTES < bytes.length; at++) {
    const length = view.getUint32(at, true);
    const end = at + FRAME_BYTES + length;
    if (length === 0 || end > bytes.length) continue;
    const payload = bytes.subarray(at + FRAME_BYTES, end);
    if (crc32(payload) === view.getUint32(at + 4, true)) return true;
  }
  return false;
};

/** JSON has no NaN and no infinity: they are written as these texts. */
const SPECIAL: ReadonlyMap<unknown, number> = new Map([
  ["\u0000NaN", Number.NaN],
  ["\u0000+Infinity", Number.POSITIVE_INFINITY],
  ["\u0000-Infinity", Number.NEGATIVE_INFINITY],
]);

const specialText = (value: number): string =>
  Number.isNaN(value) ? "\u0000NaN" : value > 0 ? "\u0000+Infinity" : "\u0000-Infinity";

const replace = (_: string, value: unknown): unknown =>
  typeof value === "number" && !Number.isFinite(value) ? specialText(value) : value;

const revive = (_: string, value: unknown): unknown => SPECIAL.get(value) ?? value;

const parse = (payload: Uint8Array): unknown => {
  try {
    const text = decoder.decode(payload);
    // Few records have such a text, and a reviver is called for every value.
    return text.includes("\\u0000") ? JSON.parse(text, revive) : JSON.parse(text);
  } catch {
    return undefined;
  }
};

const headerDamage = (bytes: Uint8Array): string | undefined => {
  if (bytes.length < HEADER_BYTES) return "the header is cut off";
  const magic = String.fromCharCode(...bytes.subarray(0, 4));
  if (magic !== MAGIC) return "it is not a journal";
  const version = new DataView(bytes.buffer, bytes.byteOffset).getUint16(4, true);
  return version === JOURNAL_VERSION
    ? undefined
    : `it has version ${version}; this runtime reads version ${JOURNAL_VERSION}`;
};
