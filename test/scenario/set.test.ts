// Paths into a document, and one value set by path.
import "../seeded.ts";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { parseSetting, setInDocument } from "../../sim/parse.ts";
import { printPath, readPath } from "../../sim/scenario/path.ts";

const document = {
  seed: 1,
  versions: [{ id: "stable" }, { id: "candidate", errorRate: "3%" }],
  strategies: [{ type: "canary", steps: [{ setWeight: 5 }, { pause: "5m" }, { setWeight: 50 }] }],
};

describe("setInDocument", () => {
  test.each([
    ["seed", (d: typeof document) => d.seed],
    ["versions[1].errorRate", (d: typeof document) => d.versions[1]!.errorRate],
    ["versions[0].errorRate", (d: typeof document) => d.versions[0]!.errorRate],
    [
      "strategies[0].steps[2].setWeight",
      (d: typeof document) => d.strategies[0]!.steps[2]!.setWeight,
    ],
    ["strategies[0].steps", (d: typeof document) => d.strategies[0]!.steps],
    ['versions[0]["errorRate"]', (d: typeof document) => d.versions[0]!.errorRate],
  ])("sets %s", (path, look) => {
    const before = structuredClone(document);
    const after = setInDocument(document, path, 7) as typeof document;
    expect(look(after)).toBe(7);
    expect(document).toEqual(before);
  });

  test("makes the objects on the way that are not there, and shares the rest", () => {
    const after = setInDocument(document, "versions[1].pods.count", 3) as typeof document;
    expect(after.versions[1]).toEqual({ id: "candidate", errorRate: "3%", pods: { count: 3 } });
    expect(after.versions[0]).toBe(document.versions[0]);
    expect(after.strategies).toBe(document.strategies);
    expect(setInDocument(document, "monitor.scrape", "5s")).toMatchObject({
      monitor: { scrape: "5s" },
    });
  });

  test.each([
    ["", 'expected a path like versions[1].errorRate, got ""'],
    ["a..b", 'expected a path like versions[1].errorRate, got "a..b"'],
    ["[x]", 'expected a path like versions[1].errorRate, got "[x]"'],
    ["versions.[1]", 'expected a path like versions[1].errorRate, got "versions.[1]"'],
    ["a b", 'expected a path like versions[1].errorRate, got "a b"'],
    ["versions[-1]", 'expected a path like versions[1].errorRate, got "versions[-1]"'],
    [".seed", 'expected a path like versions[1].errorRate, got ".seed"'],
    [
      "versions[1]errorRate",
      'expected a path like versions[1].errorRate, got "versions[1]errorRate"',
    ],
    ["versions[2]", "versions[2]: expected an index below 2, got 2"],
    ["versions[2].id", "versions[2]: expected an index below 2, got 2"],
    [
      "versions.candidate.errorRate",
      'versions.candidate: expected an index below 2, got "candidate"',
    ],
    ["seed.x", "seed.x: expected an object to set it in, got 1"],
    ["monitor[0]", "monitor[0]: expected a key, for this is no array, got 0"],
    ["__proto__.polluted", "__proto__: no such field"],
    ["versions[0].constructor.prototype.x", "versions[0].constructor: no such field"],
    ['versions[0]["__proto__"]', "versions[0].__proto__: no such field"],
  ])("refuses %j", (path, message) => {
    expect(() => setInDocument(document, path, 7)).toThrow(message);
    expect(({} as { polluted?: number }).polluted).toBeUndefined();
  });

  test("paths print and read back", () => {
    const step = fc.oneof(
      fc.nat({ max: 1e6 }),
      fc.stringMatching(/^[A-Za-z][\w.-]{0,20}$/),
      fc.constantFrom("a b", 'q"', "é", "1"),
    );
    fc.assert(
      fc.property(fc.array(step, { minLength: 1, maxLength: 6 }), (path) => {
        expect(readPath(printPath(path))).toEqual(path);
      }),
    );
  });
});

describe("parseSetting", () => {
  test.each([
    ["versions[1].errorRate=2%", { path: "versions[1].errorRate", value: "2%" }],
    ["seed=7", { path: "seed", value: 7 }],
    ["a=b=c", { path: "a", value: "b=c" }],
    ['latency={"p50": "1s", "p99": "2s"}', { path: "latency", value: { p50: "1s", p99: "2s" } }],
    ['name="7"', { path: "name", value: "7" }],
    ["name=", { path: "name", value: "" }],
    ["on=true", { path: "on", value: true }],
    [`deep=${"[".repeat(1e6)}`, { path: "deep", value: "[".repeat(1e6) }],
  ])("%.40j", (text, setting) => {
    expect(parseSetting(text)).toEqual(setting);
  });

  test.each(["seed", "=7", ""])("refuses %j", (text) => {
    expect(() => parseSetting(text)).toThrow(
      /^expected PATH=VALUE like versions\[1\]\.errorRate=2%, got "/,
    );
  });
});
