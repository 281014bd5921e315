// sim/manifests/README.md is what imports do, and leaves out no system and no field.
import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { tableOf } from "../../sim/manifests/fields.ts";
import { importers } from "../../sim/manifests/index.ts";
import { fieldTables } from "../../tools/fieldTables.ts";

const text = fieldTables();

it("the file is what `npm run fields` writes now", () => {
  const written = readFileSync(new URL("../../sim/manifests/README.md", import.meta.url), "utf8");
  expect(written, "stale: run `npm run fields`").toBe(text);
});

it("names every system, and what it was matched with", () => {
  for (const { system, upstream } of importers) {
    expect(text).toContain(`\n## ${system}\n`);
    expect(text).toContain(`Matched with ${upstream}.`);
  }
  expect(text).toContain("argoproj/argo-rollouts@9f8d111");
  expect(text).toContain("fluxcd/flagger@15bd6ad");
});

const kinds = importers.flatMap(({ system, kinds }) => kinds.map((kind) => ({ system, ...kind })));

describe.each(kinds)("$system $kind", ({ fields }) => {
  it("no field twice, none without a sentence", () => {
    const paths = fields.map(({ path }) => path);
    expect(paths.filter((path, i) => paths.indexOf(path) !== i)).toEqual([]);
    expect(fields.filter(({ says }) => says.trim() === "" || /[.|]$/.test(says))).toEqual([]);
  });

  it("every field of its table is found there", () => {
    const table = tableOf(fields);
    for (const { path, status, says } of fields) {
      const steps = path
        .replace(/\.\*\*$/, ".anything")
        .split(".")
        .flatMap((part): (string | number)[] =>
          part.endsWith("[]") ? [part.slice(0, -2), 0] : [part === "*" ? "any" : part],
        );
      expect(table.find(steps), path).toMatchObject({ known: true, status, says });
    }
  });
});
