// A good candidate in place of the one at hand: as good as stable in everything a user could notice.
import { documentOf, parseScenario } from "../parse.ts";
import { type Fields, fields, items } from "../scenario/document.ts";
import { copied } from "../scenario/resolve.ts";
import type { Scenario } from "../scenario/types.ts";
import { documentAt } from "./documentAt.ts";

/** What of a version users notice. Its fleet and what that costs stay the candidate's own. */
const QUALITY = ["errorRate", "latency", "reward", "rewardDelay", "bySegment"] as const;
/** What happens to versions; each names one, or all. */
const EVENTS = ["changes", "incidents"] as const;

/**
 * What to set in a document so that its candidate is equal to stable: stable's rates, and what happens to stable happens to it,
 * and nothing else. Rates that are drawn are drawn for each by itself.
 * @param scenario  what `document` was read as; with two versions or more
 */
export function asStable(document: unknown, scenario: Scenario): Readonly<Record<string, unknown>> {
  const { candidate, versions } = scenario;
  const stable = versions[0]!.id;
  const own = versions[candidate]!.id;
  const whole = copied(items(fields(document)["versions"]));
  const events = EVENTS.filter((kind) => fields(document)[kind] !== undefined).map((kind) => [
    kind,
    items(fields(document)[kind]).flatMap((event) => toBoth(fields(event), stable, own)),
  ]);
  return {
    [`versions[${candidate}]`]: { ...without(whole[candidate]!), ...quality(whole[0]!) },
    ...Object.fromEntries(events),
  };
}

/**
 * The scenario with a good candidate: equal to stable, for how often a plan goes back for nothing. The same object when it has
 * but one version.
 * @param scenario  one that `parseScenario` gave
 */
export function goodRelease(scenario: Scenario): Scenario {
  if (scenario.candidate === 0) return scenario;
  const document = documentOf(scenario);
  return parseScenario(documentAt(document, asStable(document, scenario)));
}

function toBoth(event: Fields, stable: string, own: string): Fields[] {
  const { version } = event;
  if (version === own) return [];
  return version === stable ? [event, { ...event, version: own }] : [event];
}

function quality(version: Fields): Fields {
  return Object.fromEntries(
    QUALITY.filter((key) => version[key] !== undefined).map((key) => [key, version[key]]),
  );
}

/** Without its own quality: what stable does not say has its default for both. */
function without(version: Fields): Fields {
  const kept = Object.entries(version).filter(([key]) => !QUALITY.some((name) => name === key));
  return Object.fromEntries(kept);
}
