// When a bandit has learnt enough: one version is the best almost surely, or what another could still bring is not worth going on for.
import * as z from "zod";
import { count, measuredPercent, percent } from "../judges/wording.ts";
import type { Standing } from "../results/types.ts";
import { MAX_REQUESTS } from "../scenario/limits.ts";
import type { Seconds, Share } from "../scenario/types.ts";
import { positiveDuration, properShare, shareAboveHalf, wholeIn } from "../scenario/units.ts";
import { betaBest, type Beta } from "../statistics/betaBest.ts";
import { leaderOf, remainsAtMost, valueRemaining } from "../statistics/valueRemaining.ts";
import type { Plan, VersionIndex } from "./types.ts";

/** How sure it must be that no more than `valueRemaining` is left. Source: Scott 2015, section 4. */
const SURE: Share = 0.95;

/** Draws' worth of digits for a probability that is integrated, not measured: "99.94%". */
const DIGITS = 1e4;

export const stopConfig = z.strictObject({
  confidence: shareAboveHalf
    .prefault("95%")
    .describe("Ship a version once it is the best with this probability."),
  valueRemaining: properShare
    .optional()
    .describe(
      "Or once no other is better by more than this share of its rate, with 95% probability; never when left out.",
    ),
  every: positiveDuration.prefault("1m").describe("How often that is looked at."),
  minimumRequests: wholeIn(0, MAX_REQUESTS)
    .default(1000)
    .describe("Rewards there must be, over all versions, before it may stop."),
});

export interface StopConfig {
  readonly confidence: Share;
  readonly valueRemaining?: Share | undefined;
  readonly every: Seconds;
  readonly minimumRequests: number;
}

/** Rewards fed back of one version. */
export interface Tally {
  successes: number;
  failures: number;
}

/** What is known of its rate, from a uniform prior. */
export function posteriorOf({ successes, failures }: Tally): Beta {
  return { a: 1 + successes, b: 1 + failures };
}

interface End {
  readonly version: VersionIndex;
  readonly reason: string;
}

export interface Stopping {
  /** @returns what to ship, and why; undefined when it goes on */
  look(tallies: readonly Tally[]): End | undefined;
  /** Where the last look found it. */
  standings(): Readonly<Record<string, Standing>>;
}

export function stopping(
  { confidence, valueRemaining: enough, minimumRequests }: StopConfig,
  { versions }: Plan,
): Stopping {
  let judged = 0; // rewards there were when it last looked
  let standings: Record<string, Standing> = {};

  const upTo = (statistic: string, value: Share, upper: Share): Standing => ({
    statistic,
    value,
    lower: null,
    upper,
  });

  return {
    standings: () => standings,
    look(tallies) {
      const seen = tallies.reduce((sum, { successes, failures }) => sum + successes + failures, 0);
      if (seen < minimumRequests || seen === judged) return undefined;
      judged = seen;
      const posteriors = tallies.map(posteriorOf);
      const chances = betaBest(posteriors);
      const version = leaderOf(chances);
      const chance = chances[version]!;
      const { id } = versions[version]!;
      standings = { best: upTo("P(best)", chance, confidence) };
      if (chance >= confidence) {
        const isBest = `${id} is the best with probability ${measuredPercent(chance, DIGITS, confidence)}`;
        return { version, reason: `${isBest}, wanted ${percent(confidence)}: ${rates()}` };
      }
      if (enough === undefined) return undefined;
      const within = remainsAtMost(posteriors, version, enough);
      standings["value remaining"] = upTo(`P(value remaining <= ${percent(enough)})`, within, SURE);
      if (within < SURE) return undefined;
      const left = measuredPercent(valueRemaining(posteriors, SURE), DIGITS, enough);
      const isBest = `the best with probability ${measuredPercent(chance, DIGITS, confidence)}`;
      return {
        version,
        reason: `${id} is ${isBest}, and with ${percent(SURE)} no other is better by more than ${left} of its rate, wanted ${percent(enough)}: ${rates()}`,
      };

      /** "stable 99.1% of 12,000, candidate 99.5% of 30,000" */
      function rates(): string {
        return tallies.map((tally, v) => `${versions[v]!.id} ${rate(tally)}`).join(", ");
      }
    },
  };
}

function rate({ successes, failures }: Tally): string {
  const n = successes + failures;
  return n === 0 ? "not tried" : `${measuredPercent(successes / n, n)} of ${count(n)}`;
}
