// Whatever comes in: problems, or a run. Never a crash, and never a run that does not move on.
import fc from "fast-check";
import { expect, test } from "vitest";
import { readScenario } from "../../sim/parse.ts";
import { ScenarioError } from "../../sim/scenario/problem.ts";
import { rehearse } from "../../sim/simulate.ts";
import { LimitError } from "../../sim/world/limit.ts";
import { scenarioDocuments } from "./scenarios.ts";
import { TIMES } from "./swarm.ts";
import { tiedDocuments } from "./tied.ts";

/** Requests and control moments a run gets: a valid file may ask for a thousand million. */
const BUDGET = 4000;

/** @returns what came of it */
function tryOut(input: unknown): "problems" | "limit" | "over" | "under way" {
  const read = readScenario(input);
  if (!read.ok) return "problems";
  try {
    const rehearsal = rehearse(read.scenario);
    let before = -1;
    for (let spent = 0; spent < BUDGET; spent += 500) {
      if (rehearsal.advance(500)) {
        for (const run of rehearsal.result().runs) {
          const { requests, errors, regret } = run;
          if (!(errors <= requests && regret >= -1e-9)) throw new Error("figures disagree");
        }
        return "over";
      }
      if (rehearsal.progress < before) throw new Error("a run went back");
      before = rehearsal.progress;
    }
    return "under way";
  } catch (cause) {
    // what only the length of a run, or its size, shows to be wrong is a message too
    if (cause instanceof ScenarioError || cause instanceof LimitError) return "limit";
    throw new Error(`crashed on ${JSON.stringify(input)}`, { cause });
  }
}

test("arbitrary JSON, and arbitrary text", () => {
  fc.assert(
    fc.property(fc.jsonValue({ maxDepth: 5 }), (document) => {
      expect(tryOut(document)).toBe("problems");
      expect(tryOut(JSON.stringify(document))).toBe("problems");
    }),
    { numRuns: 300 * TIMES, seed: 1 },
  );
  fc.assert(
    fc.property(fc.string({ unit: "binary" }), (text) => {
      expect(tryOut(text)).toBe("problems");
    }),
    { numRuns: 300 * TIMES, seed: 1 },
  );
});

type Path = readonly string[];

function placesIn(value: unknown, here: Path = []): Path[] {
  if (typeof value !== "object" || value === null) return [here];
  return [
    here,
    ...Object.entries(value).flatMap(([key, inner]) => placesIn(inner, [...here, key])),
  ];
}

function replaced(document: unknown, [key, ...rest]: Path, value: unknown): unknown {
  if (key === undefined) return value;
  const copy = (Array.isArray(document) ? [...document] : { ...(document as object) }) as Record<
    string | number,
    unknown
  >;
  copy[key] = replaced(copy[key], rest, value);
  return copy;
}

/** In place of a value: mostly one of its own kind and size, so that many a mutant is read, and runs. */
function instead(old: unknown, choice: number): unknown {
  const of = (values: readonly unknown[]) => values[choice % values.length];
  if (typeof old === "number")
    return of([
      old * 2,
      old / 2,
      old * 1000,
      old / 1e6,
      Math.ceil(old),
      old * 1e6,
      1,
      0,
      5e-324,
      1e9,
    ]);
  if (typeof old === "boolean") return !old;
  if (typeof old !== "string") return of([null, [], {}, { constant: 0 }, { mean: 1e-9 }]);
  if (old.endsWith("%")) return of(["0%", "100%", "0.001%", "50%"]);
  if (/^[0-9]/.test(old)) return of(["1ms", "5m", "10d", "3650d", "0s"]);
  return of(["stable", "candidate", "all", "regular", "own", "reward", "user", old]);
}

const change = fc.record({
  place: fc.nat(),
  choice: fc.nat(),
  alien: fc.oneof(
    { weight: 12, arbitrary: fc.constant(undefined) },
    { weight: 1, arbitrary: fc.jsonValue({ maxDepth: 2 }) },
  ),
});
type Alteration = typeof change extends fc.Arbitrary<infer T> ? T : never;

function altered(document: unknown, { place, choice, alien }: Alteration): unknown {
  const all = placesIn(document).filter((path) => !["id", "type", undefined].includes(path.at(-1)));
  const path = all[place % Math.max(1, all.length)];
  if (path === undefined) return document;
  const old = path.reduce<unknown>(
    (inner, key) => (inner as Record<string, unknown>)[key],
    document,
  );
  return replaced(document, path, alien ?? instead(old, choice));
}

test.each([
  ["any", scenarioDocuments, 250],
  ["tied", tiedDocuments, 150],
] as const)("%s valid scenarios with up to three values replaced", (_, documents, runs) => {
  const outcomes: Record<string, number> = {};
  fc.assert(
    fc.property(
      documents,
      fc.array(change, { minLength: 1, maxLength: 3 }),
      (document, changes) => {
        const outcome = tryOut(changes.reduce<unknown>(altered, document));
        outcomes[outcome] = (outcomes[outcome] ?? 0) + 1;
      },
    ),
    { numRuns: runs * TIMES, seed: 1 },
  );
  if (process.env["SHOW"] !== undefined) console.info(outcomes);
  // it tries something: many mutants run, many are refused
  expect(outcomes["over"]! + (outcomes["under way"] ?? 0)).toBeGreaterThan(runs / 20);
  expect(outcomes["problems"]).toBeGreaterThan(runs / 10);
});
