// Numbers as a person reads them, the same in a transcript, a table and a message: "6m 20s", "2.1%", "180,012".

import type { Share } from "../scenario/types.ts";

/** Of its last decimal an interval is at least so many wide. */
const LEAST_UNITS = 5;
/** What the last decimal of none, one, two ... is worth. */
const DECIMALS = [1, 0.1, 0.01, 1e-3, 1e-4, 1e-5];

const UNITS = [
  ["d", 86_400],
  ["h", 3600],
  ["m", 60],
] as const;

/** Simulated time to the millisecond: "0s", "250 ms", "6m 20s", "1h 30m", "1.5s". Seconds >= 0. */
export function durationText(seconds: number): string {
  if (seconds > 0 && seconds < 1) return `${figuresText(seconds * 1000)} ms`;
  const parts: string[] = [];
  let rest = Math.round(seconds * 1000) / 1000;
  for (const [unit, length] of UNITS) {
    const count = Math.floor(rest / length);
    if (count > 0) parts.push(`${count}${unit}`);
    rest -= count * length;
  }
  const left = Math.round(rest * 1000) / 1000;
  if (left > 0 || parts.length === 0) parts.push(`${left}s`);
  return parts.join(" ");
}

/** A latency to three figures: "312 ms", "2.49 s". Seconds >= 0. */
export function latencyText(seconds: number): string {
  return seconds < 0.9995 ? `${figuresText(seconds * 1000)} ms` : `${figuresText(seconds)} s`;
}

/** An expected count, of which a tenth is the least worth telling: "0", "15.7", "1,393". */
export function amountText(value: number): string {
  return Math.abs(value) >= 99.95 ? countText(value) : trim(value.toFixed(1));
}

/** "1 user", "1,234 users" */
export function pluralText(count: number, noun: string): string {
  return `${countText(count)} ${noun}${count === 1 ? "" : "s"}`;
}

/** A share as percent: "2.1%", "0.523%", "99.964%". Three figures of its distance from the nearer end, 0% or 100%. */
export function percentText(share: number): string {
  const percent = share * 100;
  const distance = Math.abs(percent > 50 ? 100 - percent : percent);
  if (distance < 0.0001) return `${figuresText(percent)}%`;
  const decimals = [100, 10, 1, 0.1, 0.01].filter((least) => distance < least).length;
  return `${trim(percent.toFixed(decimals))}%`;
}

/**
 * A rate and the interval it lies in, shares in [0, 1] as percent: "51.5% (49.6% to 53.3%)", "99.963% (99.864% to 99.999%)". All three
 * with as many decimals as the interval's width allows, and as it takes to tell its ends from 0% and 100%. Of two shares that are 1
 * together, what is told is 100% together: "30% (...)" and "70% (...)" of 30.5% and 69.5%.
 */
export function intervalText(rate: Share, low: Share, high: Share): string {
  const says = (share: Share, decimals: number) => `${evenFixed(share * 100, decimals)}%`;
  const isTold = (decimals: number) =>
    (high - low) * 100 >= LEAST_UNITS * DECIMALS[decimals]! &&
    (low <= 0 || Number((low * 100).toFixed(decimals)) > 0) &&
    (high >= 1 || Number((high * 100).toFixed(decimals)) < 100);
  const decimals = [...DECIMALS.keys()].find(isTold) ?? DECIMALS.length;
  return `${says(rate, decimals)} (${says(low, decimals)} to ${says(high, decimals)})`;
}

/** As `toFixed`, but what lies in the middle goes to the even side, up or down. */
function evenFixed(value: number, decimals: number): string {
  const unit = DECIMALS[decimals] ?? 1e-6;
  const below = Math.floor(value / unit);
  const isMiddle = Math.abs(value / unit - below - 0.5) < 1e-6;
  return (isMiddle ? (below + (below % 2)) * unit : value).toFixed(decimals);
}

/** A number to three figures, from 1000 on as a whole number: "0.0123", "4.56", "12,345". */
export function figuresText(value: number): string {
  return Math.abs(value) >= 999.5 ? countText(value) : trim(value.toPrecision(3));
}

/** A number to six figures, a whole one to its last, as it may be written in a scenario: "4.075", "180012". */
export function numberText(value: number): string {
  return String(Number.isInteger(value) ? value : Number(value.toPrecision(6)));
}

/** A whole number with its thousands separated: "180,012". */
export function countText(value: number): string {
  return String(Math.round(value)).replace(/\B(?=(\d{3})+$)/g, ",");
}

/** Without zeros that say nothing: "5.00" is "5", "1.20e-7" is "1.2e-7". */
function trim(digits: string): string {
  const [mantissa = "", exponent] = digits.split("e");
  const short = mantissa.includes(".") ? mantissa.replace(/\.?0+$/, "") : mantissa;
  return exponent === undefined ? short : `${short}e${exponent}`;
}

/** Lines of at most `width` characters, broken between words; a longer word stands alone. */
export function wrap(text: string, width: number): string[] {
  const lines: string[] = [];
  let line = "";
  for (const word of text.split(" ")) {
    if (line !== "" && line.length + 1 + word.length > width) {
      lines.push(line);
      line = word;
    } else line = line === "" ? word : `${line} ${word}`;
  }
  return [...lines, line];
}
