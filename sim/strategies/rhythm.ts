// The beat of an operator whose looks are sums of a few times.
import type { Seconds } from "../scenario/types.ts";

/**
 * @param times  whatever it does next comes one of these later
 * @returns the most seconds of which every sum of them is a multiple; undefined when one is no whole number
 */
export function rhythmOf(times: readonly Seconds[]): Seconds | undefined {
  if (!times.every(Number.isInteger)) return undefined;
  return times.reduce(commonDivisor, 0) || undefined;
}

function commonDivisor(a: number, b: number): number {
  return b === 0 ? a : commonDivisor(b, a % b);
}
