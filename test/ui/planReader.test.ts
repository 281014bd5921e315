// Plans as people paste them, read with the real importer.
import "../seeded.ts";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { readScenario } from "../../sim/parse.ts";
import { readPlan } from "../../ui/planReader.ts";
import { manifestNames, manifestText } from "./manifests.ts";

const read = (text: string, metrics: Record<string, string> = {}) => readPlan({ text, metrics });
const ranker = manifestText("argo-background-analysis");
/** A query that says nothing of what it counts. */
const odd = ranker
  .replace("istio_requests_total", "first")
  .replace("istio_requests_total", "other");

describe("a manifest", () => {
  for (const name of manifestNames)
    test(`of ours is understood: ${name}`, async () => {
      const { reading, document } = await read(manifestText(name));
      expect(reading.problems).toEqual([]);
      expect(reading.asks).toEqual([]);
      expect(reading.question).toMatch(/^Would \S+’s [a-z ]+ catch a bad release\?$/);
      expect(reading.summary).toHaveLength(1);
      expect(reading.fields.length).toBeGreaterThan(4);
      expect(reading.outlook.length + reading.notes.length).toBeGreaterThan(0);
      expect(reading.assumed.map((one) => one.name)).toContain("traffic rate");
      expect(readScenario(document).ok).toBe(true);
    });

  test("is told in a line, with what was assumed in words", async () => {
    const { reading } = await read(ranker);
    expect(reading.summary).toEqual(["Rollout ranker: Canary, 8 steps, 1 check"]);
    expect(reading.assumed).toContainEqual({
      path: "versions[1].errorRate",
      name: "candidate error rate",
      value: "3%",
    });
    expect(reading.assumed.find(({ path }) => path === "versions[0].latency")?.value).toMatch(
      /^p50 \d+ms, p99 \d+ms$/,
    );
  });

  test("with problems tells each with its place, and makes no scenario", async () => {
    const wrong = ranker
      .replace("replicas: 10", "replicas: ten")
      .replace("interval: 5m", "interval: 5");
    const { reading, document } = await read(wrong);
    expect(document).toBeUndefined();
    const lines = wrong.split("\n");
    for (const { line, column, path } of reading.problems)
      expect(lines[line! - 1]!.slice(column! - 1)).toMatch(
        new RegExp(`^${path.split(".").at(-1)}:`),
      );
    expect(reading.problems.map(({ document: whose, path }) => [whose, path])).toContainEqual([
      "Rollout ranker",
      "spec.replicas",
    ]);
  });

  test("that is no YAML says where it ends to be one", async () => {
    const { reading } = await read("kind: Rollout\nspec: [1, 2\nmore: x\n");
    expect(reading.problems.map(({ line, column, path }) => [line, column, path])).toEqual([
      [3, 1, ""],
    ]);
    expect(reading.problems[0]?.message).toMatch(/^Flow sequence .* end with a \]$/);
  });

  test("may be JSON, and several of them one text", async () => {
    const json = JSON.stringify({
      apiVersion: "serving.kserve.io/v1beta1",
      kind: "InferenceService",
      metadata: { name: "churn" },
      spec: { predictor: { canaryTrafficPercent: 10, minReplicas: 4 } },
    });
    expect((await read(json)).reading.summary[0]).toMatch(/^InferenceService churn: KServe/);
    const both = `${manifestText("flagger-insiders")}---\n${manifestText("flagger-load-test")}`;
    const { reading } = await read(both);
    expect(reading.problems).toEqual([]);
    expect(reading.question).toBe("Which of these 2 rollouts would catch a bad release?");
    expect(reading.summary).toHaveLength(2);
  });
});

