// Statistics as a reason says them.
import { plain } from "../judges/wording.ts";
import type { Design, Finding, Found, Stratum } from "./types.ts";

/**
 * "2 points", "1 point", "5%": the size of an effect.
 * @param digits  that count; all a user wrote by default
 */
export function effectWords(size: number, effect: Design["effect"], digits?: number): string {
  const words = plain(size * 100, digits);
  if (effect === "relative") return `${words}%`;
  return `${words} ${words === "1" ? "point" : "points"}`;
}

/** "z = 2.41" */
export function zWords(z: number): string {
  return `z = ${z.toFixed(2)}`;
}

/**
 * "p = 0.016", "p < 0.0001"
 * @param alpha  what it is compared with: digits are added until it prints apart
 */
export function pWords(p: number, alpha?: number): string {
  if (p < 0.0001) return "p < 0.0001";
  const digits = [2, 3, 4, 5, 6].find(
    (digits) => p === alpha || Number(plain(p, digits)) !== alpha,
  );
  return `p = ${plain(p, digits ?? 7)}`;
}

/** "2.41 >= 1.96": to two decimals, and as many more as it takes to print them apart. */
export function compared(value: number, sign: "<" | "<=" | ">=", bound: number): string {
  const decimals = [2, 3, 4, 5, 6].find(
    (decimals) => value === bound || value.toFixed(decimals) !== bound.toFixed(decimals),
  );
  return `${value.toFixed(decimals ?? 7)} ${sign} ${bound.toFixed(decimals ?? 7)}`;
}

/** What is found without a number, and why there is none. */
export function silent(verdict: Finding["verdict"], words = ""): Found {
  return { verdict, standing: () => null, words: () => words };
}

/** Why a normal approximation says nothing yet; nothing of a group that has no data. */
export function tooFew({ stable, candidate }: Stratum): string {
  return stable.n === 0 || candidate.n === 0 ? "" : "too few successes or failures to tell";
}
