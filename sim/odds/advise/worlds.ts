// The two worlds a plan is tried in: one with a bad candidate, one with a good one.
import { documentOf, parseScenario, setInDocument } from "../../parse.ts";
import { type Fields, fields, items } from "../../scenario/document.ts";
import type { Scenario } from "../../scenario/types.ts";
import type { Setting } from "./types.ts";

/** What differs between versions; in a version that does not say it, this stands. */
const RATES = { errorRate: 0, latency: "50ms", reward: 1, bySegment: {} } as const;

/**
 * Sets the candidate's rates to stable's, and takes away what befalls the candidate alone. Pods and costs stay its own.
 */
export function likeStable(scenario: Scenario): Setting {
  const document = fields(documentOf(scenario));
  const { candidate, versions } = scenario;
  const written = fields(items(document["versions"])[0]);
  const own = fields(items(document["versions"])[candidate]);
  const resolved = versions[0]! as unknown as Fields;
  const inherits = written["like"] !== undefined;
  const set: Record<string, unknown> = {};
  for (const [rate, otherwise] of Object.entries(RATES)) {
    const value = inherits ? resolved[rate] : (written[rate] ?? otherwise);
    const unsaid = own[rate] === undefined && own["like"] === versions[0]!.id;
    if (!unsaid) set[`versions[${candidate}].${rate}`] = value;
  }
  const { id } = versions[candidate]!;
  for (const list of ["changes", "incidents"]) {
    const all = items(document[list]);
    const rest = all.filter((one) => fields(one)["version"] !== id);
    if (rest.length < all.length) set[list] = rest;
  }
  return set;
}

/** @throws ScenarioError when the scenario is none with these values */
export function worldOf(document: unknown, set: Setting): Scenario {
  return parseScenario(
    Object.entries(set).reduce<unknown>(
      (changed, [path, value]) => setInDocument(changed, path, value),
      document,
    ),
  );
}