describe("a metric nobody recognises", () => {
  test("is asked for, with what it may measure", async () => {
    const { reading, document } = await read(odd);
    expect(document).toBeUndefined();
    expect(reading.problems).toEqual([]);
    expect(reading.asks).toHaveLength(1);
    const [ask] = reading.asks;
    expect(ask).toMatchObject({ metric: "error-rate" });
    expect(ask!.why).not.toMatch(/--metric/);
    const values = ask!.choices.map(({ value }) => value);
    expect(values).toEqual(expect.arrayContaining(["errorRate", "latencyP99:ms", "passes"]));
    expect(new Set(values).size).toBe(values.length);
  });

  test("can be any of that, and stays to be changed once it is said", async () => {
    const [ask] = (await read(odd)).reading.asks;
    for (const { value } of ask!.choices) {
      const { reading, document } = await read(odd, { "error-rate": value });
      expect(reading.asks.map(({ metric, why }) => [metric, why])).toEqual([["error-rate", null]]);
      // Its limit, 0.02, is no latency and no count a scenario takes, whatever it measures.
      if (!/^(latency|requests)/.test(value))
        expect([value, reading.problems]).toEqual([value, []]);
      expect(document === undefined).toBe(reading.problems.length > 0);
    }
  });

  test("is asked for again when the answer is none", async () => {
    const { reading, document } = await read(odd, { "error-rate": "eror" });
    expect(document).toBeUndefined();
    expect(reading.asks[0]?.why).toMatch(
      /^--metric error-rate=eror: expected one of errorRate, .*, got "eror"; did you mean "errors"\?$/,
    );
    expect(reading.problems).toEqual([]);
  });

  test("that is asked of somebody outside is assumed, and can be said", async () => {
    const web = ranker.replace(
      /provider:\n[\s\S]*/,
      "provider:\n        web:\n          url: http://judge.search/verdict\n",
    );
    const { reading } = await read(web);
    expect(reading.problems).toEqual([]);
    const [ask] = reading.asks;
    expect(ask).toMatchObject({ metric: "error-rate", why: null, assumed: "pass" });
    const said = await read(web, { "error-rate": "fails" });
    expect(said.reading.problems).toEqual([]);
    expect(said.reading.asks.map(({ metric }) => metric)).toEqual(["error-rate"]);
    expect(JSON.stringify(said.document)).toContain('"verdict":"fail"');
  });

  test("that is not there any more needs no answer", async () => {
    const { reading } = await read(ranker, { "error-rate": "errorRate", gone: "passes" });
    expect(reading.asks).toEqual([]);
    expect(reading.problems).toEqual([]);
  });
});

describe("a scenario", () => {
  const scenario = {
    name: "Mine",
    duration: "20m",
    traffic: { rate: "20/s" },
    versions: [{ id: "stable" }, { id: "candidate", errorRate: "5%" }],
    strategies: [{ type: "blueGreen" }],
  };
  const text = JSON.stringify(scenario, null, 2);

  test("is taken as it is, comments and all", async () => {
    const { reading, document } = await read(`// my plan\n${text}`);
    expect(reading.problems).toEqual([]);
    expect(document).toEqual(scenario);
    expect(reading).toMatchObject({ question: "Mine", summary: ["Scenario Mine: blueGreen"] });
  });

  test("is told with the line of each problem, whether of the text or of a value", async () => {
    const places = async (wrong: string) =>
      (await read(wrong)).reading.problems.map(({ line, column, path }) => [line, column, path]);
    expect(await places(text.replace('"5%"', '"5 of 100"'))).toEqual([
      [13, 20, "versions[1].errorRate"],
    ]);
    expect(await places(text.replace('"duration": "20m",', ""))).toEqual([
      [null, null, "duration"],
    ]);
    expect(await places(text.replace('"rate": "20/s"', '"rate" "20/s"'))).toContainEqual([
      5,
      12,
      "",
    ]);
  });

  test("from a trace's file is refused: a page reads none", async () => {
    const trace = { trace: { file: "requests.csv", column: "at" } };
    const { reading, document } = await read(JSON.stringify({ ...scenario, traffic: trace }));
    expect(document).toBeUndefined();
    expect(reading.problems[0]?.message).toMatch(/only the command line reads files/);
  });
});

test("whatever else is pasted ends in a reading", async () => {
  const pieces = fc.constantFrom(
    "apiVersion: argoproj.io/v1alpha1\n",
    "kind: Rollout\n",
    "kind: Canary\n",
    "spec:\n  strategy:\n    canary: {}\n",
    "spec: &a [*a]\n",
    "---\n",
    "metadata: {name: x}\n",
    '{"kind": ',
    "{",
    "\t- !!js/function x\n",
  );
  await fc.assert(
    fc.asyncProperty(
      fc.array(fc.oneof(pieces, fc.string({ maxLength: 20 })), { maxLength: 12 }),
      async (parts) => {
        const { reading, document } = await read(`${parts.join("")}\n`);
        expect(document === undefined).toBe(
          reading.problems.length > 0 || reading.asks.some(({ why }) => why !== null),
        );
      },
    ),
    { numRuns: 300 },
  );
});
