// scenarios/scenario.schema.json: what editors complete and check by. It is up to date, explains every field, accepts what the
// parser accepts, and refuses what is of another shape.
import "../seeded.ts";
import { readdirSync, readFileSync } from "node:fs";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { readScenario, readText, scenarioJsonSchema } from "../../sim/parse.ts";
import { strategies } from "../../sim/strategies/index.ts";
import { scenarioDocuments } from "../swarm/scenarios.ts";
import { isValid } from "./validator.ts";

type Schema = Readonly<Record<string, unknown>>;

const folder = new URL("../../scenarios/", import.meta.url);
const schema = scenarioJsonSchema() as Schema;

test("the file is what `npm run schema` writes now", () => {
  const written = readFileSync(new URL("scenario.schema.json", folder), "utf8");
  expect(JSON.parse(written), "stale: run `npm run schema`").toEqual(
    JSON.parse(JSON.stringify(schema)),
  );
});

/** Every property anywhere in the schema, with where it is. */
function* propertiesIn(value: unknown, where: string): Iterable<[string, Schema]> {
  if (typeof value !== "object" || value === null) return;
  for (const [key, inner] of Object.entries(value)) {
    if (key === "properties")
      for (const [name, property] of Object.entries(inner as Record<string, Schema>))
        yield [`${where}.${name}`, property];
    yield* propertiesIn(inner, `${where}.${key}`);
  }
}

test("every field has words for an editor to show, and none of ours are left in", () => {
  const properties = [...propertiesIn(schema, "")];
  expect(properties.length).toBeGreaterThan(60);
  const definitions = schema["$defs"] as Record<string, Schema>;
  const silent = properties.filter(([, property]) => {
    const definition = definitions[String(property["$ref"]).replace("#/$defs/", "")];
    return typeof (property["description"] ?? definition?.["description"]) !== "string";
  });
  expect(silent.map(([where]) => where)).toEqual([]);
  expect(JSON.stringify(schema)).not.toContain('"unit"');
});

test("every strategy is an alternative, named by its type", () => {
  const { items } = (schema["properties"] as Record<string, Schema>)["strategies"] as {
    items: Schema;
  };
  const types = JSON.stringify(items);
  for (const { type } of strategies)
    expect(types).toContain(JSON.stringify({ const: type }).slice(1, -1));
  for (const { type } of strategies) {
    const document = {
      duration: 60,
      traffic: { rate: 1 },
      versions: [{ id: "a" }, { id: "b" }],
      strategies: [{ type }],
    };
    expect(isValid(schema, document)).toBe(true);
  }
});

describe("it accepts what the parser accepts", () => {
  const files = readdirSync(folder).filter(
    (name) => name.endsWith(".json") && name !== "scenario.schema.json",
  );
  test.each(files)("%s", (name) => {
    const text = readFileSync(new URL(name, folder), "utf8");
    expect(isValid(schema, readText(text).document)).toBe(true);
    const read = readScenario(text);
    // A trace file is read by the command line, and is all that may be left to say.
    const left = read.ok ? [] : read.problems.filter(({ path }) => path !== "traffic.trace");
    expect(left).toEqual([]);
  });

  test("and whatever else is valid", () => {
    fc.assert(
      fc.property(scenarioDocuments, (document) => {
        expect(isValid(schema, document)).toBe(true);
      }),
      { numRuns: 300 },
    );
  });
});

describe("it refuses what is of another shape", () => {
  const sound = {
    duration: "10m",
    traffic: { rate: "50/s" },
    versions: [{ id: "a" }, { id: "b" }],
    strategies: [{ type: "canary" }],
  };
  const change = (fields: object) => ({ changes: [{ at: 0, version: "*", ...fields }] });
  test.each<[string, object]>([
    ["an unknown field", { durations: 5 }],
    ["no duration", { duration: undefined }],
    ["a duration that is none", { duration: "30 m" }],
    ["no time at all", { duration: 0 }],
    ["a rate that is none", { traffic: { rate: "50/d" } }],
    ["a share above 1", { versions: [{ id: "a", errorRate: 1.2 }] }],
    ["a share that is no percentage", { versions: [{ id: "a", errorRate: "x%" }] }],
    ["an id that is none", { versions: [{ id: "1a" }] }],
    ["no version", { versions: [] }],
    ["half a latency", { versions: [{ id: "a", latency: { p50: 1 } }] }],
    ["two latencies in one", { versions: [{ id: "a", latency: { mean: 1, constant: 1 } }] }],
    ["an unknown strategy", { strategies: [{ type: "cnary" }] }],
    ["a strategy's unknown parameter", { strategies: [{ type: "canary", stepWieght: 5 }] }],
    ["a change of nothing", change({})],
    ["a change of two kinds", change({ set: { errorRate: 1 }, add: { errorRate: 1 } })],
    ["an unknown metric", { expect: [{ strategy: "canary", metric: "fingerprint" }] }],
  ])("%s", (_what, fields) => {
    const document = JSON.parse(JSON.stringify({ ...sound, ...fields })) as object;
    expect(isValid(schema, sound)).toBe(true);
    expect(isValid(schema, document)).toBe(false);
    expect(readScenario(document).ok).toBe(false);
  });
});
