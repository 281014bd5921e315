// The manifests that lie in scenarios/manifests, as teams write them: each imports by itself, runs, and is told what its writer may
// not have meant.
import { readdirSync, readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { importManifests } from "../../sim/manifests/index.ts";
import { parseScenario } from "../../sim/parse.ts";
import { planNotes } from "../../sim/planNotes.ts";
import { simulate } from "../../sim/simulate.ts";

const folder = new URL("../../scenarios/manifests/", import.meta.url);
const names = readdirSync(folder).filter((name) => name.endsWith(".yaml"));

function imported(name: string) {
  const text = readFileSync(new URL(name, folder), "utf8");
  const { document, problems, report, notes } = importManifests([{ name, text }]);
  expect(problems).toEqual([]);
  const scenario = parseScenario(document);
  return { scenario, report, notes: [...notes.map(({ text }) => text), ...planNotes(scenario)] };
}

/** What happens with a candidate that fails 3% of its requests, and what is said before. */
const stories: Readonly<Record<string, { outcome: string; at?: number; says: RegExp }>> = {
  "argo-analysis-forgotten.yaml": {
    outcome: "promoted",
    says: /analysis is commented out[^]*nothing refers|nothing refers[^]*analysis is commented out/,
  },
  "argo-background-analysis.yaml": {
    outcome: "rolledBack",
    // 20s for pods, 600s at the first weight, the fourth of failures five minutes apart
    at: 25 * 60 + 20,
    says: /earliest possible abort is 25m 20s after the start/,
  },
  "argo-basic-canary.yaml": {
    outcome: "promoted",
    says: /setWeight 5% is 1 pod of 6, really 16.7%/,
  },
  "argo-blue-green.yaml": {
    outcome: "promoted",
    says: /the old pods leave 2m after the cutover, and the first check can fail after 6m/,
  },
  "flagger-insiders.yaml": {
    outcome: "rolledBack",
    at: 5 * 60,
    says: /13 intervals \(13m\) from here to Succeeded, not 10/,
  },
  "flagger-load-test.yaml": {
    outcome: "rolledBack",
    at: 7 * 60,
    says: /20 requests a second beside 5 live ones at 10%: 80% of what its checks see is synthetic/,
  },
  "flagger-threshold-unset.yaml": {
    outcome: "rolledBack",
    at: 3 * 60,
    says: /goes back 2 intervals after its first traffic, not 1/,
  },
  "kserve-canary.yaml": {
    outcome: "paused",
    says: /waits for a person, and nobody is said to come/,
  },
  "kubernetes-rolling-update.yaml": {
    outcome: "promoted",
    says: /nothing is checked: nothing can roll this back/,
  },
};

it("every manifest there has its story here", () => {
  expect(names.toSorted()).toEqual(Object.keys(stories).toSorted());
});

describe.each(Object.entries(stories))("%s", (name, { outcome, at, says }) => {
  it("imports without being asked anything, and leaves no field unsaid", () => {
    const { scenario, report } = imported(name);
    expect(scenario.assumed).toContain("traffic.rate");
    expect(report.filter(({ says }) => /has no such field/.test(says))).toEqual([]);
  });

  it("is told what it may not have meant", () => {
    expect(imported(name).notes.join("\n")).toMatch(says);
  });

  it(`ends ${outcome}${at === undefined ? "" : ` at ${at}s`}`, () => {
    const { scenario } = imported(name);
    const run = simulate(scenario, scenario.strategies[0]!.id);
    expect(run.outcome).toBe(outcome);
    if (at !== undefined) expect(run.decidedAtSeconds).toBe(at);
  });
});
