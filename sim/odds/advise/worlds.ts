// The worlds a plan is tried in.
import { parseScenario, setInDocument } from "../../parse.ts";
import type { Scenario } from "../../scenario/types.ts";
import type { Setting } from "./types.ts";

/** @throws ScenarioError when the document is no scenario with these values */
export function worldOf(document: unknown, set: Setting): Scenario {
  return parseScenario(
    Object.entries(set).reduce<unknown>(
      (changed, [path, value]) => setInDocument(changed, path, value),
      document,
    ),
  );
}
