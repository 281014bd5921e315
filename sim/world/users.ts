// Who sends a request: a user's number from one draw, the segment a user belongs to, and a user's own luck in routing.
import { pow } from "../random/math.ts";
import { mixed } from "../random/streams.ts";
import type { Traffic } from "../scenario/types.ts";

/** Fills `users` with user numbers, 0 the busiest, from a block of uniform draws. */
export type Visits = (draws: Float64Array, users: Int32Array) => void;

export function visits({ users: count, activity }: Traffic): Visits {
  if (activity === "uniform" || count === 1)
    return (draws, users) => {
      for (let i = 0; i < users.length; i++) users[i] = (draws[i]! * count) | 0;
    };
  const { upTo, guide } = zipf(count, activity.zipf);
  return (draws, users) => {
    for (let i = 0; i < users.length; i++) {
      let user = guide[(draws[i]! * guide.length) | 0]!;
      while (upTo[user]! <= draws[i]!) user++;
      users[i] = user;
    }
  };
}

/** Cumulative shares of users whose k-th visits in proportion to k^-s, and for each of `count` equal slices where to look first. */
function zipf(count: number, s: number): { upTo: Float64Array; guide: Int32Array } {
  const upTo = new Float64Array(count);
  let sum = 0;
  for (let k = 0; k < count; k++) upTo[k] = sum += pow(k + 1, -s);
  for (let k = 0; k < count; k++) upTo[k]! /= sum;
  upTo[count - 1] = 1;
  const guide = new Int32Array(count);
  for (let slice = 0, user = 0; slice < count; slice++) {
    while (upTo[user]! <= slice / count) user++;
    guide[slice] = user;
  }
  return { upTo, guide };
}

const GOLDEN = 0.6180339887498949;

/**
 * The segment of each user. The golden-ratio sequence spreads every segment evenly over users of any activity, and each
 * segment's number of users is within one or two of its share.
 */
export function segmentsOf({ users, segments }: Traffic): Uint8Array {
  const of = new Uint8Array(users);
  if (segments.length === 1) return of;
  const upTo: number[] = [];
  segments.reduce((sum, { share }) => (upTo.push(sum + share), sum + share), 0);
  for (let user = 0; user < users; user++) {
    const x = (user + 0.5) * GOLDEN;
    const place = x - Math.floor(x);
    let s = 0;
    while (s < segments.length - 1 && place >= upTo[s]!) s++;
    of[user] = s;
  }
  return of;
}

/** How many users each segment has. */
export function usersBySegment(traffic: Traffic): Int32Array {
  if (traffic.segments.length === 1) return Int32Array.of(traffic.users);
  let counts = counted.get(traffic);
  if (counts === undefined) {
    counts = new Int32Array(traffic.segments.length);
    for (const segment of segmentsOf(traffic)) counts[segment]!++;
    counted.set(traffic, counts);
  }
  return counts;
}

/** Counted once for many runs of the same traffic. */
const counted = new WeakMap<Traffic, Int32Array>();

/** A user's luck in routing, uniform in [0, 1): the user's number, mixed with the run's salt. */
export function userDraw(user: number, salt: number): number {
  return (mixed(user ^ salt) >>> 0) * 2.3283064365386963e-10;
}
