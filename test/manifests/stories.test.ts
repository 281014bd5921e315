// The manifests that come with the lab: each is imported without a question, runs, and tells the story its first line promises.
import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { describe, expect, it } from "vitest";
import { importManifests } from "../../sim/manifests/index.ts";
import { parseScenario } from "../../sim/parse.ts";
import { planNotes } from "../../sim/planNotes.ts";
import { simulate } from "../../sim/simulate.ts";

const FOLDER = path.join(import.meta.dirname, "../../scenarios/manifests");
const names = readdirSync(FOLDER).filter((name) => name.endsWith(".yaml"));

const imported = (name: string) =>
  importManifests([{ name, text: readFileSync(path.join(FOLDER, name), "utf8") }]);
const scenarioOf = (name: string) => parseScenario(imported(name).document);

describe.each(names)("%s", (name) => {
  it("is imported as it is, every field known", () => {
    const { problems, asks, report } = imported(name);
    expect({ problems, asks }).toEqual({ problems: [], asks: [] });
    expect(report.filter(({ says }) => says.includes("no such field"))).toEqual([]);
  });

  it("runs: everybody who came is counted", () => {
    const scenario = scenarioOf(name);
    const run = simulate(scenario, scenario.strategies[0]!.id);
    const expected = (scenario.traffic.rate ?? 0) * scenario.duration;
    expect(run.requests).toBeGreaterThan(expected * 0.95);
    expect(run.requests).toBeLessThan(expected * 1.05);
  });
});

it.each([
  ["argo-background-analysis.yaml", "ranker", "rolledBack", 1520],
  ["argo-analysis-forgotten.yaml", "translator", "promoted", 630],
  ["argo-blue-green.yaml", "recommender", "promoted", 600],
])("%s: %s is %s at %ds", (name, strategy, outcome, decidedAtSeconds) => {
  expect(simulate(scenarioOf(name), strategy)).toMatchObject({ outcome, decidedAtSeconds });
});

it("Argo: five pods serve one request in six at a weight of 5", () => {
  const run = simulate(scenarioOf("argo-basic-canary.yaml"), "fraud-score");
  expect(run.decisions.find(({ kind }) => kind === "weight")?.weights?.["candidate"]).toBeCloseTo(
    1 / 6,
    9,
  );
});

it("an analysis that was taken out is missed: nothing can roll this back", () => {
  const notes = imported("argo-analysis-forgotten.yaml").notes.map(({ text }) => text);
  const ofPlan = planNotes(scenarioOf("argo-analysis-forgotten.yaml"));
  expect([...notes, ...ofPlan].join("\n")).toMatch(/nothing can roll/);
});
