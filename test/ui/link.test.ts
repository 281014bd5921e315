import "../seeded.ts";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { blankView, linkTo, MAX_EDITS, OWN, readLink, type View } from "../../ui/link.ts";

const id = fc.stringMatching(/^[A-Za-z][\w.-]{0,20}$/);
const view: fc.Arbitrary<View> = fc.record({
  scenario: fc.stringMatching(/^[a-z][a-z-]{0,40}$/).filter((name) => name !== OWN),
  plan: fc.constant(null),
  edits: fc.dictionary(
    fc.constantFrom(
      "versions[1].errorRate",
      "versions[1].latency.p99",
      "traffic.rate",
      'versions[0].bySegment["eu.west"].errorRate',
      "strategies[2].steps[0].setWeight",
    ),
    fc.double({ noNaN: true, noDefaultInfinity: true }).map((n) => (n === 0 ? 0 : n)),
  ),
  strategies: fc.option(fc.uniqueArray(id, { maxLength: 6 })),
  seed: fc.option(fc.nat()),
  at: fc.option(fc.double({ min: 0, max: 1e6, noNaN: true })),
  zoom: fc.option(
    fc.tuple(fc.integer({ min: 0, max: 1000 }), fc.integer({ min: 1001, max: 9999 })),
  ),
  look: fc.constantFrom("run" as const, "odds" as const),
  errors: fc.constantFrom("all", "candidate"),
  regret: fc.constantFrom("linear", "log"),
  rank: fc.option(fc.constantFrom("harm", "regret", "errors", "latency", "cost")),
  evidence: fc.option(id),
});

describe("a link", () => {
  test("is read back as the view it was made from", () => {
    fc.assert(
      fc.property(view, (from) => {
        const { view: back, problems } = readLink(linkTo(from), "other");
        expect(problems).toEqual([]);
        expect(back).toEqual({ ...from, at: from.at === 0 ? 0 : from.at });
      }),
    );
  });

  test("reads well", () => {
    const link = linkTo({
      ...blankView("canary-catches-a-bad-model"),
      strategies: ["canary", "thompson"],
      seed: 7,
      edits: { "versions[1].errorRate": 0.02 },
    });
    expect(link).toBe(
      "#canary-catches-a-bad-model?strategies=canary,thompson&seed=7&versions[1].errorRate=0.02",
    );
  });

  test("without a scenario is the first one", () => {
    for (const empty of ["", "#", "#?"])
      expect(readLink(empty, "first")).toEqual({ view: blankView("first"), problems: [] });
  });

  test("with what is no number leaves it out and says so", () => {
    const { view: read, problems } = readLink(
      "#a?seed=x&at=&zoom=9,3&versions[1].errorRate=lots&traffic.rate=1e999",
      "b",
    );
    expect(read).toEqual(blankView("a"));
    expect(problems.map(({ path, message }) => `${path}: ${message}`)).toEqual([
      'seed: expected a whole number of at least 0, got "x"',
      'at: expected a number, got ""',
      'zoom: expected two times in seconds, the earlier first, got "9,3"',
      'versions[1].errorRate: expected a number, got "lots"',
      'traffic.rate: expected a number, got "1e999"',
    ]);
  });

  test("is bounded", () => {
    const many = Array.from({ length: MAX_EDITS + 1 }, (_, i) => `x${i}=1`).join("&");
    expect(readLink(`#a?${many}`, "b").problems).toHaveLength(1);
    expect(readLink(`#a?${many}`, "b").view.edits).toEqual({});
    const { view: read, problems } = readLink(`#${"a".repeat(10_000)}`, "b");
    expect(read).toEqual(blankView("b"));
    expect(problems[0]?.message).toMatch(/at most 8000 characters/);
  });

  test("can be anything without breaking the page", () => {
    fc.assert(
      fc.property(
        fc.string({ maxLength: 200, unit: "binary-ascii" }),
        (text) => void readLink(text, "b"),
      ),
    );
    expect(readLink("#%E0%A4%A?%=%", "b").problems).toHaveLength(1);
  });

  test("carries a plan of one's own, and what its metrics measure", () => {
    const own = fc.record({
      text: fc.string({ unit: "grapheme", maxLength: 500 }),
      metrics: fc.dictionary(fc.string({ maxLength: 20 }), fc.constantFrom("errorRate", "p99")),
    });
    fc.assert(
      fc.property(view, own, (from, plan) => {
        const sent = { ...from, scenario: OWN, plan };
        const { view: back, problems } = readLink(linkTo(sent), "other");
        expect(problems).toEqual([]);
        expect(back).toEqual({ ...sent, at: from.at === 0 ? 0 : from.at });
      }),
    );
  });

  test("of a plan begins with what can be read", () => {
    const plan = { text: "kind: Rollout\n", metrics: { "error rate": "errorRate" } };
    expect(linkTo({ ...blankView(OWN, plan), seed: 7 })).toMatch(
      /^#own\?seed=7&metric=error%20rate=errorRate&plan=[\w-]+$/,
    );
  });

  test("whose plan is damaged, or belongs to a story, carries none", () => {
    const { view: read, problems } = readLink("#own?seed=3&plan=AAAA", "b");
    expect(read).toEqual({ ...blankView(OWN), seed: 3 });
    expect(problems).toEqual([
      { path: "plan", message: "expected a whole packed plan, got 4 characters of another thing" },
    ]);
    expect(readLink("#story?plan=AAAA", "b").view).toEqual(blankView("story"));
    const many = Array.from({ length: 101 }, (_, i) => `metric=m${i}=errorRate`).join("&");
    expect(readLink(`#own?${many}`, "b").problems[0]?.message).toMatch(/at most 100 answers/);
    expect(readLink(`#own?plan=${"A".repeat(60_000)}`, "b").problems[0]?.message).toMatch(
      /at most 40000 characters, got 60009/,
    );
  });
});
