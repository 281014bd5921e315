// How much can be done in the time there is: runs that a plan is verified by, and runs of the search.
import type { Seconds } from "../../scenario/types.ts";
import { DEFAULT_ADVICE_RUNS, FINALISTS } from "./options.ts";

/** Time of one core for all of it. */
export const ADVICE_SECONDS = 40;
/** Parts of it: the plan as written and all finalists are verified; the rest is for what nobody reckoned with. */
const PARTS = { verify: 0.4, search: 0.5 } as const;
/** With fewer there is nothing to tell, however long they take; more would tell little more. Pairs are of a bad and a good run. */
const RUNS = { least: 50, most: DEFAULT_ADVICE_RUNS } as const;
const PAIRS = { least: 150, most: 30_000 } as const;
/** Round numbers, so that much the same pace gives the same advice. */
const ROUND = [10, 7, 5, 4, 3, 2, 1.5, 1] as const;

/**
 * Runs of each plan that is verified, on either candidate.
 * @param pair  time of a run that counts with the bad candidate, and one with the good
 */
export function runsFor(pair: Seconds): number {
  const all = (ADVICE_SECONDS * PARTS.verify) / pair;
  return within(RUNS, rounded(all / (1 + FINALISTS)));
}

/** Runs of the search on both candidates together. */
export function budgetFor(pair: Seconds): number {
  return 2 * within(PAIRS, rounded((ADVICE_SECONDS * PARTS.search) / pair));
}

function within(range: { readonly least: number; readonly most: number }, number: number): number {
  return Math.max(range.least, Math.min(range.most, number));
}

/** The next round number below. */
function rounded(number: number): number {
  let unit = 1;
  while (10 * unit < number) unit *= 10;
  return Math.floor(unit * (ROUND.find((digits) => digits * unit <= number) ?? 0));
}
