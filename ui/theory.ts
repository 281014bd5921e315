// What no strategy knows: the true rates that beliefs are read against, and how regret must grow.
import { asymptoticRegret } from "../sim/results/asymptoticRegret.ts";
import type { Scenario } from "../sim/scenario/types.ts";
import { Truth } from "../sim/world/truth.ts";
import type { Theory } from "./protocol.ts";

export function theoryOf(scenario: Scenario): Theory {
  return { rates: trueRates(scenario), asymptoticRegret: asymptoticRegret(scenario) };
}

/** Of each version over all users, from every moment at which it moves. */
function trueRates(scenario: Scenario): Theory["rates"] {
  const { versions, duration, traffic } = scenario;
  const truth = new Truth(scenario);
  const moments: number[] = [];
  const rates = versions.map((): number[] => []);
  for (let at = 0; at < duration; at = truth.nextChange) {
    if (at > 0) truth.advance(at);
    moments.push(at);
    rates.forEach((y, v) => y.push(rateOf(truth, v, traffic.segments)));
  }
  return Object.fromEntries(versions.map(({ id }, v) => [id, { x: moments, y: rates[v]! }]));
}

function rateOf(truth: Truth, version: number, segments: Scenario["traffic"]["segments"]): number {
  return segments.reduce(
    (sum, { share }, s) => sum + share * truth.value[version * truth.segments + s]!,
    0,
  );
}
