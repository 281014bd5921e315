// How many new faces there are among visitors that are drawn anew each time.
import type { Uniform } from "./binomial.ts";
import { exp, ln, normalQuantile } from "./math.ts";

/** Up to so many visits each is drawn; the number of new faces among more is nearly normal. */
const ONE_BY_ONE = 500;
/** Draws have 32 bits: the middle of the first step of a uniform. */
const HALF_STEP = 1.1641532182693481e-10;

/**
 * How many of `fresh` are drawn at least once in `visits` draws, with replacement, among `all`: one by one, or beyond 500 visits as a
 * normal of the same mean and variance, rounded.
 * @param visits  an integer >= 0
 * @param fresh   in [0, all]
 * Source: Johnson & Kotz 1977, Urn Models and Their Application, 3.2 (occupancy).
 */
export function newFaces(visits: number, fresh: number, all: number, random: Uniform): number {
  if (fresh <= 0) return 0;
  if (visits > ONE_BY_ONE && all > 2) return byNormal(visits, fresh, all, random);
  let met = 0;
  for (let i = 0; i < visits; i++) if (random() * all < fresh - met) met++;
  return met;
}

function byNormal(visits: number, fresh: number, all: number, random: Uniform): number {
  const missed = exp(visits * ln(1 - 1 / all));
  // what a second one's being missed takes from it: ((1 - 2/all) / (1 - 1/all)^2)^visits is below 1 by this much
  const together = 1 - exp(visits * ln(1 - 1 / ((all - 1) * (all - 1))));
  const variance =
    fresh * missed * (1 - missed) - fresh * Math.max(0, fresh - 1) * missed * missed * together;
  const u = random() + HALF_STEP;
  const met = fresh * (1 - missed) + Math.sqrt(Math.max(0, variance)) * normalQuantile(u, 1 - u);
  return Math.min(Math.floor(fresh), visits, Math.max(0, Math.round(met)));
}
