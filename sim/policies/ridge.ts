// Ridge regression of rewards on who asks, a model for each version. The context of a request is its user's segment, one of them 1
// and the others 0. So A = lambda I + sum x x' is diagonal, a count for each segment: its inverse is a division, and a version's
// estimate in a segment is made of the rewards of that segment alone.
import { numberIn } from "../scenario/units.ts";
import type { Feedback } from "../strategies/types.ts";

export const lambda = numberIn(0.0001, 1e6)
  .default(1)
  .describe("How strongly estimates are held to 0: like so many rewards of 0.");

/** Version `v` in segment `s` is at `v * segments + s`. */
export interface Ridge {
  /** The diagonal of A: lambda and one for each reward. */
  readonly A: Float64Array;
  /** Sums of rewards. */
  readonly b: Float64Array;
  add(feedback: Feedback): void;
}

/** @param lambda  above 0: as many rewards of 0 are there from the start */
export function ridge(versions: number, segments: number, lambda: number): Ridge {
  const A = new Float64Array(versions * segments).fill(lambda);
  const b = new Float64Array(versions * segments);
  return {
    A,
    b,
    add({ version, segment, reward }) {
      const i = version * segments + segment;
      A[i]! += 1;
      b[i]! += reward;
    },
  };
}
