// What no manifest says is assumed in plain sight, and what a person says is not.
import { describe, expect, it } from "vitest";
import { importManifests } from "../../sim/manifests/index.ts";
import { parseScenario } from "../../sim/parse.ts";
import { readPath, valueAt } from "../../sim/scenario/path.ts";
import { canary, read, rollout, scenarioOf } from "./argoManifests.ts";

interface Document {
  readonly assumed: readonly string[];
  readonly source: string;
  readonly name: string;
}
const documentOf = (text: string, options = {}) =>
  read(text, options).document as unknown as Document;

const text = canary("- setWeight: 5\n- pause: {duration: 5m}");

it("every assumed place is there", () => {
  const document = documentOf(text);
  expect(document.assumed.map((path) => [path, valueAt(document, readPath(path))])).toEqual([
    ["duration", "30m"],
    ["traffic.rate", "50/s"],
    ["versions[0].errorRate", "0.5%"],
    ["versions[0].latency", { p50: "50ms", p99: "250ms" }],
    ["versions[0].pods.concurrency", 100],
    ["versions[0].pods.startup", "10s"],
    ["versions[1].errorRate", "3%"],
  ]);
});

it("says where it comes from, and stays beside it", () => {
  const scenario = scenarioOf(text);
  expect(scenario.source).toBe("rollout.yaml: Rollout scorer");
  expect(scenario.name).toBe("scorer (canary)");
  expect(scenario.strategies.map(({ id }) => id)).toEqual(["scorer", "stay"]);
});

describe("settings", () => {
  it.each([
    ["traffic.rate", "200/s", "traffic.rate"],
    ["versions[0].latency.p99", "1s", "versions[0].latency"],
    ["versions[0].pods", { count: 3 }, "versions[0].pods.startup"],
    ["duration", "2h", "duration"],
  ])("%s is no longer assumed", (path, value, gone) => {
    const document = documentOf(text, { settings: [{ path, value }] });
    expect(valueAt(document, readPath(path))).toEqual(value);
    expect(documentOf(text).assumed).toContain(gone);
    expect(document.assumed).not.toContain(gone);
  });

  it("one that does not fit is a problem of its own", () => {
    const { document, settingProblems, problems } = read(text, {
      settings: [{ path: "versions[7].errorRate", value: 1 }],
    });
    expect({ document, problems }).toEqual({ document: undefined, problems: [] });
    expect(settingProblems[0]).toMatchObject({
      path: "versions[7]",
      message: expect.stringContaining("expected an index below 2"),
    });
  });
});

it("several rollouts are strategies of one service, each with an id of its own", () => {
  const second = rollout("blueGreen: {activeService: scorer}").replace(
    "name: scorer",
    "name: scorer",
  );
  const third = rollout("canary: {}").replace("name: scorer", "name: 9-odd/name");
  const imported = importManifests([
    { name: "a.yaml", text },
    { name: "b.yaml", text: `${second}---\n${third}` },
  ]);
  const scenario = parseScenario(imported.document);
  expect(scenario.strategies.map(({ id }) => id)).toEqual([
    "scorer",
    "scorer-2",
    "odd-name",
    "stay",
  ]);
  expect(imported.rollouts).toEqual([
    { kind: "Rollout", name: "scorer", strategy: "scorer" },
    { kind: "Rollout", name: "scorer", strategy: "scorer-2" },
    { kind: "Rollout", name: "9-odd/name", strategy: "odd-name" },
  ]);
});
