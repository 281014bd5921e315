// How a swarm test runs: fixed seeds unless told, and a failure that can be run again.
import fc from "fast-check";
import { parseScenario } from "../../sim/parse.ts";
import type { Scenario } from "../../sim/scenario/types.ts";
import { beatenDocuments, scenarioDocuments } from "./scenarios.ts";
import { tiedDocuments } from "./tied.ts";

/** What is sampled, by name: worlds of any kind, worlds full of ties, and worlds whose operators have a beat. */
export const WORLDS = {
  any: scenarioDocuments,
  tied: tiedDocuments,
  beaten: beatenDocuments,
} as const;

/** More worlds, and others, on demand: SWARM=20 tries twenty times as many, SWARM_SEED=8123 others. */
export const TIMES = Number(process.env["SWARM"] ?? 1);
const SEED = Number(process.env["SWARM_SEED"] ?? 1);

/** So that a failure is shrunk, and told, before its test runs out of time. */
const LIMIT_MS = 240_000;

/**
 * Holds `holds` for `runs` sampled scenarios. A failure shrinks, and prints the scenario as a command.
 * @returns how many it held for
 */
export function swarm(
  documents: fc.Arbitrary<Record<string, unknown>>,
  runs: number,
  holds: (scenario: Scenario) => void,
): number {
  let held = 0;
  const property = fc.property(documents, (document) => {
    const scenario = parseScenario(document);
    try {
      holds(scenario);
      held++;
    } catch (cause) {
      const text = JSON.stringify(document);
      throw new Error(`npm run -s lab -- run - --json <<'END'\n${text}\nEND`, { cause });
    }
  });
  fc.assert(property, {
    numRuns: runs * TIMES,
    seed: SEED,
    interruptAfterTimeLimit: LIMIT_MS * TIMES,
  });
  return held;
}
