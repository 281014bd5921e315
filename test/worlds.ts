// Scenarios in a few words, for tests of what a world does.
import { parseScenario } from "../sim/parse.ts";
import type { Scenario } from "../sim/scenario/types.ts";
import type { Operator, Plan, Strategy } from "../sim/strategies/types.ts";

type Document = Record<string, unknown>;

/** A scenario from what a test says of it: two versions, ten requests a second and nobody rolling out, unless told. */
export function scenarioOf(document: Document): Scenario {
  const { traffic = {}, ...rest } = document;
  const traced = "trace" in (traffic as object);
  return parseScenario({
    name: "test",
    duration: 100,
    versions: [{ id: "stable" }, { id: "candidate" }],
    strategies: [{ type: "stay" }],
    ...rest,
    traffic: { ...(traced ? {} : { rate: 10 }), ...(traffic as object) },
  });
}

type Start = (plan: Plan) => Operator;

/** A strategy that does what a test says: hang it into the list by mocking `sim/strategies/index.ts`. */
export const scripted: Strategy<{ readonly start: Start }> = {
  type: "scripted",
  summary: "Does what a test says.",
  config: undefined as never, // never parsed: a test writes its entry into the scenario itself
  fleet: "stable",
  versions: 1,
  start: ({ start }, plan) => start(plan),
};

/** The scenario with scripted strategies, by id, instead of its own. */
export function withScripts(
  scenario: Scenario,
  scripts: Readonly<Record<string, Start>>,
): Scenario {
  return {
    ...scenario,
    strategies: Object.entries(scripts).map(([id, start]) => ({ type: "scripted", id, start })),
  };
}
