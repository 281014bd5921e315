// The two candidates a plan is held against, a bad one and a good one. Where a scenario leaves open how good its candidate is, a run
// draws that too: then only those runs count in which it came out as wanted, as `odds` counts them.
import { realize } from "../../realize.ts";
import { badCandidate } from "../../results/badCandidate.ts";
import type { Scenario, Share } from "../../scenario/types.ts";
import { meanMeasured, type Measured, measured } from "./measured.ts";
import type { Setting } from "./types.ts";

export interface Candidate {
  /** What makes it so. */
  readonly set: Setting;
  readonly world: Scenario;
  /** Whether it is drawn: of the runs only those count in which it is what it should be, by the scenario's own measure. */
  readonly drawn: boolean;
  /** Share of runs that count. */
  readonly share: Share;
  /** Runs it takes for one that counts, about. */
  readonly scale: number;
  /** What checks would measure of stable and of the candidate, without chance: means over the draws that count. */
  readonly stable: Measured;
  readonly own: Measured;
}

/** Draws of an uncertain candidate that are looked at: enough to see one in a hundred. */
const DRAWS = 400;

/**
 * @param wanted  which of both it is
 * @param said    whether somebody set what makes it so: it then is so in every run, unless it still is drawn. What nobody set is
 *                judged wherever anything is drawn that it could be judged by.
 */
export function candidateOf(
  wanted: "bad" | "good",
  set: Setting,
  world: Scenario,
  said: boolean,
): Candidate {
  const { candidate } = world;
  const priors = world.uncertain?.priors ?? [];
  const drawn = priors.some(({ version }) => !said || version === candidate);
  const draws = priors.length === 0 ? 1 : DRAWS;
  const built = Array.from({ length: draws }, (_, i) => realize(world, i).intrinsic);
  const counted = drawn
    ? built.filter((one) => badCandidate(one).bad === (wanted === "bad"))
    : built;
  const known = counted.length > 0 ? counted : built;
  return {
    set,
    world,
    drawn,
    share: counted.length / draws,
    scale: Math.ceil(draws / Math.max(1, counted.length)),
    stable: meanMeasured(known.map((one) => measured(one, 0))),
    own: meanMeasured(known.map((one) => measured(one, candidate))),
  };
}
