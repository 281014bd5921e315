// What a user may write: the shape of a scenario, field by field, with defaults and help; schema/ has its sections. What fields must
// say of one another (known ids, sums, budgets) is in rules.ts; how it becomes a `Scenario` is in resolve.ts.
import * as z from "zod";
import {
  MAX_ASSUMED,
  MAX_CHANGES,
  MAX_EXPECTATIONS,
  MAX_INCIDENTS,
  MAX_STRATEGIES,
  MAX_TAGS,
  MAX_VERSIONS,
} from "./limits.ts";
import { acceptable } from "./schema/acceptable.ts";
import { change, incident, noise } from "./schema/changes.ts";
import { expectation } from "./schema/expect.ts";
import { monitor } from "./schema/monitor.ts";
import { type StrategyEntry, strategyEntry, type StrategyKind } from "./schema/strategies.ts";
import { traffic } from "./schema/traffic.ts";
import { version } from "./schema/versions.ts";
import { id, positiveDuration, wholeIn } from "./units.ts";

const text = z.string();
const seed = wholeIn(0, Number.MAX_SAFE_INTEGER);

const story = z.strictObject({
  question: text.prefault("").describe("What the scenario asks."),
  lesson: text.prefault("").describe("What it teaches."),
  tags: z.array(text).max(MAX_TAGS).prefault([]).describe("Words to find it by."),
});

/** The whole file, with `strategies` as the types there are. */
export function scenarioSchema(kinds: readonly StrategyKind[]) {
  const entries = kinds.map(strategyEntry) as [z.core.$ZodTypeDiscriminable];
  return z
    .strictObject({
      $schema: text.optional().describe("Where the schema of this file is, for editors."),
      name: text.prefault("untitled").describe("Title."),
      story: story.optional().describe("What it asks and teaches, for the gallery."),
      seed: seed.prefault(1).describe("Seed of all chance: same file, same seed, same run."),
      duration: positiveDuration.describe("Simulated time; requests come in [0, duration)."),
      objective: z
        .enum(["success", "reward"])
        .prefault("success")
        .describe("What regret counts: lost successes, or lost conversions."),
      candidate: id
        .optional()
        .describe("The version being rolled out; the second by default. The first is stable."),
      acceptable: acceptable
        .prefault({})
        .describe("Limits that make a candidate bad; by default it is bad when it loses value."),
      failures: z
        .enum(["shared", "own"])
        .prefault("shared")
        .describe(
          'Whether the same requests fail on a worse version, and more ("shared"), or others ("own").',
        ),
      traffic: traffic.describe("Who sends requests, and when."),
      versions: z
        .array(version)
        .min(1)
        .max(MAX_VERSIONS)
        .describe("What can serve them; the first is stable."),
      changes: z
        .array(change)
        .max(MAX_CHANGES)
        .prefault([])
        .describe("What becomes better or worse meanwhile."),
      noise: noise.optional().describe("How rates wander at random; they stand still by default."),
      incidents: z
        .array(incident)
        .max(MAX_INCIDENTS)
        .prefault([])
        .describe("What becomes better or worse for a while, at random times."),
      monitor: monitor.prefault({}).describe("What an operator can see."),
      strategies: z
        .array(z.discriminatedUnion("type", entries))
        .min(1)
        .max(MAX_STRATEGIES)
        .describe("The rollouts to compare, each on the same traffic."),
      expect: z
        .array(expectation)
        .max(MAX_EXPECTATIONS)
        .prefault([])
        .describe("What `check` holds runs to: one run, or the odds of many."),
      source: text.optional().describe("Where it was imported from."),
      assumed: z
        .array(text)
        .max(MAX_ASSUMED)
        .prefault([])
        .describe("Paths whose values an import filled in."),
    })
    .meta({ title: "Rollout Lab scenario" });
}

export type ScenarioDocument = Omit<z.output<ReturnType<typeof scenarioSchema>>, "strategies"> & {
  readonly strategies: readonly StrategyEntry[];
};
