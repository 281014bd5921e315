// `list` and `schema`: what there is to choose from, straight from the lists the engine uses.
import { readFileSync } from "node:fs";
import path from "node:path";
import { expect, test } from "vitest";
import { judges } from "../../sim/judges/index.ts";
import { scenarioJsonSchema } from "../../sim/parse.ts";
import { policies } from "../../sim/policies/index.ts";
import { strategies } from "../../sim/strategies/index.ts";
import { lab } from "./lab.ts";

const ROOT = path.resolve(import.meta.dirname, "../..");

const names = {
  strategies: strategies.map(({ type }) => type),
  policies: policies.map(({ name }) => name),
  judges: judges.map(({ name }) => name),
};

test("each list has every name once, with a summary", async () => {
  const all = (await lab(["list"])).out;
  for (const [list, known] of Object.entries(names)) {
    const { code, out, err } = await lab(["list", list]);
    expect({ code, err }).toEqual({ code: 0, err: "" });
    expect(all).toContain(out);
    const found = [...out.matchAll(/^ {2}(\w+) {2,}\S/gm)].map(([, name]) => name);
    expect(found).toEqual(known);
  }
});

test("a judge has its source and every parameter, with its default", async () => {
  const { out } = await lab(["list", "judges"]);
  for (const { source, config } of judges) {
    expect(out.replace(/\s+/g, " ")).toContain(source);
    for (const parameter of Object.keys(config.shape))
      expect(out).toMatch(new RegExp(`^ {4}${parameter}( \\(.*\\))? {2,}\\S`, "m"));
  }
  expect(out).toMatch(/^ {4}alpha \(0\.05\) {2,}Chance of/m);
  expect(out).toMatch(/^ {4}metrics \(required\) {2,}What is compared\.$/m);
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
