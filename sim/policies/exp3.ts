// Weights that grow with every reward, by as much as its version was unlikely to be picked; nothing is taken for granted of where
// rewards come from. Source: Auer, Cesa-Bianchi, Freund & Schapire 2002, The nonstochastic multiarmed bandit problem, figure 1;
// gamma for a known horizon: corollary 3.2 with g = T.
import * as z from "zod";
import { exp, ln } from "../random/math.ts";
import { MAX_REQUESTS } from "../scenario/limits.ts";
import { share, wholeIn } from "../scenario/units.ts";
import { pickByShare } from "./shares.ts";
import type { PolicyKind } from "./types.ts";

const config = z.strictObject({
  gamma: share
    .optional()
    .describe(
      "The share of requests that explore, and how fast it learns; 0.01 when left out, or by the horizon.",
    ),
  horizon: wholeIn(1, MAX_REQUESTS)
    .optional()
    .describe(
      "T: how many requests there will be, for gamma = min(1, sqrt(K ln K / ((e - 1) T))).",
    ),
});
type Exp3Config = z.output<typeof config>;

function gammaOf({ gamma, horizon }: Exp3Config, K: number): number {
  if (gamma !== undefined) return gamma;
  if (horizon === undefined) return 0.01;
  return Math.min(1, Math.sqrt((K * ln(K)) / ((Math.E - 1) * horizon)));
}

export const exp3: PolicyKind<Exp3Config> = {
  name: "exp3",
  summary: "Weights that grow with rewards, for versions that may behave in any way.",
  formula: "p = (1 - gamma) w / sum w + gamma / K; w *= exp(gamma x / (p K))",
  source:
    "Auer, Cesa-Bianchi, Freund & Schapire 2002, The nonstochastic multiarmed bandit problem, figure 1",
  config,
  create(config, { versions }, random) {
    const gamma = gammaOf(config, versions);
    const lnW = new Float64Array(versions); // weights outgrow any number; their logarithms only differ
    const shares = new Float64Array(versions);
    let stale = true;

    const weigh = () => {
      let most = -Infinity;
      for (let v = 0; v < versions; v++) most = Math.max(most, lnW[v]!);
      let sum = 0;
      for (let v = 0; v < versions; v++) sum += shares[v] = exp(lnW[v]! - most);
      for (let v = 0; v < versions; v++)
        shares[v] = ((1 - gamma) * shares[v]!) / sum + gamma / versions;
      stale = false;
    };

    return {
      pick(arrival) {
        if (stale) weigh();
        return pickByShare(shares, random, arrival);
      },
      learn({ version, reward, propensity }) {
        lnW[version]! += (gamma * reward) / (propensity * versions);
        stale = true;
      },
    };
  },
};
