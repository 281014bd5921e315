/** The simulated world outgrew what a run may hold. For a user: says what grew, when, and what to change. */
export class LimitError extends Error {
  constructor(message: string) {
    super(message);
    this.name = "LimitError";
  }
}

/** Requests that may be under way, waiting, or waiting for a label, at one moment of a run. */
export const MAX_PENDING = 8388608;
