// The run in which nothing is rolled out, beside which harm is seen where a request's fate alone does not tell it.
import type { Scenario, StrategySpec } from "./scenario/types.ts";

export const STAY: StrategySpec = { type: "stay", id: "stay" };

/** With pods a request's fate does not tell what would have become of it: the run without a rollout has to be run. */
export const needsPairedRun = (scenario: Scenario): boolean => scenario.versions[0]!.pods !== null;
