// The largest mean that is not unlikely yet: a quantile of the posterior that rises with time, so that in round t the chance of a
// mean beyond it is 1 / t. Source: Kaufmann, Cappe & Garivier 2012, On Bayesian upper confidence bounds for bandit problems,
// algorithm 1, with ln t in place of the logarithm of a horizon.
import * as z from "zod";
import { exp, ln } from "../random/math.ts";
import { numberIn } from "../scenario/units.ts";
import { betaQuantile } from "../statistics/betaQuantile.ts";
import { lnBetaTail } from "../statistics/betaTail.ts";
import { countsOf, type Counts } from "./counts.ts";
import { ties } from "./leaders.ts";
import type { PolicyKind } from "./types.ts";
import { unrefuted, type Refutation } from "./unrefuted.ts";

const config = z.strictObject({
  c: numberIn(0, 100)
    .default(0)
    .describe("How much less likely a mean must be; theory wants 5, 0 does better."),
  ties,
});

/** Against a mean speaks, in nats, how unlikely the posterior holds it and all beyond. */
export function betaRefutation({ N, S }: Counts, c: number): Refutation {
  const a = (version: number) => 1 + S[version]!;
  const b = (version: number) => 1 + N[version]! - S[version]!;
  return {
    level(n) {
      const lnT = ln(n + 1);
      return c === 0 || lnT <= 1 ? lnT : lnT + c * ln(lnT);
    },
    against: (version, rate) => -lnBetaTail(a(version), b(version), rate),
    largest: (version, level) => betaQuantile(1 - exp(-level), { a: a(version), b: b(version) }),
  };
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
    return unrefuted(betaRefutation(counts, c), counts, ties, random);
  },
};
