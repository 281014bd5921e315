// What is given as a scenario is told apart: JSON, a manifest, or neither, which no mistake of JSON's would explain.
import { writeFileSync } from "node:fs";
import path from "node:path";
import { expect, test } from "vitest";
import { NoScenario, Refusal } from "../../src/cli/refusal.ts";
import { readScenarioText, type ScenarioText } from "../../src/cli/scenarioText.ts";
import { temporaryFolder } from "./lab.ts";

async function given(text: string | Buffer): Promise<ScenarioText> {
  const file = path.join(temporaryFolder(), "given");
  writeFileSync(file, text);
  return readScenarioText(file);
}

/** @returns what is told, without the file's name */
async function refused(text: string | Buffer): Promise<string[]> {
  const error = await given(text).catch((reason: unknown) => reason);
  if (!(error instanceof Refusal)) throw error;
  return error.lines.map((line) => line.replace(/^.*?given: /, ""));
}

test.each([
  ["an object", '{"name": "x"}', { name: "x" }],
  ["comments before it", '\n// mine\n{ "name": "x", }', { name: "x" }],
])("JSON: %s", async (_, text, document) => {
  expect(await given(text)).toEqual({ kind: "scenario", text, document, problems: [] });
});

test.each([
  ["YAML", "# mine\napiVersion: apps/v1\nkind: Deployment\n"],
  ["YAML that is broken further down", "kind: Rollout\nspec: [\n"],
  ["several, by Windows", "---\r\napiVersion: v1\r\nkind: Service\r\n---\r\n"],
  ["JSON", '{"apiVersion": "apps/v1", "kind": "Deployment"}'],
])("a manifest: %s", async (_, text) => {
  expect(await given(text)).toEqual({ kind: "manifest", text });
});

test.each([
  ["YAML", "---\n# mine\nname: x\nduration: 30m\n", '"name: x"'],
  ["words", "hello\n", '"hello"'],
  ["a list", "[1, 2", '"[1, 2"'],
  ["null", "null", '"null"'],
  ["control characters", "\u0000\u0001", String.raw`"\u0000\u0001"`],
  ["a text in quotes", '"x"', String.raw`"\"x\""`],
  ["a table", "time,status\n1,200\n", '"time,status"'],
  ["comments alone", "# a\n# b", '"# a"'],
  ["a page", "<!doctype html>\n", '"<!doctype html>"'],
])("neither: %s", async (_, text, told) => {
  expect(await refused(text)).toEqual([
    `expected a scenario, which is JSON and begins with {, or a rollout's manifest, which has apiVersion and kind (npm run -s lab -- import --help); got ${told}`,
  ]);
});

test("JSON that is broken is told with lines and columns", async () => {
  const [first] = await refused('{\n  "name" "x"\n}');
  expect(first).toBe('line 2, column 10: expected ":" after the key, got "\\"x\\""');
  expect(await refused(" \n")).toEqual(["expected a scenario, got an empty text"]);
});

test.each([
  ["UTF-16", Buffer.from('\ufeff{"a": 1}', "utf16le")],
  ["a gzip file", Buffer.of(0x1f, 0x8b, 8, 0, 0xff)],
  ["a zip file", Buffer.of(0x50, 0x4b, 3, 4, 0xff)],
  ["other bytes", Buffer.from("name: dur\xe9e\n", "latin1")],
])("bytes that are no text: %s", async (name, bytes) => {
  expect(await refused(bytes)).toEqual([`expected UTF-8 text, got ${name}`]);
});

test("a JSON schema is no attempt at a scenario", async () => {
  const text = '{"$schema": "https://json-schema.org/draft/2020-12/schema"}';
  await expect(given(text)).rejects.toBeInstanceOf(NoScenario);
});
