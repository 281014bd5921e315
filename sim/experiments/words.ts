// Statistics as a reason says them.
import { plain } from "../judges/wording.ts";
import type { Stratum } from "./types.ts";

/** "z = 2.41" */
export function zWords(z: number): string {
  return `z = ${z.toFixed(2)}`;
}

/** "p = 0.016", "p < 0.0001" */
export function pWords(p: number): string {
  return p < 0.0001 ? "p < 0.0001" : `p = ${plain(p, 2)}`;
}

/** Why a normal approximation says nothing yet; nothing of a group that has no data. */
export function tooFew({ stable, candidate }: Stratum): string {
  return stable.n === 0 || candidate.n === 0 ? "" : "too few successes or failures to tell";
}
