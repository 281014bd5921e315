// Every field that is written is told of, once, by the table or by what an importer found.
import { describe, expect, it } from "vitest";
import { tableOf } from "../../sim/manifests/fields.ts";
import { importers } from "../../sim/manifests/index.ts";
import type { Field } from "../../sim/manifests/types.ts";
import { canary, fate, read, rollout } from "./argoManifests.ts";

describe("a table of fields", () => {
  const field = (path: string): Field => ({ path, status: "modelled", says: path });
  const table = tableOf(
    [
      "spec.size",
      "spec.steps[].weight",
      "spec.steps[].pause",
      "spec.pods.**",
      "spec.pods.count",
      "spec.labels.*",
      "spec.labels.app",
    ].map(field),
  );

  it.each([
    [["spec", "size"], "spec.size", 2],
    [["spec", "steps", 3, "weight"], "spec.steps[].weight", 4],
    [["spec", "steps", 0, "pause"], "spec.steps[].pause", 4],
    [["spec", "pods", "image", "tag"], "spec.pods.**", 2],
    [["spec", "pods", "count"], "spec.pods.count", 3],
    [["spec", "pods"], "spec.pods.**", 2],
    [["spec", "labels", "tier"], "spec.labels.*", 3],
    [["spec", "labels", "app"], "spec.labels.app", 3],
  ])("%j is %s", (path, says, depth) => {
    expect(table.find(path)).toEqual({ known: true, status: "modelled", says, depth });
  });

  it.each([
    [["spec", "sise"], 2, '; did you mean "size"?'],
    [["spec", "steps", 0, "wieght", "value"], 4, '; did you mean "weight"?'],
    [["spec", "steps", "weight"], 3, ""],
    [["colour"], 1, ""],
  ])("%j is no field", (path, depth, hint) => {
    expect(table.find(path)).toEqual({ known: false, depth, hint });
  });

  it("an empty map where fields belong has its defaults", () => {
    expect(table.find(["spec", "steps"])).toMatchObject({ known: true, status: "ignored" });
  });
});

describe("the report", () => {
  it("has every value that is written, in the order of lines", () => {
    const { report } = read(canary("- setWeight: 5\n- pause: {}", "maxSurge: 1"));
    expect(report.map(({ line }) => line)).toEqual(
      report.map(({ line }) => line).toSorted((a, b) => a - b),
    );
    expect(report.map(({ path }) => path)).toEqual([
      "apiVersion",
      "kind",
      "metadata.name",
      "metadata.labels",
      "spec.replicas",
      "spec.selector",
      "spec.template",
      "spec.template.spec",
      "spec.strategy.canary.canaryService",
      "spec.strategy.canary.stableService",
      "spec.strategy.canary.trafficRouting.managedRoutes[0].name",
      "spec.strategy.canary.trafficRouting.managedRoutes[1].name",
      "spec.strategy.canary.trafficRouting.istio",
      "spec.strategy.canary.maxSurge",
      "spec.strategy.canary.steps[0].setWeight",
      "spec.strategy.canary.steps[1].pause",
    ]);
  });

  it("a field nobody knows is unsupported, with what was probably meant", () => {
    const imported = read(rollout("canary:\n  maxSurg: 1\n  steps:\n    - pause: {durration: 5m}"));
    expect(fate(imported, "spec.strategy.canary.maxSurg")).toBe(
      'unsupported: Rollout has no such field; did you mean "maxSurge"?',
    );
    expect(fate(imported, "spec.strategy.canary.steps[0].pause.durration")).toMatch(
      /did you mean "duration"\?/,
    );
  });

  it("documents beside the rollout are told of as a whole", () => {
    const beside = (apiVersion: string, kind: string) =>
      `---\napiVersion: ${apiVersion}\nkind: ${kind}\nmetadata: {name: scorer}\nspec: {a: 1, b: 2}\n`;
    const imported = read(
      rollout("canary: {}") +
        beside("v1", "Service") +
        beside("networking.istio.io/v1", "VirtualService") +
        beside("example.com/v1", "Widget"),
    );
    expect(imported.problems).toEqual([]);
    expect(fate(imported, "", "Service scorer")).toMatch(/^ignored/);
    expect(fate(imported, "", "VirtualService scorer")).toMatch(/^unsupported: .*traffic\.retries/);
    expect(fate(imported, "", "Widget scorer")).toMatch(/^unsupported: a kind nobody reads/);
  });

  it("no rollout among them is a problem that says what was there", () => {
    const { problems, report } = read("apiVersion: v1\nkind: Service\nmetadata: {name: a}\n");
    expect(problems[0]!.message).toMatch(/^expected a rollout of Argo Rollouts, .*; got Service$/);
    expect(report).toHaveLength(1);
  });
});

describe.each(importers.map((importer) => [importer.system, importer] as const))(
  "%s",
  (_system, importer) => {
    it("says which sources it was matched with", () => {
      expect(importer.upstream).toMatch(/^[\w-]+\/[\w-]+@\w/);
    });

    it.each(importer.kinds.map((kind) => [kind.kind, kind] as const))(
      "%s: each field once, with a sentence",
      (_kind, { fields }) => {
        const paths = fields.map(({ path }) => path);
        expect(paths.filter((path, i) => paths.indexOf(path) !== i)).toEqual([]);
        for (const { path, says } of fields) {
          expect(path).toMatch(/^[A-Za-z][\w.*[\]/-]*$/);
          expect(says.length).toBeGreaterThan(4);
          expect(says).not.toMatch(/[.]$/);
        }
      },
    );
  },
);

it("no two importers read one kind", () => {
  const kinds = importers.flatMap(({ kinds }) =>
    kinds.map(({ group, kind }) => `${group}/${kind}`),
  );
  expect(kinds.filter((kind, i) => kinds.indexOf(kind) !== i)).toEqual([]);
});
