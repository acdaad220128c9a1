const PREFIX = "ctk.playground.";

/** What this browser keeps for the user; undefined where it keeps nothing. */
export const remembered = (key: string): string | undefined => {
  try {
    return localStorage.getItem(PREFIX + key) ?? undefined;
  } catch {
    // Storage is switched off.
    return undefined;
  }
};

/** Keeps a text in this browser, where that is allowed. */
export const remember = (key: string, text: string): void => {
  try {
    localStorage.setItem(PREFIX + key, text);
  } catch {
    // Storage is switched off or full: the page works without.
  }
};
