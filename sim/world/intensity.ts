// How many requests a second are expected, as pieces over which that is a straight line.
import type { Seconds, Traffic } from "../scenario/types.ts";

export interface Piece {
  readonly until: Seconds;
  /** Requests a second at a time inside the piece. */
  at(time: Seconds): number;
}

/** Ascending; the last lasts for ever. */
export function intensity({ rate, shape }: Traffic): readonly Piece[] {
  const perSecond = rate!;
  if (shape.length === 0) return [{ until: Infinity, at: () => perSecond }];
  const [[start, first]] = shape as [(typeof shape)[number]];
  const pieces: Piece[] = start > 0 ? [{ until: start, at: () => first * perSecond }] : [];
  for (const [i, [from, height]] of shape.entries()) {
    const next = shape[i + 1];
    if (next === undefined) pieces.push({ until: Infinity, at: () => height * perSecond });
    else if (next[0] > from) {
      const slope = (next[1] - height) / (next[0] - from);
      pieces.push({
        until: next[0],
        at: (time) => Math.max(0, (height + slope * (time - from)) * perSecond),
      });
    }
  }
  return pieces;
}
