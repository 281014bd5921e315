/** The simulated world outgrew what a run may hold. For a user: says what grew, when, and what to change. */
export class LimitError extends Error {
  constructor(message: string) {
    super(message);
    this.name = "LimitError";
  }
}

/** Requests that may be under way, waiting, or waiting for a label, at one moment of a run. */
export const MAX_PENDING = 8388608;

export function tooManyPending(most: number): LimitError {
  return new LimitError(
    `more than ${most} requests are under way, or waiting for a label, at one moment; ` +
      "lower the rate, the timeout or the reward delay, or bound the queue",
  );
}
