import "../seeded.ts";
import fc from "fast-check";
import { expect, test } from "vitest";
import { histogramRing } from "../../sim/monitor/histogramRing.ts";
import { CELLS } from "../../sim/world/counters.ts";

const SLOTS = 4;

/** What is answered between two scrapes: in which cells of a version's histogram, and of the one beside it. */
const scrapes = fc.array(
  fc.record({
    live: fc.array(fc.nat(CELLS - 1), { maxLength: 6 }),
    beside: fc.array(fc.nat(CELLS - 1), { maxLength: 3 }),
  }),
  { minLength: 2, maxLength: 12 },
);

test("what grew between two scrapes that are kept is what came between them", () => {
  fc.assert(
    fc.property(scrapes, fc.boolean(), (list, hasBeside) => {
      const ring = histogramRing(SLOTS);
      const at = CELLS; // a second version's
      const [live, beside] = [
        new Int32Array(2 * CELLS).fill(9, 0, CELLS),
        new Int32Array(2 * CELLS),
      ];
      const plain: Int32Array[] = [];
      for (const [n, came] of list.entries()) {
        for (const cell of came.live) live[at + cell]!++;
        if (hasBeside) for (const cell of came.beside) beside[at + cell]!++;
        ring.take(n % SLOTS, live, at, hasBeside ? beside : null);
        plain.push(Int32Array.from({ length: CELLS }, (_, i) => live[at + i]! + beside[at + i]!));
      }
      const last = list.length - 1;
      for (let first = Math.max(0, last - SLOTS + 1); first <= last; first++) {
        const into = new Int32Array(CELLS).fill(1);
        ring.addGrown(first % SLOTS, last % SLOTS, into);
        expect(into).toEqual(plain[last]!.map((n, i) => 1 + n - plain[first]![i]!));
      }
    }),
  );
});
