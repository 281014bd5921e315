// Whatever is planned: notes are sentences with numbers in them, and soon written.
import "../seeded.ts";
import fc from "fast-check";
import { expect, test } from "vitest";
import { readScenario } from "../../sim/parse.ts";
import { planNotes } from "../../sim/planNotes.ts";
import { scenarioDocuments } from "./scenarios.ts";
import { TIMES } from "./swarm.ts";

test("notes on any plan: no crash, no NaN, no endless list", () => {
  let told = 0;
  fc.assert(
    fc.property(scenarioDocuments, (document) => {
      const read = readScenario(document);
      if (!read.ok) return;
      const notes = planNotes(read.scenario);
      told += notes.length;
      expect(notes.filter((note) => /NaN|undefined|Infinity|null|\be[-+]\d/.test(note))).toEqual(
        [],
      );
      expect(notes.length).toBeLessThan(1000);
    }),
    { numRuns: 300 * TIMES },
  );
  expect(told).toBeGreaterThan(300);
}, 60_000);
