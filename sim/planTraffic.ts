// How many requests are expected by when, and whose they are: the shape of the traffic summed up once, for many questions.
import type { Scenario, Seconds, Share } from "./scenario/types.ts";
import type { Outline } from "./strategies/outline.ts";

/** Requests expected in [0, at), none after the end of the run. */
export type Expected = (at: Seconds) => number;

export function expectedOf({ traffic, duration }: Scenario): Expected {
  const within = (at: Seconds) => Math.min(Math.max(at, 0), duration);
  if (traffic.rate === null) {
    const each = traffic.trace!.times.length / duration;
    return (at) => each * within(at);
  }
  const { rate, shape } = traffic;
  if (shape.length === 0) return (at) => rate * within(at);
  // The heights at each point, and what has come by then; before the first and after the last it stands still.
  const points = [[0, shape[0]![1]] as const, ...shape, [Infinity, shape.at(-1)![1]] as const];
  const before = [0];
  for (let i = 1; i < points.length - 1; i++)
    before.push(before[i - 1]! + area(points, i - 1, points[i]![0]));
  return (at) => {
    const time = within(at);
    let [low, high] = [0, points.length - 1];
    while (high - low > 1) {
      const middle = (low + high) >> 1;
      if (points[middle]![0] <= time) low = middle;
      else high = middle;
    }
    return rate * (before[low]! + area(points, low, time));
  };
}

/** Below the line from point `i` on, up to `until`. */
function area(points: readonly (readonly [Seconds, number])[], i: number, until: Seconds): number {
  const [at, height] = points[i]!;
  const [end, next] = points[i + 1]!;
  if (until <= at) return 0;
  const there = end === Infinity ? height : height + ((next - height) * (until - at)) / (end - at);
  return ((height + there) / 2) * (until - at);
}

export interface Requests {
  readonly candidate: number;
  readonly stable: number;
}

/** Requests expected in [from, to), as the outline's weights divide them. */
export function requestsTo(
  weights: Outline["weights"],
  by: Expected,
  from: Seconds,
  to: Seconds,
): Requests {
  let candidate = 0;
  let [since, share]: [Seconds, Share] = [from, 0];
  for (const next of [...weights, { at: Infinity, share: 0 }]) {
    const until = Math.min(next.at, to);
    if (until > since) {
      if (share > 0) candidate += share * (by(until) - by(since));
      since = until;
    }
    share = next.share;
  }
  return { candidate, stable: by(to) - by(from) - candidate };
}
