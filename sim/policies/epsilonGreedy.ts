// The best so far, but for a share of requests that go anywhere. Source: Sutton & Barto 2018, Reinforcement Learning, 2.2; as
// there, exploring draws from all versions, the best one included.
import * as z from "zod";
import { share } from "../scenario/units.ts";
import type { PolicyKind } from "./types.ts";

const config = z.strictObject({
  epsilon: share
    .prefault(0.1)
    .describe("The share of requests that explore, among all versions alike."),
});

export const epsilonGreedy: PolicyKind<z.output<typeof config>> = {
  name: "epsilonGreedy",
  summary: "The version with the best mean so far; a share of requests explores.",
  formula: "argmax S / N; with probability epsilon any of the K versions",
  source: "Sutton & Barto 2018, Reinforcement Learning, 2.2",
  config,
  create({ epsilon }, { versions }, random) {
    // A version nothing is known of is tried first.
    const mean = new Float64Array(versions).fill(Infinity);
    const seen = new Int32Array(versions);
    const rewards = new Float64Array(versions);
    const best = Int32Array.from({ length: versions }, (_, version) => version);
    let ties = versions;

    const rank = () => {
      const most = mean.reduce((a, b) => Math.max(a, b));
      ties = 0;
      for (let version = 0; version < versions; version++)
        if (mean[version] === most) best[ties++] = version;
    };

    return {
      pick(arrival) {
        const explores = random() < epsilon;
        const version = explores
          ? Math.floor(random() * versions)
          : best[ties === 1 ? 0 : Math.floor(random() * ties)]!;
        const greedy = mean[version] === mean[best[0]!] ? (1 - epsilon) / ties : 0;
        arrival.propensity = epsilon / versions + greedy;
        return version;
      },
      learn({ version, reward }) {
        seen[version]!++;
        rewards[version]! += reward;
        mean[version] = rewards[version]! / seen[version]!;
        rank();
      },
    };
  },
};
