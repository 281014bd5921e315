// Rates that wander -> changes: in each period a factor of mean 1, log-normal, whose logarithm remembers the one before.
import { normal } from "../random/gamma.ts";
import { exp, ln } from "../random/math.ts";
import { stream } from "../random/streams.ts";
import type { Amounts, Change, Noise, Scenario, Seconds } from "../scenario/types.ts";

const RATES = ["errorRate", "latency", "reward"] as const;

/**
 * The weather of one run: for each period, and each version that has its own, a change that multiplies its rates. It applies to
 * whatever the rates are by then: changes apply in the order they begin, so where one of `others` begins inside a period, the
 * period goes on as a change of its own that begins with it. To be put behind `others`, for those that begin together.
 */
export function drawNoise(
  noise: Noise,
  { duration, versions }: Scenario,
  others: readonly Change[],
  seed: number,
): Change[] {
  const pieces = piecesOf(noise.every, duration, others);
  const owners = noise.shared ? ["*"] : versions.map(({ id }) => id);
  return owners.flatMap((version) => {
    const prefix = noise.shared ? "noise" : `noise/${version}`;
    const walks = RATES.flatMap((rate) =>
      noise[rate] === 0
        ? []
        : [[rate, factors(noise[rate], noise.memory, seed, `${prefix}/${rate}`)] as const],
    );
    if (walks.length === 0) return [];
    let amounts: Amounts = {};
    return pieces.map(({ at, until, first }): Change => {
      if (first)
        amounts = Object.fromEntries(walks.map(([rate, next]) => [rate, next()])) as Amounts;
      const effect = { kind: "times", ...amounts } as const;
      return { at, over: 0, for: until - at, version, segment: null, effect };
    });
  });
}

/** A stretch of one period; the first of its period or one that goes on with it. */
interface Piece {
  readonly at: Seconds;
  readonly until: Seconds;
  readonly first: boolean;
}

function piecesOf(every: Seconds, duration: Seconds, others: readonly Change[]): Piece[] {
  // factors commute with one another
  const begins = others
    .filter(({ effect }) => effect.kind !== "times")
    .map(({ at }) => at)
    .sort((a, b) => a - b);
  const pieces: Piece[] = [];
  let other = 0;
  for (let k = 0; k * every < duration; k++) {
    let at = k * every;
    const end = (k + 1) * every;
    let first = true;
    for (; other < begins.length && begins[other]! < end; other++) {
      if (begins[other]! <= at) continue;
      pieces.push({ at, until: begins[other]!, first });
      at = begins[other]!;
      first = false;
    }
    pieces.push({ at, until: end, first });
  }
  return pieces;
}

/**
 * Factors, one a call: log-normal of mean 1 and coefficient of variation `cv`, whose logarithms correlate by `memory` from one to
 * the next, and are stationary from the first on.
 */
function factors(cv: number, memory: number, seed: number, name: string): () => number {
  const random = stream(seed, name);
  const variance = ln(1 + cv * cv);
  const sd = Math.sqrt(variance);
  const fresh = Math.sqrt(1 - memory * memory);
  let z: number | null = null;
  return () => {
    z = z === null ? normal(random) : memory * z + fresh * normal(random);
    return exp(sd * z - variance / 2);
  };
}
