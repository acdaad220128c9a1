import { createServer, type IncomingHttpHeaders } from "node:http";
import type { AddressInfo } from "node:net";
import { createSystemWebhook } from "ctk/node";
import { type Alert, type AlertChannel, createWebhook, type WebhookOptions } from "ctk/runtime";
import { describe, expect, it } from "vitest";

const alertOf = (number: number, severity: Alert["severity"] = "warning"): Alert => ({
  key: `k${number}`,
  kind: "stale",
  severity,
  message: `message ${number}`,
  time: 0,
  snapshotId: "main:0",
  suppressed: 0,
});

interface Received {
  readonly path: string | undefined;
  readonly headers: IncomingHttpHeaders;
  readonly body: Readonly<Record<string, unknown>>;
}

type Answer = number | "redirect" | "hang up";

/** A server on this machine that gives one answer after another; the last one for ever. */
const withServer = async (
  answers: readonly Answer[],
  work: (url: string, received: Received[]) => Promise<void>,
): Promise<void> => {
  const received: Received[] = [];
  let count = 0;
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on("data", (chunk: Buffer) => chunks.push(chunk));
    request.on("end", () => {
      const text = Buffer.concat(chunks).toString("utf8");
      received.push({
        path: request.url,
        headers: request.headers,
        body: JSON.parse(text === "" ? "{}" : text),
      });
      const answer = answers[Math.min(count++, answers.length - 1)] ?? 200;
      if (answer === "hang up") request.socket.destroy();
      else if (answer === "redirect") response.writeHead(307, { location: "/elsewhere" }).end();
      else response.writeHead(answer).end("thank you");
    });
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  try {
    await work(`http://127.0.0.1:${port}/hook/SECRET-PATH?key=SECRET-KEY`, received);
  } finally {
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  }
};

/** A webhook whose clock does not wait, and which writes down what it waits for and what it complains of. */
const webhookTo = (url: string, options: Partial<WebhookOptions> = {}) => {
  const waits: number[] = [];
  const troubles: string[] = [];
  const channel: AlertChannel = createWebhook({
    url,
    headers: { authorization: "Bearer SECRET-TOKEN" },
    fetch: async (address, request) => {
      const response = await fetch(address, request);
      await response.body?.cancel();
      return response;
    },
    wait: async (milliseconds) => {
      waits.push(milliseconds);
    },
    random: () => 0.5,
    onTrouble: (message) => troubles.push(message),
    ...options,
  });
  return { channel, waits, troubles };
};

