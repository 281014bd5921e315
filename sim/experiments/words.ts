// Statistics as a reason says them.
import { plain } from "../judges/wording.ts";

/** "z = 2.41" */
export function zWords(z: number): string {
  return `z = ${z.toFixed(2)}`;
}

/** "p = 0.016", "p < 0.0001" */
export function pWords(p: number): string {
  return p < 0.0001 ? "p < 0.0001" : `p = ${plain(p, 2)}`;
}
