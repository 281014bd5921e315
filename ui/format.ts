// Numbers for people. Nothing here rounds what is computed with: only what is read.

const grouped = new Intl.NumberFormat("en-US", { maximumFractionDigits: 0 });
const minus = (text: string): string => text.replace("-", "−");

/** A length or moment of simulated time: `6m 20s`, `2h 5m`, `3d`, `45s`, `2.5s`, `80ms`. At most two units. */
export function duration(seconds: number): string {
  if (seconds < 0) return `−${duration(-seconds)}`;
  if (seconds === 0) return "0s";
  if (seconds < 1) return `${significant(seconds * 1000, 2)}ms`;
  if (seconds < 10) return `${significant(seconds, 2)}s`;
  const whole = Math.round(seconds);
  const units: [number, string][] = [
    [86400, "d"],
    [3600, "h"],
    [60, "m"],
    [1, "s"],
  ];
  const first = units.findIndex(([size]) => whole >= size);
  const [size, name] = units[first]!;
  const next = units[first + 1];
  const head = `${Math.floor(whole / size)}${name}`;
  const rest = next === undefined ? 0 : Math.floor((whole % size) / next[0]);
  return rest === 0 ? head : `${head} ${rest}${next![1]}`;
}

/** What only arithmetic left between a figure and a whole one. */
const SLACK = 1e-9;

/** A share as percent, with no more digits than a reader can use: `0.52%`, `2.1%`, `25%`, `99.9%`. */
export function percent(share: number): string {
  const p = share * 100;
  if (p === 0) return "0%";
  if (p < 0) return `−${percent(-share)}`;
  if (p < 0.01) return "<0.01%";
  if (p < 0.995) return `${p.toFixed(2)}%`;
  if (p < 9.95) return `${p.toFixed(1)}%`;
  if (p > 99 && p < 100 - SLACK) return p >= 99.95 ? ">99.9%" : `${p.toFixed(1)}%`;
  return `${Math.round(p)}%`;
}

/** A round share, as an axis has them: `0%`, `0.5%`, `25%`. */
export function roundPercent(share: number): string {
  return `${trimmed(share * 100, 6)}%`;
}

/** A share as percent, with so many decimals: `97.12%`. */
export function percentTo(decimals: number): (share: number) => string {
  return (share) => minus(`${(share * 100).toFixed(decimals)}%`);
}

/** A test's statistic: `2.41`, `−0.0123`, `<0.001`. */
export function statistic(n: number): string {
  if (n !== 0 && Math.abs(n) < 0.001) return n < 0 ? "−<0.001" : "<0.001";
  return minus(significant(n, 3));
}

/** A count of things: `41`, `12,345`, `1.2 M`. */
export function count(n: number): string {
  const size = Math.abs(n);
  if (size >= 999_500_000) return minus(`${significant(n / 1e9, 2)} G`);
  if (size >= 999_500) return minus(`${significant(n / 1e6, 2)} M`);
  return minus(grouped.format(n));
}

/** A sum that need not be whole, as regret or cost: `0`, `0.4`, `7.3`, `412`, `12,345`. */
export function amount(n: number): string {
  if (n === 0) return "0";
  if (Math.abs(n) < 0.05) return n < 0 ? "−<0.1" : "<0.1";
  return Math.abs(n) < 9.95 ? minus(n.toFixed(1)) : count(n);
}

/** A time to answer: `80 ms`, `1.2 s`. */
export function latency(seconds: number): string {
  if (seconds < 0.0995) return `${significant(seconds * 1000, 2)} ms`;
  return seconds < 0.9995 ? `${Math.round(seconds * 1000)} ms` : `${significant(seconds, 2)} s`;
}

/** Requests per second: `50/s`, `0.5/s`, `1,200/s`. */
export function rate(perSecond: number): string {
  return `${perSecond < 10 ? significant(perSecond, 2) : grouped.format(perSecond)}/s`;
}

/** `1 user`, `41 users`. */
export function counted(n: number, one: string, many: string): string {
  return `${count(n)} ${n === 1 ? one : many}`;
}

/** To `digits` significant digits, never in exponent form, without trailing zeros; whole numbers stay whole. */
function significant(n: number, digits: number): string {
  const size = Math.abs(n);
  if (size >= 10 ** digits) return grouped.format(n);
  return String(Number(n.toPrecision(digits)));
}

/** With at most `places` decimals, and no trailing zeros. */
function trimmed(n: number, places: number): string {
  return String(Number(n.toFixed(places)));
}
