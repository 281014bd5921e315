// Every story in scenarios/ against its golden transcript: a witness of change, not of truth. A diff reads as a story.
// `UPDATE=1 npm test` rewrites them; then read `git diff`, and say in the commit why they moved.
import { existsSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { describe, expect, test } from "vitest";
import { realize } from "../../sim/realize.ts";
import { badCandidate } from "../../sim/results/badCandidate.ts";
import { drawnText } from "../../sim/results/drawnText.ts";
import { transcript } from "../../sim/results/transcript.ts";
import type { RunSummary } from "../../sim/results/types.ts";
import type { Scenario } from "../../sim/scenario/types.ts";
import { compare } from "../../sim/simulate.ts";
import { loadScenario } from "../../src/cli/load.ts";

const SCENARIOS = path.resolve(import.meta.dirname, "../../scenarios");
const UPDATE = process.env["UPDATE"] === "1";

const stories = readdirSync(SCENARIOS)
  .filter((file) => file.endsWith(".json") && !file.endsWith(".schema.json"))
  .map((file) => path.basename(file, ".json"))
  .toSorted();

const goldenFile = (story: string) => path.join(import.meta.dirname, `${story}.txt`);

function goldenText(scenario: Scenario): string {
  const { bad, reason } = badCandidate(realize(scenario, scenario.seed).intrinsic);
  const { runs, drawn = [] } = compare(scenario, { series: true });
  const told = drawn.length === 0 ? "" : `drawn: ${drawnText(drawn, scenario)}\n`;
  const head = `${scenario.name}\ncandidate is ${bad ? "bad" : "good"}: ${reason}\n${told}`;
  return [head, ...runs.map((run) => `${transcript(run, scenario)}${figures(run)}`)].join("\n");
}

/** Every figure of the run, so that none moves unseen. */
function figures(run: RunSummary): string {
  const { decisions: _told, versions, segments = [], series: _none, ...rest } = run;
  const line = (fields: object) =>
    Object.entries(fields)
      .map(([name, value]) => `${name} ${String(value)}`)
      .join(", ");
  return [rest, ...versions, ...segments].map((fields) => `  ${line(fields)}\n`).join("");
}

describe.each(stories)("%s", (story) => {
  test("reads as it did", async () => {
    const scenario = await loadScenario(path.join(SCENARIOS, `${story}.json`), []);
    const text = goldenText(scenario);
    const file = goldenFile(story);
    if (UPDATE) writeFileSync(file, text);
    expect(existsSync(file), `no ${file}: UPDATE=1 npm test writes it`).toBe(true);
    expect(text).toBe(readFileSync(file, "utf8"));
  });
});

test("no golden is left of a story that is gone", () => {
  const goldens = readdirSync(import.meta.dirname).filter((file) => file.endsWith(".txt"));
  expect(goldens.toSorted()).toEqual(stories.map((story) => `${story}.txt`));
});
