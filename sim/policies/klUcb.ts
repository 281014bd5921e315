// The largest mean that is not refuted yet: what UCB1 does with Hoeffding's inequality, with the divergence that rewards of 0 and 1
// really have. Source: Garivier & Cappe 2011, The KL-UCB algorithm for bounded stochastic bandits and beyond, algorithm 1.
import * as z from "zod";
import { ln } from "../random/math.ts";
import { numberIn } from "../scenario/units.ts";
import { klUpper } from "../statistics/kl.ts";
import { countsOf } from "./counts.ts";
import { leadersOf, take, ties } from "./leaders.ts";
import type { PolicyKind } from "./types.ts";

const config = z.strictObject({
  c: numberIn(0, 100)
    .default(0)
    .describe(
      "How much more is asked for before a mean is refuted; theory wants 3, 0 does better.",
    ),
  ties,
});

/** Nats of evidence that refute a mean when there are `n` rewards. */
export function klUcbLevel(n: number, c: number): number {
  const lnN = ln(n);
  return c === 0 || lnN <= 1 ? lnN : lnN + c * ln(lnN);
}

/** A version is passed over when more than this many times the evidence stands against it: rounding may cost no leader its place. */
const SURE = 1 + 1e-9;

export const klUcb: PolicyKind<z.output<typeof config>> = {
  name: "klUcb",
  summary: "The largest mean that the rewards have not refuted, by their divergence.",
  formula: "argmax max{q : N kl(m, q) <= ln n + c ln ln n}",
  source:
    "Garivier & Cappe 2011, The KL-UCB algorithm for bounded stochastic bandits and beyond, algorithm 1",
  config,
  create({ c, ties }, { versions }, random) {
    const counts = countsOf(versions);
    const { N, S } = counts;
    const mean = new Float64Array(versions);
    const negentropy = new Float64Array(versions); // m ln m + (1 - m) ln(1 - m): kl(m, q) is a few products away
    const leaders = leadersOf(versions, ties, random);
    let last = 0; // the leader before: its index is most likely the largest, and rules the others out
    let stale = true;

    const offer = (version: number, level: number) => {
      const seen = N[version]!;
      leaders.offer(version, seen === 0 ? Infinity : klUpper(mean[version]!, level / seen));
    };

    const rank = () => {
      const level = counts.n === 0 ? 0 : klUcbLevel(counts.n, c);
      leaders.clear();
      offer(last, level);
      let most = 0;
      let lnMost = 0;
      let lnRest = 0;
      for (let version = 0; version < versions; version++) {
        if (version === last) continue;
        if (leaders.most !== most) {
          most = leaders.most;
          lnMost = most < 1 ? ln(most) : 0;
          lnRest = most < 1 ? ln(1 - most) : -Infinity;
        }
        // refuted at the largest index so far, and so at all beyond it
        const m = mean[version]!;
        const refuted =
          m < most &&
          N[version]! * (negentropy[version]! - m * lnMost - (1 - m) * lnRest) > level * SURE;
        if (!refuted) offer(version, level);
      }
      stale = false;
    };

    return {
      pick(arrival) {
        if (stale) rank();
        return (last = take(leaders, arrival));
      },
      learn({ version, reward }) {
        counts.add(version, reward);
        const m = S[version]! / N[version]!;
        mean[version] = m;
        negentropy[version] = m > 0 && m < 1 ? m * ln(m) + (1 - m) * ln(1 - m) : 0;
        stale = true;
      },
    };
  },
};
