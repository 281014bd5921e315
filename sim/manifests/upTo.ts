// Lists a stranger may make as long as they like.
import { list } from "./spot.ts";
import type { Desk, Spot } from "./types.ts";

/** The items of a list; a problem, and none, when there are more than a scenario takes. */
export function upTo(desk: Desk, spot: Spot, most: number): Spot[] {
  const items = list(desk, spot);
  if (items.length <= most) return items;
  desk.problem(spot, `expected at most ${most} items, got ${items.length}`);
  return [];
}
