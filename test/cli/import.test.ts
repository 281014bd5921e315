// `import`: manifests in, a scenario and a report out; each on the stream it belongs to, or a refusal with every place.
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { describe, expect, test } from "vitest";
import { FIXTURES, lab, temporaryFolder } from "./lab.ts";

const ROLLOUT = path.join(FIXTURES, "rollout.yaml");
const TEMPLATES = path.join(FIXTURES, "templates.yaml");
const BOTH = readFileSync(ROLLOUT, "utf8") + "---\n" + readFileSync(TEMPLATES, "utf8");

describe("two files that refer to one another", () => {
  test("the scenario goes to standard output, the report to standard error", async () => {
    const { code, out, err } = await lab(["import", ROLLOUT, TEMPLATES]);
    expect(code).toBe(0);
    const scenario = JSON.parse(out) as { strategies: { type: string; checks: unknown[] }[] };
    expect(scenario.strategies[0]).toMatchObject({
      type: "canary",
      id: "classifier",
      checks: [{ metric: "errorRate", max: "2%", window: "2m", every: "1m", failureLimit: 2 }],
    });
    expect(err).toMatch(/^\S+rollout\.yaml: Rollout classifier$/m);
    expect(err).toMatch(/^ +7 {2}modelled {5}spec\.replicas +versions\[0\]\.pods\.count$/m);
    expect(err).toMatch(/^\d+ fields: \d+ modelled, \d+ ignored, 0 unsupported$/m);
    expect(err).toMatch(/^ {2}traffic\.rate +"50\/s"$/m);
    for (const line of err.split("\n").filter((line) => !line.includes(FIXTURES)))
      expect(line.length).toBeLessThanOrEqual(110);
  });

  test("with --out the scenario is a file that runs, and the report is printed", async () => {
    const file = path.join(temporaryFolder(), "classifier.json");
    const words = ["import", ROLLOUT, TEMPLATES, "--out", file, "--set", "traffic.rate=20/s"];
    const { code, out, err } = await lab(words);
    expect({ code, err }).toEqual({ code: 0, err: "" });
    expect(out).toContain("Rollout classifier");
    expect(out).not.toMatch(/^ {2}traffic\.rate/m);
    const scenario = JSON.parse(readFileSync(file, "utf8")) as { traffic: unknown };
    expect(scenario.traffic).toEqual({ rate: "20/s" });
    const run = await lab(["run", file, "--json"]);
    expect(run.code).toBe(0);
    const [first] = (JSON.parse(run.out) as { runs: Record<string, unknown>[] }).runs;
    expect(first).toMatchObject({ strategy: "classifier", outcome: "rolledBack" });
  });

  test("--json is scenario, report and notes", async () => {
    const { code, out, err } = await lab(["import", ROLLOUT, TEMPLATES, "--json"]);
    expect({ code, err }).toEqual({ code: 0, err: "" });
    const { lab: version, scenario, report, notes } = JSON.parse(out) as Record<string, unknown>;
    expect(version).toBe(1);
    expect(scenario).toMatchObject({ source: expect.stringContaining("Rollout classifier") });
    expect(report).toContainEqual({
      file: ROLLOUT,
      line: 7,
      document: "Rollout classifier",
      path: "spec.replicas",
      status: "modelled",
      says: "versions[0].pods.count",
    });
    expect(Array.isArray(notes)).toBe(true);
  });

  test("- is standard input, with as many documents as it has", async () => {
    const { code, out } = await lab(["import", "-"], { input: BOTH });
    expect(code).toBe(0);
    expect(JSON.parse(out)).toMatchObject({ source: "standard input: Rollout classifier" });
  });
});

