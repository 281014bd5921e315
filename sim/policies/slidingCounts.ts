// The latest rewards only: what is older than the window is as if it had never been.
import { wholeIn } from "../scenario/units.ts";
import type { Counts } from "./counts.ts";

/** 80 MB of rewards; a longer window forgets nothing in most runs. */
const MAX_WINDOW = 1e7;

export const window = wholeIn(1, MAX_WINDOW)
  .default(1000)
  .describe("How many rewards are remembered, over all versions.");

/** The last `window` rewards, of whichever version. */
export function slidingCounts(versions: number, window: number): Counts {
  let rewards = new Float64Array(Math.min(window, 1024)); // a ring once it is as long as the window
  let whose = new Uint8Array(rewards.length);
  let next = 0;

  const widen = () => {
    const length = Math.min(window, 2 * rewards.length);
    const wider = { rewards: new Float64Array(length), whose: new Uint8Array(length) };
    wider.rewards.set(rewards);
    wider.whose.set(whose);
    ({ rewards, whose } = wider);
  };

  const forget = (at: number) => {
    const version = whose[at]!;
    counts.N[version]! -= 1;
    // fractions that come and go leave a rounding behind
    counts.S[version] = Math.max(0, counts.S[version]! - rewards[at]!);
    counts.n -= 1;
  };

  const counts = {
    N: new Float64Array(versions),
    S: new Float64Array(versions),
    n: 0,
    add(version: number, reward: number) {
      if (next === rewards.length) {
        if (next < window) widen();
        else next = 0;
      }
      if (counts.n === window) forget(next);
      rewards[next] = reward;
      whose[next++] = version;
      counts.N[version]! += 1;
      counts.S[version]! += reward;
      counts.n += 1;
    },
  };
  return counts;
}
