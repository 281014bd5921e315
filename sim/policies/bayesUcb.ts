// The largest mean that is not unlikely yet: a quantile of the posterior that rises with time, so that one in t means lies beyond it.
// Source: Kaufmann, Cappe & Garivier 2012, On Bayesian upper confidence bounds for bandit problems, algorithm 1, with ln t in
// place of the logarithm of a horizon.
import * as z from "zod";
import { exp, ln } from "../random/math.ts";
import { numberIn } from "../scenario/units.ts";
import { betaQuantile } from "../statistics/betaQuantile.ts";
import { lnBetaTail } from "../statistics/betaTail.ts";
import { countsOf } from "./counts.ts";
import { leadersOf, take, ties } from "./leaders.ts";
import type { PolicyKind } from "./types.ts";

const config = z.strictObject({
  c: numberIn(0, 100)
    .default(0)
    .describe("How much less likely a mean must be; theory wants 5, 0 does better."),
  ties,
});

/** ln of the chance that a mean lies beyond its index, in round t. */
export function lnBeyond(t: number, c: number): number {
  const lnT = ln(t);
  return c === 0 || lnT <= 1 ? -lnT : -lnT - c * ln(lnT);
}

export const bayesUcb: PolicyKind<z.output<typeof config>> = {
  name: "bayesUcb",
  summary: "The largest quantile of a mean's posterior, one that rises with time.",
  formula: "argmax the 1 - 1 / (t (ln t)^c) quantile of Beta(1 + S, 1 + F)",
  source:
    "Kaufmann, Cappe & Garivier 2012, On Bayesian upper confidence bounds for bandit problems, algorithm 1",
  config,
  create({ c, ties }, { versions }, random) {
    const counts = countsOf(versions);
    const { N, S } = counts;
    const index = new Float64Array(versions);
    const leaders = leadersOf(versions, ties, random);
    // Quantiles are dear, so that a lead is kept for as long as it is certain: one rate is below the leader's index and above
    // all others', which takes one tail of the leader to see. The others rise with time alone.
    let leader = -1;
    let between = 0;
    let lnOthers = 0; // ln of the largest chance of another to lie beyond `between`
    let stale = true;

    const lnTail = (version: number, rate: number) =>
      lnBetaTail(1 + S[version]!, 1 + N[version]! - S[version]!, rate);

    const rank = (beyond: number) => {
      leaders.clear();
      for (let v = 0; v < versions; v++) {
        const posterior = { a: 1 + S[v]!, b: 1 + N[v]! - S[v]! };
        index[v] = N[v] === 0 ? Infinity : betaQuantile(1 - exp(beyond), posterior);
        leaders.offer(v, index[v]!);
      }
    };

    /** Whom the others follow from now on; nobody when there are several, or one nothing is known of. */
    const follow = (version: number) => {
      leader = -1;
      if (leaders.most === Infinity || leaders.chanceOf(version) < 1) return;
      leader = version;
      let second = 0;
      for (let v = 0; v < versions; v++) if (v !== leader) second = Math.max(second, index[v]!);
      between = (index[leader]! + second) / 2;
      lnOthers = -Infinity;
      for (let v = 0; v < versions; v++)
        if (v !== leader) lnOthers = Math.max(lnOthers, lnTail(v, between));
    };

    const leads = (beyond: number) =>
      leader >= 0 && lnOthers < beyond && lnTail(leader, between) > beyond;

    return {
      pick(arrival) {
        if (stale) {
          stale = false;
          const beyond = lnBeyond(counts.n + 1, c);
          if (!leads(beyond)) {
            rank(beyond);
            const version = take(leaders, arrival);
            follow(version);
            return version;
          }
        }
        return take(leaders, arrival);
      },
      learn({ version, reward }) {
        counts.add(version, reward);
        if (version !== leader) leader = -1;
        stale = true;
      },
    };
  },
};
