// Shares, means and differences of many runs as a person reads them: with their intervals, and no digit that the interval does not carry.
import type { PairedDifference, ShareEstimate, Spread } from "../../sim/odds/types.ts";
import { amountText, durationText, intervalText } from "../../sim/results/words.ts";

/** Standard errors to each side of a mean. */
const Z = 1.96;
/** Of the last decimal an interval is at least so many wide. */
const LEAST_UNITS = 5;
const MOST_DECIMALS = 4;

/** Shares with their intervals that a line has room for, beside what stands first. */
export const SHARES_ABREAST = 3;

/** "86% (82% to 89%)"; "-" of no runs */
export function shareText(share: ShareEstimate | null): string {
  return share === null || share.n === 0 ? "-" : intervalText(share.p, share.low, share.high);
}

/** "15.4 ± 1.2": a mean and its 95%; "-" where no run has the figure. */
export function meanText({ mean, se }: Spread): string {
  if (mean === null) return "-";
  if (se === null || se === 0) return amountText(mean);
  const margin = Z * se;
  const decimals = decimalsFor(2 * margin);
  return `${fixed(mean, decimals)} ± ${fixed(margin, decimals)}`;
}

/** "6m (5m to 9m 10s)": the median, and where nine runs in ten lie; to the second. "-" where no run has the figure. */
export function timesText({ p5, p50, p95 }: Spread): string {
  if (p5 === null || p50 === null || p95 === null) return "-";
  const [low, middle, high] = [p5, p50, p95].map((seconds) => durationText(Math.round(seconds)));
  return low === high ? middle! : `${middle} (${low} to ${high})`;
}

/** "+12.5 (9.9 to 15.1)": of a figure, or in points of percent of a share. "-" of too few runs. */
export function differenceText(difference: PairedDifference | null, unit: number): string {
  if (difference === null) return "-";
  const [mean, low, high] = [difference.mean, difference.low, difference.high].map((x) => x * unit);
  const decimals = decimalsFor(high! - low!);
  const text = (value: number) => unsignedZero(fixed(value, decimals));
  const sign = /[1-9]/.test(text(mean!)) && mean! > 0 ? "+" : "";
  return `${sign}${text(mean!)} (${text(low!)} to ${text(high!)})`;
}

/** Decimals that an interval of this width carries. */
function decimalsFor(width: number): number {
  if (width === 0) return 0;
  let decimals = 0;
  while (decimals < MOST_DECIMALS && width < LEAST_UNITS * 10 ** -decimals) decimals++;
  return decimals;
}

/** What is rounded to nothing has no sign. */
function unsignedZero(text: string): string {
  return /[1-9]/.test(text) ? text : text.replace("-", "");
}

/** "1,234.5" */
function fixed(value: number, decimals: number): string {
  const [whole = "", part] = value.toFixed(decimals).split(".");
  const grouped = whole.replace(/\B(?=(\d{3})+$)/g, ",");
  return part === undefined ? grouped : `${grouped}.${part}`;
}
