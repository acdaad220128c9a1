import type { AlertChannel, AlertCounts } from "./alert-channel.ts";
import type { Alert } from "./alert-rules.ts";

/** The part of `fetch` that a webhook needs. */
export type WebhookFetch = (
  url: string,
  request: {
    readonly method: "POST";
    readonly headers: Readonly<Record<string, string>>;
    readonly body: string;
    /** A redirect could lead a secret to somebody else. */
    readonly redirect: "error";
    readonly signal: AbortSignal;
  },
) => Promise<{ readonly status: number }>;

export interface WebhookOptions {
  /** Where alerts are posted to, as JSON. May hold a secret: it is never written anywhere. */
  readonly url: string;
  /** For example a token. Never written anywhere. */
  readonly headers?: Readonly<Record<string, string>>;
  readonly fetch: WebhookFetch;
  /** Resolves after so many milliseconds. */
  readonly wait: (milliseconds: number) => Promise<void>;
  /** Numbers in 0..1, to spread attempts. */
  readonly random: () => number;
  /** Told in words of what was not delivered. */
  readonly onTrouble?: (message: string) => void;
  /** Alerts that may wait. Default 100. */
  readonly capacity?: number;
  /** Attempts in all for each alert. Default 6. */
  readonly attempts?: number;
  /** Longest wait before the second attempt, and longest of all, milliseconds. Default 500 and 60,000. */
  readonly firstWaitMs?: number;
  readonly longestWaitMs?: number;
  /** How long an answer may take, milliseconds. Default 10,000. */
  readonly timeoutMs?: number;
}

/**
 * A channel that posts each alert as JSON to an address. Where there is no answer, or the receiver is busy or broken, it tries
 * again after a random part of a wait that doubles every time; where the receiver does not want it, it does not. Where the queue
 * is full, a critical alert takes the place of the oldest warning, and otherwise the newest is lost: lost ones are counted, and
 * the next alert says how many. Throws RangeError for an address that is not http or https.
 */
export const createWebhook = (options: WebhookOptions): AlertChannel => new Webhook(options);

interface Waiting {
  readonly alert: Alert;
  readonly number: number;
}

/** Answers after which the same request may succeed later. */
const isPassing = (status: number): boolean =>
  status === 408 || status === 425 || status === 429 || status >= 500;

class Webhook implements AlertChannel {
  private readonly options: Required<Omit<WebhookOptions, "onTrouble">>;
  private readonly tell: (message: string) => void;
  /** Name of the receiver in messages: the rest of the address may be secret. */
  private readonly host: string;
  private readonly queue: Waiting[] = [];
  private readonly counted = { delivered: 0, failed: 0, lost: 0 };
  /** Lost since the last alert that was delivered. */
  private unsaid = 0;
  private sent = 0;
  private working: Promise<void> | undefined;

  constructor({ onTrouble, ...options }: WebhookOptions) {
    this.options = {
      headers: {},
      capacity: 100,
      attempts: 6,
      firstWaitMs: 500,
      longestWaitMs: 60_000,
      timeoutMs: 10_000,
      ...options,
    };
    this.tell = onTrouble ?? (() => {});
    this.host = hostOf(options.url);
  }

  get counts(): AlertCounts {
    return this.counted;
  }

  send(alert: Alert): void {
    const waiting = { alert, number: this.sent++ };
    if (this.queue.length >= this.options.capacity && !this.makeRoom(alert)) {
      this.lose(alert);
      return;
    }
    this.queue.push(waiting);
    this.work();
  }

  /** A critical alert takes the place of the oldest warning. */
  private makeRoom({ severity }: Alert): boolean {
    const at =
      severity === "critical" ? this.queue.findIndex(({ alert }) => alert.severity === "warning") : -1;
    const [removed] = at < 0 ? [] : this.queue.splice(at, 1);
    if (removed === undefined) return false;
    this.lose(removed.alert);
    return true;
  }

  private lose({ kind }: Alert): void {
    this.counted.lost++;
    this.unsaid++;
    this.tell(`an alert (${kind}) for ${this.host} was lost: ${this.options.capacity} are waiting`);
  }

  private work(): void {
    if (this.working !== undefined) return;
    this.working = this.deliverAll().finally(() => {
      this.working = undefined;
      if (this.queue.length > 0) this.work();
    });
  }

  private async deliverAll(): Promise<void> {
    for (let next = this.queue.shift(); next !== undefined; next = this.queue.shift()) {
      try {
        await this.deliver(next);
      } catch {
        // A clock or a listener that fails must not end the channel.
        this.counted.failed++;
      }
    }
  }

  async flush(): Promise<void> {
    while (this.working !== undefined) await this.working;
  }

  private async deliver({ alert, number }: Waiting): Promise<void> {
    const { attempts, firstWaitMs, longestWaitMs, wait, random } = this.options;
    let trouble = "";
    for (let attempt = 1; attempt <= attempts; attempt++) {
      if (attempt > 1) await wait(random() * Math.min(longestWaitMs, firstWaitMs * 2 ** (attempt - 2)));
      const lost = this.unsaid;
      const answer = await this.post(alert, number, lost);
      if (typeof answer === "number" && answer >= 200 && answer < 300) {
        this.counted.delivered++;
        this.unsaid -= lost;
        return;
      }
      trouble = typeof answer === "number" ? `answered ${answer}` : answer;
      if (typeof answer === "number" && !isPassing(answer)) break;
    }
    this.counted.failed++;
    this.tell(`an alert (${alert.kind}) for ${this.host} was given up: it ${trouble}`);
  }

  /** The status, or what went wrong; never the words of an error, which may repeat the address. */
  private async post(alert: Alert, number: number, lost: number): Promise<number | string> {
    const { url, headers, fetch, timeoutMs } = this.options;
    try {
      const { status } = await fetch(url, {
        method: "POST",
        headers: {
          ...headers,
          "content-type": "application/json",
          // Attempts of one alert are told to be one.
          "idempotency-key": `${alert.snapshotId}:${number}`,
        },
        body: JSON.stringify({ ...alert, lost }),
        redirect: "error",
        signal: AbortSignal.timeout(timeoutMs),
      });
      return status;
    } catch (error) {
      return error instanceof Error && error.name === "TimeoutError" ? "took too long" : "did not answer";
    }
  }
}

const hostOf = (url: string): string => {
  const match = /^https?:\/\/(?:[^/@]*@)?([^/?#@]+)/.exec(url);
  if (match?.[1] === undefined)
    throw new RangeError("the address of a webhook begins with http:// or https://");
  return match[1];
};
