import type { RunSettings } from "../backtest/protocol.ts";

/** What a shared address holds. */
export interface SharedPlan {
  readonly name: string;
  readonly text: string;
  /** Data by market: names of samples or ids of generated data; files cannot be shared. */
  readonly data: Readonly<Record<string, string>>;
  readonly settings: RunSettings;
}

/** The form of what follows `#`: a number, a dot, and the deflated JSON in base64url. */
const VERSION = "1";
/** What an address may unpack to: more is no plan. */
const LARGEST = 512 * 1024;

/** The fragment of an address, without `#`, that opens the plan as it stands. No server is told. */
export const encodeShare = async (plan: SharedPlan): Promise<string> => {
  const bytes = new TextEncoder().encode(JSON.stringify(plan));
  const packed = await collected(
    new Blob([bytes]).stream().pipeThrough(new CompressionStream("deflate-raw")),
  );
  return `${VERSION}.${toBase64(packed ?? new Uint8Array(0))}`;
};

/** What a fragment holds; undefined where it is not of this form, damaged or too large. */
export const decodeShare = async (fragment: string): Promise<SharedPlan | undefined> => {
  const [version, packed = ""] = fragment.replace(/^#/, "").split(".");
  if (version !== VERSION || packed.length > LARGEST) return undefined;
  try {
    const bytes = fromBase64(packed);
    const stream = new Blob([bytes]).stream().pipeThrough(new DecompressionStream("deflate-raw"));
    const text = await collected(stream);
    return text && checkedPlan(JSON.parse(new TextDecoder("utf-8", { fatal: true }).decode(text)));
  } catch {
    return undefined;
  }
};

/** All bytes of a stream; undefined where there are too many. */
const collected = async (stream: ReadableStream<Uint8Array>): Promise<Uint8Array | undefined> => {
  const reader = stream.getReader();
  const chunks: Uint8Array[] = [];
  let length = 0;
  for (;;) {
    const { done, value } = await reader.read();
    if (done) break;
    length += value.length;
    if (length > LARGEST) {
      await reader.cancel();
      return undefined;
    }
    chunks.push(value);
  }
  const bytes = new Uint8Array(length);
  let at = 0;
  for (const chunk of chunks) {
    bytes.set(chunk, at);
    at += chunk.length;
  }
  return bytes;
};

const toBase64 = (bytes: Uint8Array): string => {
  let text = "";
  for (const byte of bytes) text += String.fromCharCode(byte);
  return btoa(text).replaceAll("+", "-").replaceAll("/", "_").replace(/=+$/, "");
};

const fromBase64 = (text: string): Uint8Array<ArrayBuffer> =>
  Uint8Array.from(atob(text.replaceAll("-", "+").replaceAll("_", "/")), (character) =>
    character.charCodeAt(0),
  );

type Unknown = Readonly<Record<string, unknown>>;

const isRecord = (value: unknown): value is Unknown =>
  typeof value === "object" && value !== null && !Array.isArray(value);

/** Takes only what it knows: an address may come from anybody. */
const checkedPlan = (value: unknown): SharedPlan | undefined => {
  if (!isRecord(value) || typeof value.text !== "string" || typeof value.name !== "string") return undefined;
  if (!/^[\w.-]{1,80}$/.test(value.name)) return undefined;
  return {
    name: value.name,
    text: value.text,
    data: stringsOf(value.data),
    settings: settingsOf(value.settings),
  };
};

const stringsOf = (value: unknown): Readonly<Record<string, string>> =>
  Object.fromEntries(
    Object.entries(isRecord(value) ? value : {}).filter(
      (entry): entry is [string, string] => typeof entry[1] === "string" && !entry[1].startsWith("file:"),
    ),
  );

const settingsOf = (value: unknown): RunSettings => {
  const settings = isRecord(value) ? value : {};
  const { session, strategy, capital, fee } = settings;
  return {
    params: paramsOf(settings.params),
    ...(typeof session === "string" ? { session } : {}),
    ...(typeof strategy === "string" ? { strategy } : {}),
    ...(isDecimal(capital) ? { capital } : {}),
    ...(isDecimal(fee) ? { fee } : {}),
  };
};

/** A sum of money or a rate as settings have it. */
export const isDecimal = (value: unknown): value is string =>
  typeof value === "string" && /^\d{1,15}(?:\.\d{1,10})?$/.test(value);

const paramsOf = (value: unknown): RunSettings["params"] =>
  Object.fromEntries(
    Object.entries(isRecord(value) ? value : {}).map(([strategy, params]) => [
      strategy,
      Object.fromEntries(
        Object.entries(isRecord(params) ? params : {}).filter(
          (entry): entry is [string, number | boolean] =>
            typeof entry[1] === "boolean" || (typeof entry[1] === "number" && Number.isFinite(entry[1])),
        ),
      ),
    ]),
  );
