// The best so far, but for a share of requests that go anywhere. Source: Sutton & Barto 2018, Reinforcement Learning, 2.2; as
// there, exploring draws from all versions, the best one included.
import * as z from "zod";
import { share } from "../scenario/units.ts";
import { exploring } from "./exploring.ts";
import { ties } from "./leaders.ts";
import type { PolicyKind } from "./types.ts";

const config = z.strictObject({
  epsilon: share
    .prefault(0.1)
    .describe("The share of requests that explore, among all versions alike."),
  ties,
});

export const epsilonGreedy: PolicyKind<z.output<typeof config>> = {
  name: "epsilonGreedy",
  summary: "The version with the best mean so far; a share of requests explores.",
  formula: "argmax S / N; with probability epsilon any of the K versions",
  source: "Sutton & Barto 2018, Reinforcement Learning, 2.2",
  config,
  create: ({ epsilon, ties }, { versions }, random) =>
    exploring(() => epsilon, versions, ties, random),
};
