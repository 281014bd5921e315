// A change of an imported plan in the words of its manifest: what is printed is YAML, and says what was changed.
import { expect, test } from "vitest";
import { parseAllDocuments } from "yaml";
import { manifestLines } from "../../../sim/odds/advise/manifestLines.ts";

const flagger = {
  source: "canary.yaml: Canary app",
  strategies: [
    {
      type: "flagger",
      interval: "1m",
      threshold: 1,
      metrics: [{ name: "request-success-rate", metric: "successRate", min: "99%", window: "1m" }],
    },
  ],
};
const argo = {
  source: "rollout.yaml: Rollout app",
  strategies: [
    {
      type: "canary",
      steps: [{ setWeight: 20 }, { pause: "10m" }, { pause: {} }],
      checks: [{ name: "errors", metric: "errorRate", max: "2%", every: "5m", failureLimit: 3 }],
    },
  ],
};

function yamlOf(lines: readonly string[]): unknown[] {
  const text = lines.map((line) => (line.startsWith("# ") ? "---" : line)).join("\n");
  return parseAllDocuments(text).map((document) => {
    expect(document.errors).toEqual([]);
    return document.toJS() as unknown;
  });
}

test("Flagger: its analysis, limits in its own units", () => {
  const lines = manifestLines(flagger, [
    { path: "strategies[0].threshold", from: 1, to: 4 },
    { path: "strategies[0].metrics[0].min", from: "99%", to: "98.2%" },
  ]);
  expect(yamlOf(lines)).toEqual([
    {
      spec: {
        analysis: {
          threshold: 4,
          metrics: [
            { name: "request-success-rate", thresholdRange: { min: 98.2 }, interval: "1m" },
          ],
        },
      },
    },
  ]);
});

test("Argo: the steps as a whole, and the metric of a template", () => {
  const lines = manifestLines(argo, [
    { path: "strategies[0].steps[1].pause", from: "10m", to: "5m" },
    { path: "strategies[0].checks[0].failureLimit", from: 3, to: 1 },
    { path: "strategies[0].checks[0].judge", to: { type: "eProcess", alpha: 0.01 } },
  ]);
  expect(yamlOf(lines)).toEqual([
    {
      spec: {
        strategy: {
          canary: { steps: [{ setWeight: 20 }, { pause: { duration: "5m" } }, { pause: {} }] },
        },
      },
    },
    {
      spec: {
        metrics: [
          {
            name: "errors",
            interval: "5m",
            failureLimit: 1,
            successCondition: "result[0] <= 0.02",
          },
        ],
      },
    },
  ]);
  expect(lines.join("\n")).toContain("no field for judge");
});

test("a scenario that was written by hand has no manifest", () => {
  const { strategies } = flagger;
  const change = { path: "strategies[0].threshold", from: 1, to: 4 };
  expect(manifestLines({ strategies }, [change])).toEqual([]);
  expect(manifestLines(flagger, [])).toEqual([]);
});
