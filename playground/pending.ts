/** Questions to a worker that wait for their answers. */
export interface Pending<Answer> {
  /** Sends a question under a new number, and resolves to its answer. */
  readonly ask: (send: (id: number) => void) => Promise<Answer>;
  /** The answer to the question of a number; one that nobody waits for is left alone. */
  readonly answer: (id: number, answer: Answer) => void;
  /** Gives all that wait the same answer: the worker is gone. */
  readonly answerAll: (answer: Answer) => void;
}

/** Keeps the questions to a worker. */
export const createPending = <Answer>(): Pending<Answer> => {
  const waiting = new Map<number, (answer: Answer) => void>();
  let count = 0;
  return {
    ask: (send) =>
      new Promise((resolve) => {
        count += 1;
        waiting.set(count, resolve);
        send(count);
      }),
    answer: (id, answer) => {
      waiting.get(id)?.(answer);
      waiting.delete(id);
    },
    answerAll: (answer) => {
      for (const resolve of waiting.values()) resolve(answer);
      waiting.clear();
    },
  };
};
