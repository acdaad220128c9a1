/** A value that changes, and those who want to know. */
export interface Store<State extends object> {
  readonly get: () => State;
  /** Replaces some fields; listeners hear of it once, after the change, when a field that they look at is another. */
  readonly set: (change: Partial<State>) => void;
  /** Calls back with what is selected, now and whenever it is another value. Returns how to end that. */
  readonly watch: <Part>(select: (state: State) => Part, listener: (part: Part) => void) => () => void;
  /** Calls back now and after each change in which any of what is selected is another value. */
  readonly watchAny: (selects: readonly ((state: State) => unknown)[], listener: () => void) => () => void;
}

/** Makes a store. Values are compared by identity: state is never changed in place. */
export const createStore = <State extends object>(initial: State): Store<State> => {
  let state = initial;
  const listeners = new Set<() => void>();
  const watchAny: Store<State>["watchAny"] = (selects, listener) => {
    let seen = selects.map((select) => select(state));
    const look = (): void => {
      const next = selects.map((select) => select(state));
      if (next.every((value, index) => Object.is(value, seen[index]))) return;
      seen = next;
      listener();
    };
    listeners.add(look);
    listener();
    return () => listeners.delete(look);
  };
  return {
    watchAny,
    get: () => state,
    set: (change) => {
      state = { ...state, ...change };
      for (const listener of [...listeners]) listener();
    },
    watch: (select, listener) => watchAny([select], () => listener(select(state))),
  };
};