describe("a webhook", () => {
  it("tries again after longer and longer waits until the receiver answers, and delivers in order", async () => {
    await withServer([503, "hang up", 429, 200], async (url, received) => {
      const { channel, waits, troubles } = webhookTo(url);
      channel.send(alertOf(1));
      channel.send(alertOf(2));
      await channel.flush();
      expect(waits).toEqual([250, 500, 1000]);
      expect(received.map(({ body }) => body.key)).toEqual(["k1", "k1", "k1", "k1", "k2"]);
      expect(received.at(-1)?.body).toEqual({ ...alertOf(2), lost: 0 });
      expect(new Set(received.slice(0, 4).map(({ headers }) => headers["idempotency-key"])).size).toBe(1);
      expect(received[0]?.headers.authorization).toBe("Bearer SECRET-TOKEN");
      expect(received[0]?.path).toBe("/hook/SECRET-PATH?key=SECRET-KEY");
      expect(channel.counts).toEqual({ delivered: 2, failed: 0, lost: 0 });
      expect(troubles).toEqual([]);
    });
  });

  it("gives up after its attempts, with a longest wait, and goes on with the next alert", async () => {
    await withServer([500, 500, 500, 500, 200], async (url, received) => {
      const { channel, waits, troubles } = webhookTo(url, {
        attempts: 4,
        firstWaitMs: 1000,
        longestWaitMs: 3000,
      });
      channel.send(alertOf(1));
      channel.send(alertOf(2));
      await channel.flush();
      expect(waits).toEqual([500, 1000, 1500]);
      expect(received).toHaveLength(5);
      expect(channel.counts).toEqual({ delivered: 1, failed: 1, lost: 0 });
      expect(troubles).toEqual([expect.stringMatching(/given up: it answered 500$/)]);
    });
  });

  it("spreads its attempts by the random numbers that it is given", async () => {
    await withServer([500, 500, 500, 200], async (url) => {
      const numbers = [0.1, 0.9, 0.4];
      const { channel, waits } = webhookTo(url, { random: () => numbers.shift() ?? 0, firstWaitMs: 100 });
      channel.send(alertOf(1));
      await channel.flush();
      expect(waits).toEqual([10, 180, 160]);
    });
  });

  it("does not try again what the receiver does not want", async () => {
    await withServer([401], async (url, received) => {
      const { channel, waits } = webhookTo(url);
      channel.send(alertOf(1));
      await channel.flush();
      expect([received.length, waits, channel.counts.failed]).toEqual([1, [], 1]);
    });
  });

  it("does not follow a redirect, which could lead its secrets elsewhere", async () => {
    await withServer(["redirect"], async (url, received) => {
      const { channel } = webhookTo(url, { attempts: 2 });
      channel.send(alertOf(1));
      await channel.flush();
      expect(received.map(({ path }) => path?.startsWith("/hook/"))).toEqual([true, true]);
      expect(channel.counts).toEqual({ delivered: 0, failed: 1, lost: 0 });
    });
  });

  it("never says its secrets, whatever goes wrong", async () => {
    const said: string[] = [];
    await withServer([500, "hang up", 401, "redirect"], async (url) => {
      const { channel, troubles } = webhookTo(url, { attempts: 1 });
      for (let number = 0; number < 5; number++) channel.send(alertOf(number));
      await channel.flush();
      const refusing = webhookTo(url, {
        attempts: 1,
        fetch: (address) => Promise.reject(new Error(`cannot reach ${address} with SECRET-TOKEN`)),
      });
      refusing.channel.send(alertOf(9));
      await refusing.channel.flush();
      said.push(...troubles, ...refusing.troubles);
    });
    expect(said).toHaveLength(6);
    for (const message of said) expect(message).not.toContain("SECRET");
    expect(() => webhookTo("file:///SECRET-PATH")).toThrow(/^the address of a webhook begins with/);
  });

  it("has room for so many alerts; a critical one takes the place of a warning, and the next says how many are lost", async () => {
    const gate: { open: () => void } = { open: () => {} };
    const bodies: { readonly key: string; readonly lost: number }[] = [];
    const { channel, troubles } = webhookTo("https://example.test/x", {
      capacity: 2,
      fetch: async (_, { body }) => {
        if (bodies.length === 0)
          await new Promise<void>((resolve) => {
            gate.open = resolve;
          });
        bodies.push(JSON.parse(body));
        return { status: 204 };
      },
    });
    for (const number of [1, 2, 3, 4]) channel.send(alertOf(number));
    channel.send(alertOf(5, "critical"));
    channel.send(alertOf(6, "critical"));
    channel.send(alertOf(7, "critical"));
    expect(channel.counts.lost).toBe(4);
    gate.open();
    await channel.flush();
    expect(bodies.map(({ key, lost }) => [key, lost])).toEqual([
      ["k1", 0],
      ["k5", 4],
      ["k6", 0],
    ]);
    expect(troubles).toHaveLength(4);
    expect(channel.counts).toEqual({ delivered: 3, failed: 0, lost: 4 });
  });

  it("says that the receiver took too long, and goes on where its clock fails", async () => {
    const { channel, troubles } = webhookTo("https://example.test/x", {
      attempts: 2,
      fetch: () => Promise.reject(Object.assign(new Error("slow"), { name: "TimeoutError" })),
    });
    channel.send(alertOf(1));
    await channel.flush();
    expect(troubles).toEqual(["an alert (stale) for example.test was given up: it took too long"]);
    const broken = webhookTo("https://example.test/x", {
      fetch: () => Promise.resolve({ status: 500 }),
      wait: () => Promise.reject(new Error("no clock")),
    });
    broken.channel.send(alertOf(1));
    broken.channel.send(alertOf(2));
    await broken.channel.flush();
    expect(broken.channel.counts).toEqual({ delivered: 0, failed: 2, lost: 0 });
  });

  it("works with the network of the process", async () => {
    await withServer([200], async (url, received) => {
      const channel = createSystemWebhook({ url });
      channel.send(alertOf(1));
      await channel.flush();
      expect(received[0]?.body).toMatchObject({ key: "k1" });
      expect(channel.counts.delivered).toBe(1);
    });
  });
});