describe("refusals are exit code 2, on standard error, with their places", () => {
  const refused = async (text: string, ...words: string[]) => {
    const { code, out, err } = await lab(["import", "-", ...words], { input: text });
    expect({ code, out }).toEqual({ code: 2, out: "" });
    expect(err).not.toMatch(/ {4}at |bug/);
    return err;
  };

  test("a template that is not given", async () => {
    expect(await refused(readFileSync(ROLLOUT, "utf8"))).toMatch(
      /^standard input:29:13: Rollout classifier: spec\.strategy\.canary\.analysis\.templates\[0\]\.templateName: expected one AnalysisTemplate named "errors"/m,
    );
  });

  test("braces without quotes: where, and what to do; what was understood is told all the same", async () => {
    const err = await refused(BOTH.replace("interval: 1m", "interval: {{args.interval}}"));
    expect(err).toMatch(/^standard input:42:17: .*quote it, "\{\{args\.interval\}\}"$/m);
    expect(err).toMatch(/modelled {5}spec\.replicas/);
  });

  test("every problem at once", async () => {
    const err = await refused(
      BOTH.replace("setWeight: 25", "setWeight: 250")
        .replace("duration: 10m", "duration: ten")
        .replace("failureLimit: 2", "failureLimit: two"),
    );
    expect(err.match(/^standard input:\d+:\d+: /gm)).toHaveLength(3);
  });

  test("a metric nobody understands, until a person says what it is", async () => {
    const odd = BOTH.replace(/query: \|[\s\S]*$/, "query: our_own_errors\n");
    expect(await refused(odd)).toMatch(
      /what does errors measure\? Say with --metric errors=METRIC/,
    );
    expect(await refused(odd, "--metric", "errors=eror")).toMatch(
      /--metric errors=eror: expected one of/,
    );
    expect(await refused(odd, "--metric", "nope=errorRate")).toMatch(
      /--metric nope: expected the name of a metric: errors$/m,
    );
    const { code } = await lab(["import", "-", "--metric", "errors=errorRate"], { input: odd });
    expect(code).toBe(0);
  });

  test("of a text that is no YAML the first problems, and how many more there are", async () => {
    const err = await refused(Array.from({ length: 30 }, () => "---\na: [\n").join(""));
    expect(err.match(/^standard input:\d+:\d+: /gm)).toHaveLength(20);
    expect(err).toMatch(/^and \d+ problems more$/m);
  });

  test("settings that do not fit, or make no scenario", async () => {
    expect(await refused(BOTH, "--set", "versions[5].errorRate=1")).toMatch(
      /^standard input: versions\[5\]: expected an index below 2/m,
    );
    expect(await refused(BOTH, "--set", "traffic.rate=fast")).toMatch(
      /^standard input: traffic\.rate: expected a rate/m,
    );
  });

  test("no rollout, no text, no file, and too much", async () => {
    expect(await refused("apiVersion: v1\nkind: Service\n")).toMatch(
      /expected a rollout of .*; got Service/,
    );
    expect(await refused("")).toMatch(/expected a manifest, got a text without one/);
    expect(await refused(`a: ${"x".repeat(1_100_000)}`)).toMatch(/at most 1000000 characters/);
    expect(await refused(`a: ${"x".repeat(5_000_000)}`)).toMatch(/at most 4 MiB/);
    expect((await lab(["import", path.join(FIXTURES, "rolout.yaml")])).err).toMatch(
      /did you mean "rollout\.yaml"\?/,
    );
  });

  test("nothing is left at --out, and an old file stays", async () => {
    const folder = temporaryFolder();
    const file = path.join(folder, "out.json");
    const bad = await lab(["import", "-", "--out", file], { input: "a: [" });
    expect({ code: bad.code, made: existsSync(file) }).toEqual({ code: 2, made: false });
    writeFileSync(file, "old");
    await lab(["import", "-", "--out", file], { input: "a: [" });
    expect(readFileSync(file, "utf8")).toBe("old");
    const nowhere = await lab([
      "import",
      ROLLOUT,
      TEMPLATES,
      "--out",
      path.join(folder, "no", "x"),
    ]);
    expect(nowhere.code).toBe(2);
    expect(nowhere.err).toMatch(/--out .*: cannot be written/);
  });

  test("what a manifest holds cannot steer a terminal", async () => {
    const err = await refused(
      BOTH.replace("failureLimit: 2", '"fail\\e[31m\\u202eed": 2').replace(
        "setWeight: 25",
        "setWeight: 250",
      ),
    );
    expect(err).not.toContain("\u001b");
    expect(err).not.toContain("\u202e");
  });
});
