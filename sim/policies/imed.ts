// The version that the least evidence speaks against: against its being the best, that is, and for its having been tried enough.
// Source: Honda & Takemura 2015, Non-asymptotic analysis of a new bandit algorithm for semi-bounded rewards, algorithm 1.
import * as z from "zod";
import { ln } from "../random/math.ts";
import { kl } from "../statistics/kl.ts";
import { countsOf } from "./counts.ts";
import { Leaders, take, ties } from "./leaders.ts";
import type { PolicyKind } from "./types.ts";

const config = z.strictObject({ ties });

export const imed: PolicyKind<z.output<typeof config>> = {
  name: "imed",
  summary: "The version with the least evidence against it being the best.",
  formula: "argmin N kl(m, max m) + ln N",
  source:
    "Honda & Takemura 2015, Non-asymptotic analysis of a new bandit algorithm for semi-bounded rewards, algorithm 1",
  config,
  create({ ties }, { versions }, random) {
    const counts = countsOf(versions);
    const { N, S } = counts;
    const mean = new Float64Array(versions);
    const lnN = new Float64Array(versions);
    const leaders = new Leaders(versions, ties, random);
    let stale = true;

    const rank = () => {
      let best = 0;
      for (let version = 0; version < versions; version++) best = Math.max(best, mean[version]!);
      leaders.clear();
      for (let version = 0; version < versions; version++) {
        const seen = N[version]!;
        const against = seen === 0 ? -Infinity : seen * kl(mean[version]!, best) + lnN[version]!;
        leaders.offer(version, -against);
      }
      stale = false;
    };

    return {
      pick(arrival) {
        if (stale) rank();
        return take(leaders, arrival);
      },
      learn({ version, reward }) {
        counts.add(version, reward);
        mean[version] = S[version]! / N[version]!;
        lnN[version] = ln(N[version]!);
        stale = true;
      },
    };
  },
};
