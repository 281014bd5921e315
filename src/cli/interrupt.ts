// Ctrl-C, for a command with something to save: it hears the first one. The second ends it at once, as the first does anywhere else.

interface Listener {
  readonly told: AbortController;
  readonly signals: readonly NodeJS.Signals[];
}

let listener: Listener | null = null;

export interface Interrupt {
  /** Aborted by Ctrl-C. */
  readonly signal: AbortSignal;
  /** From here on Ctrl-C ends the program again. */
  release(): void;
}

/**
 * From here on the caller is told of Ctrl-C, and has to end by itself.
 * @param also  other signals it is told of
 */
export function hearInterrupt(...also: readonly NodeJS.Signals[]): Interrupt {
  const own = { told: new AbortController(), signals: ["SIGINT" as const, ...also] };
  listener = own;
  return {
    signal: own.told.signal,
    release() {
      if (listener === own) listener = null;
    },
  };
}

/** Tells whoever listens. @returns false when nobody does, or has been told already */
export function tellInterrupt(signal: NodeJS.Signals): boolean {
  if (listener === null || !listener.signals.includes(signal)) return false;
  listener.told.abort();
  listener = null;
  return true;
}
