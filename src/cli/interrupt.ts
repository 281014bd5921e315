// Ctrl-C, or SIGTERM of whoever cancels a job, for a command with something to save: it hears the first one. The second ends it at
// once, as the first does anywhere else.

let listener: AbortController | null = null;

export interface Interrupt {
  /** Aborted by the first signal. */
  readonly signal: AbortSignal;
  /** From here on Ctrl-C ends the program again. */
  release(): void;
}

/** From here on the caller is told of signals, and has to end by itself. */
export function hearInterrupt(): Interrupt {
  const own = new AbortController();
  listener = own;
  return {
    signal: own.signal,
    release() {
      if (listener === own) listener = null;
    },
  };
}

/** Tells whoever listens. @returns false when nobody does, or has been told already */
export function tellInterrupt(): boolean {
  if (listener === null) return false;
  listener.abort();
  listener = null;
  return true;
}
