// Whatever comes in: a scenario or problems, never anything else, and soon.
import "../seeded.ts";
import fc from "fast-check";
import { expect, test } from "vitest";
import { readScenario, setInDocument } from "../../sim/parse.ts";
import { printPath } from "../../sim/scenario/path.ts";
import { scenarioDocuments } from "../swarm/scenarios.ts";

/** Holds a reading to its promise. @returns the problems */
function answer(input: unknown): readonly string[] {
  const read = readScenario(input);
  if (read.ok) {
    expect(Object.isFrozen(read.scenario)).toBe(true);
    return [];
  }
  expect(read.problems.length).toBeGreaterThan(0);
  return read.problems.map(({ path, message }) => {
    expect(message.length).toBeLessThan(2000);
    // Zod's own words would be news to us.
    expect(message).not.toMatch(/invalid|received|undefined|\[object|zod/i);
    return `${path}: ${message}`;
  });
}

/** Every place in a document. */
function placesIn(value: unknown, here: (string | number)[] = []): (string | number)[][] {
  const inner: [string | number, unknown][] = Array.isArray(value)
    ? value.map((item, i) => [i, item])
    : Object.entries(typeof value === "object" && value !== null ? value : {});
  return [here, ...inner.flatMap(([key, item]) => placesIn(item, [...here, key]))];
}

test("what is valid is read", () => {
  fc.assert(
    fc.property(scenarioDocuments, fc.boolean(), (document, asText) => {
      expect(answer(asText ? JSON.stringify(document, null, 2) : document)).toEqual([]);
    }),
    { numRuns: 300 },
  );
});

test("arbitrary JSON gets problems, as a text and as a document", () => {
  fc.assert(
    fc.property(fc.jsonValue({ maxDepth: 6, noUnicodeString: false }), (document) => {
      expect(answer(document)).not.toEqual([]);
      expect(answer(JSON.stringify(document))).not.toEqual([]);
    }),
    { numRuns: 400 },
  );
});

test("arbitrary text gets problems", () => {
  const jsonish = fc
    .array(
      fc.constantFrom(
        "{",
        "}",
        "[",
        "]",
        ",",
        ":",
        '"',
        "versions",
        "//",
        "/*",
        "\n",
        "1",
        "-",
        "e",
        "\\",
        "\u0000",
        "null",
      ),
      { maxLength: 60 },
    )
    .map((parts) => parts.join(""));
  fc.assert(
    fc.property(fc.oneof(fc.string({ unit: "binary" }), jsonish), (text) => {
      expect(answer(text)).not.toEqual([]);
    }),
    { numRuns: 2000 },
  );
});

test("a valid scenario with one value replaced is read or refused", () => {
  const strange: fc.Arbitrary<unknown> = fc.oneof(
    fc.jsonValue({ maxDepth: 2 }),
    fc.constantFrom<unknown>(
      "5m",
      "5%",
      "50/s",
      "stable",
      "*",
      -1,
      0,
      1e308,
      5e-324,
      Number.NaN,
      Infinity,
      undefined,
      [],
      {},
      "__proto__",
    ),
  );
  fc.assert(
    fc.property(scenarioDocuments, fc.nat(), strange, (document, place, value) => {
      const places = placesIn(document).slice(1);
      const path = printPath(places[place % places.length]!);
      answer(setInDocument(document, path, value));
    }),
    { numRuns: 400 },
  );
});

test("a valid scenario with a key more or less says which", () => {
  fc.assert(
    fc.property(scenarioDocuments, fc.nat(), (document, place) => {
      const objects = placesIn(document).filter((path) => {
        const value = path.reduce<unknown>(
          (inner, step) => (inner as Record<string | number, unknown>)[step],
          document,
        );
        return (
          typeof value === "object" &&
          value !== null &&
          !Array.isArray(value) &&
          path.at(-1) !== "bySegment"
        );
      });
      const path = objects[place % objects.length]!;
      const where = printPath([...path, "nonsense"]);
      expect(
        answer(setInDocument(document, where, 1)).some((problem) => problem.includes("nonsense")),
      ).toBe(true);
    }),
    { numRuns: 300 },
  );
});

test("what is no JSON at all is a problem", () => {
  const cyclic: Record<string, unknown> = {};
  cyclic["versions"] = [cyclic];
  for (const input of [
    undefined,
    null,
    0,
    Symbol("x"),
    () => 0,
    10n,
    new Date(0),
    new Map(),
    [],
    cyclic,
    { duration: 10n },
    new Float64Array(3),
  ])
    expect(answer(input)).not.toEqual([]);
});
