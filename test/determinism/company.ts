import { isDeepStrictEqual } from "node:util";
import { expect } from "vitest";
import type { Rehearsal } from "../../sim/simulate.ts";
import type { Comparison, RunSummary } from "../../sim/results/types.ts";

/** Runs a rehearsal to its end in pieces of the given sizes, over and over. */
export function inPieces(rehearsal: Rehearsal, sizes: readonly number[]): Comparison {
  for (let i = 0; !rehearsal.advance(sizes[i % sizes.length]!); i++);
  return rehearsal.result();
}

/** A summary without its series. */
export function unseen({ series: _series, ...summary }: RunSummary): Omit<RunSummary, "series"> {
  return summary;
}

/** Alike to the bit. Vitest's own comparison is slow, and only asked what differs. */
export function expectSame(got: unknown, wanted: unknown): void {
  if (isDeepStrictEqual(got, wanted)) return;
  expect(got).toStrictEqual(wanted);
  throw new Error("not alike, though vitest sees no difference: 0 and -0?");
}
