// `list` and `schema`: what there is to choose from, straight from the lists the engine uses.
import { readFileSync } from "node:fs";
import path from "node:path";
import { expect, test } from "vitest";
import * as z from "zod";
import { experimentTests } from "../../sim/experiments/index.ts";
import { judges } from "../../sim/judges/index.ts";
import { scenarioJsonSchema } from "../../sim/parse.ts";
import { policies } from "../../sim/policies/index.ts";
import { strategies } from "../../sim/strategies/index.ts";
import { lab } from "./lab.ts";

const ROOT = path.resolve(import.meta.dirname, "../..");

const names = {
  strategies: strategies.map(({ type }) => type),
  policies: policies.map(({ name }) => name),
  tests: experimentTests.map(({ name }) => name),
  judges: judges.map(({ name }) => name),
};

test("every name is listed once, with a summary", async () => {
  const { code, out, err } = await lab(["list"]);
  expect({ code, err }).toEqual({ code: 0, err: "" });
  const parts = out.split("\n\n");
  expect(parts.map((part) => part.split("\n")[0])).toEqual([...Object.keys(names), "scenarios"]);
  Object.values(names).forEach((known, i) => expect(itemsOf(parts[i]!)).toEqual(known));
  expect(out).not.toMatch(/^ {4}\w+ \(/m);
});

/** What stands at the left, beside a text. */
function itemsOf(out: string): (string | undefined)[] {
  return [...out.matchAll(/^ {2}(\w+) {2,}\S/gm)].map(([, name]) => name);
}

const LISTS = { policies, tests: experimentTests, judges } as const;

test.each(Object.entries(LISTS))(
  "%s come with formula, source and every parameter, its default and its meaning",
  async (list, known) => {
    const { code, out, err } = await lab(["list", list]);
    expect({ code, err }).toEqual({ code: 0, err: "" });
    expect(itemsOf(out)).toEqual(known.map(({ name }) => name));
    const words = out.replace(/\s+/g, " ");
    for (const { formula, source, config } of known) {
      expect(words).toContain(` formula ${formula}`);
      expect(words).toContain(` from ${source}`);
      const { properties = {} } = z.toJSONSchema(config, { io: "input" });
      for (const [parameter, about] of Object.entries(properties)) {
        expect(out).toMatch(new RegExp(`^ {4}${parameter}( \\(.*\\))? {2,}\\S`, "m"));
        expect(words).toContain((about as { description: string }).description);
      }
    }
  },
);

test("strategies come with their parameters", async () => {
  const { out } = await lab(["list", "strategies"]);
  expect(itemsOf(out)).toEqual(names.strategies);
  expect(out).toMatch(/^ {4}maxSurge \("25%"\) {2,}Pods there may be/m);
});

test("a bandit comes with its policies, and with what it has whatever its policy", async () => {
  const { out } = await lab(["list", "strategies"]);
  expect(out.replace(/\s+/g, " ")).toContain(
    `policy ("thompson") One of ${names.policies.join(", ")}.`,
  );
  expect(out).toMatch(/^ {4}update \("each"\) {2,}When the policy learns/m);
  expect(out).not.toMatch(/^ {4}epsilon/m);
});

test("a default is in brackets, and so is that there is none", async () => {
  const { out } = await lab(["list", "judges"]);
  expect(out).toMatch(/^ {4}alpha \(0\.05\) {2,}Chance of/m);
  expect(out).toMatch(/^ {4}prior \(\[1,1\]\) {2,}Beta\(a, b\)/m);
  expect(out).toMatch(/^ {4}metrics \(required\) {2,}What is compared\.$/m);
  expect(out).toMatch(/^ {4}lookback {2,}How far back/m);
});

test("no line is too long for a terminal of 80 columns", async () => {
  for (const list of [...Object.keys(names), "scenarios"])
    for (const line of (await lab(["list", list], { cwd: ROOT })).out.split("\n"))
      expect(line.length).toBeLessThanOrEqual(80);
});

test("a list that there is none of is refused", async () => {
  const { code, err } = await lab(["list", "judge"]);
  expect(code).toBe(2);
  expect(err).toContain(
    'expected one of strategies, policies, tests, judges, scenarios, got judge; did you mean "judges"?',
  );
});

test("scenarios are named as `run` takes them, with their question, wherever one stands", async () => {
  const here = await lab(["list", "scenarios"], { cwd: ROOT });
  expect(here.out).toMatch(/^ {2}scenarios\/canary-catches-a-bad-model\.json\n {6}\S.*\?$/m);
  expect(here.out).not.toContain("schema");
  const elsewhere = await lab(["list", "scenarios"], { cwd: path.join(ROOT, "test") });
  const [, file] = /^ {2}(\S+canary-catches-a-bad-model\.json)/m.exec(elsewhere.out)!;
  expect((await lab(["run", file!, "--csv"], { cwd: path.join(ROOT, "test") })).code).toBe(0);
});

test("schema is the schema, as it lies beside the scenarios", async () => {
  const { code, out } = await lab(["schema"]);
  expect(code).toBe(0);
  expect(JSON.parse(out)).toEqual(JSON.parse(JSON.stringify(scenarioJsonSchema())));
  expect(out).toBe(readFileSync(path.join(ROOT, "scenarios/scenario.schema.json"), "utf8"));
});
