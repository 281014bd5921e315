// Whether so many runs tell a figure from a limit, and if not, how many would.
import { countText, pluralText } from "../results/words.ts";
import type { Share } from "../scenario/types.ts";
import type { ShareEstimate, Spread } from "./types.ts";

const Z = 1.96;
/** More runs than anybody waits for. */
const TOO_MANY = 1e6;

/**
 * ", which 400 runs cannot tell from 95%: some 1,900 could"; nothing when the limit is outside the interval. Those needed are as
 * many as make a score interval around the same share end at the limit.
 */
export function doubtOfShare(
  { p, low, high, n }: ShareEstimate,
  limit: Share,
  text: (share: Share) => string,
): string {
  if (limit <= low || limit >= high) return "";
  const distance = p - limit;
  return cannotTell(n, text(limit), (Z * Z * limit * (1 - limit)) / (distance * distance));
}

/** The same of a mean. */
export function doubtOfMean(
  { mean, se, n }: Spread,
  limit: number,
  text: (value: number) => string,
): string {
  if (mean === null || se === null || Math.abs(mean - limit) >= Z * se) return "";
  const errors = (Z * se) / (mean - limit);
  return cannotTell(n, text(limit), n * errors * errors);
}

function cannotTell(runs: number, limit: string, needed: number): string {
  const could =
    needed < TOO_MANY ? `some ${countText(roughly(needed))} could` : "it is as good as that";
  return `, which ${pluralText(runs, "run")} cannot tell from ${limit}: ${could}`;
}

/** To two figures, upwards. */
function roughly(value: number): number {
  const unit = Math.max(1, Number(`1e${String(Math.floor(value)).length - 2}`));
  return Math.ceil(value / unit) * unit;
}

/** "123 ± 4.5"; one run has no error to tell, and equal ones have none. */
export function meanText({ mean, se }: Spread, text: (value: number) => string): string {
  if (mean === null) return "none";
  return se === null || se === 0 ? text(mean) : `${text(mean)} ± ${text(Z * se)}`;
}
