// How probable is it that one proportion lies beyond a margin of another? By quadrature.
import { betaDensity, type Beta } from "./betaBest.ts";
import type { Margin } from "./margin.ts";
import { nodesOf, type Density } from "./quadrature.ts";

/**
 * P(the second lies above the margin) of independent Beta variables: integral of f_2(y) P(margin(X_1) < y) dy.
 * @param first  a and b >= 1, as of `second`
 * @returns      in [0, 1], within 1e-9
 */
export function betaBeyond(first: Beta, second: Beta, margin: Margin): number {
  if (margin.as === "ratio" && margin.by === 0) return 1;
  const { length, density, below } = nodesOf([
    moved(betaDensity(first), margin),
    betaDensity(second),
  ]);
  let sum = 0;
  for (let i = 0; i < length.length; i++) sum += length[i]! * density[1]![i]! * below[0]![i]!;
  return Math.min(1, sum);
}

/** The density of X + by, or of X * by. */
function moved({ log, mode, low, high }: Density, { as, by }: Margin): Density {
  const to = (x: number) => (as === "difference" ? x + by : x * by);
  const from = (y: number) => Math.min(1, Math.max(0, as === "difference" ? y - by : y / by));
  return { log: (y) => log(from(y)), mode: to(mode), low: to(low), high: to(high) };
}
