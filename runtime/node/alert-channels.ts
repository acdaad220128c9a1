import {
  type AlertChannel,
  createTextChannel,
  createWebhook,
  type WebhookOptions,
} from "../posttrade/index.ts";

/** A channel that writes a line for each alert to the standard output. */
export const createStdoutChannel = (): AlertChannel =>
  createTextChannel((line) => {
    process.stdout.write(line);
  });

/** A webhook with the clock, the network and the random numbers of this process. */
export const createSystemWebhook = (
  options: Omit<WebhookOptions, "fetch" | "wait" | "random">,
): AlertChannel =>
  createWebhook({
    ...options,
    fetch: async (url, request) => {
      const response = await fetch(url, request);
      // What the receiver says is of no interest, but its connection has to be freed.
      await response.body?.cancel();
      return response;
    },
    wait: (milliseconds) =>
      new Promise((resolve) => {
        setTimeout(resolve, milliseconds);
      }),
    random: Math.random,
  });
