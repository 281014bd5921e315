// An A/B test, and then the winner for ever: in turn until each version has m rewards, and from there on the best mean, whatever
// comes after. Source: Garivier, Lattimore & Kaufmann 2016, On explore-then-commit strategies; Lattimore & Szepesvari 2020, Bandit
// Algorithms, algorithm 1.
import * as z from "zod";
import { MAX_REQUESTS } from "../scenario/limits.ts";
import { wholeIn } from "../scenario/units.ts";
import { countsOf } from "./counts.ts";
import { Leaders, ties } from "./leaders.ts";
import type { PolicyKind } from "./types.ts";

const config = z.strictObject({
  m: wholeIn(1, MAX_REQUESTS)
    .default(100)
    .describe("How many rewards of each version it waits for before it commits itself."),
  ties,
});

export const exploreThenCommit: PolicyKind<z.output<typeof config>> = {
  name: "exploreThenCommit",
  summary: "All versions in turn until each has m rewards; then the best mean, for good.",
  formula: "t mod K while any N < m; then argmax S / N",
  source: "Lattimore & Szepesvari 2020, Bandit Algorithms, algorithm 1",
  config,
  create({ m, ties }, { versions }, random) {
    const counts = countsOf(versions);
    const { N, S } = counts;
    let turn = 0;
    let chosen = -1;

    const commit = () => {
      const leaders = new Leaders(versions, ties, random);
      N.forEach((seen, version) => leaders.offer(version, S[version]! / seen));
      return leaders.pick();
    };

    return {
      pick(arrival) {
        arrival.propensity = 1;
        if (chosen >= 0) return chosen;
        const version = turn;
        turn = (turn + 1) % versions;
        return version;
      },
      learn({ version, reward }) {
        if (chosen >= 0) return;
        counts.add(version, reward);
        if (N.every((seen) => seen >= m)) chosen = commit();
      },
    };
  },
};
