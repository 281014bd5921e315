// Durations, rates, shares and latencies: what is read, what is refused and in which words.
import { describe, expect, test } from "vitest";
import { check } from "../../sim/scenario/explain.ts";
import * as units from "../../sim/scenario/units.ts";
import type * as z from "zod";

/** What `schema` reads `written` as, or the first thing it says against it. */
function read(schema: z.ZodType, written: unknown): unknown {
  const result = check(schema, written);
  return result.ok ? result.value : result.findings.map(({ message }) => message).join("; ");
}

const TEN_YEARS = 3652.5 * 86400;

describe("a duration", () => {
  test.each([
    ["250ms", 0.25],
    ["30s", 30],
    ["5m", 300],
    ["1h30m", 5400],
    ["7d", 604800],
    ["1.5h", 5400],
    ["0.1s", 0.1],
    ["1d2h3m4s5ms", 86400 + 7200 + 180 + 4.005],
    ["0s", 0],
    ["0ms", 0],
    ["3652.5d", TEN_YEARS],
    [0, 0],
    [0.5, 0.5],
    [90, 90],
    [TEN_YEARS, TEN_YEARS],
  ])("%j is %d s", (written, seconds) => {
    expect(read(units.duration, written)).toBe(seconds);
  });

  test.each([
    ["", 'expected a duration like "30m", got ""'],
    ["30", 'expected a duration like "30m", got "30"; did you mean "30s"?'],
    ["30 m", 'expected a duration like "30m", got "30 m"'],
    ["30M", 'expected a duration like "30m", got "30M"'],
    ["30m1h", 'expected a duration like "30m", got "30m1h"'],
    ["1m1m", 'expected a duration like "30m", got "1m1m"'],
    ["-5s", 'expected a duration like "30m", got "-5s"'],
    ["1e3s", 'expected a number without an exponent, got "1e3s"; did you mean "1000s"?'],
    ["1E-3s", 'expected a number without an exponent, got "1E-3s"; did you mean "0.001s"?'],
    ["1h1e1m", 'expected a number without an exponent, got "1h1e1m"; did you mean "1h10m"?'],
    ["1e9s", 'expected a duration of at most 10 years (3652.5 days), got "1e9s"'],
    ["1e3x", 'expected a duration like "30m", got "1e3x"'],
    [".5s", 'expected a duration like "30m", got ".5s"'],
    ["5m\n", String.raw`expected a duration like "30m", got "5m\n"`],
    [-1, 'expected a duration like "30m", got -1'],
    [Number.NaN, 'expected a duration like "30m", got NaN'],
    [Number.POSITIVE_INFINITY, 'expected a duration like "30m", got Infinity'],
    [undefined, 'expected a duration like "30m", got nothing'],
    [null, 'expected a duration like "30m", got null'],
    [["5m"], 'expected a duration like "30m", got ["5m"]'],
    [{ m: 5 }, 'expected a duration like "30m", got {"m":5}'],
    [true, 'expected a duration like "30m", got true'],
    ["11y", 'expected a duration like "30m", got "11y"'],
    ["3653d", 'expected a duration of at most 10 years (3652.5 days), got "3653d"'],
    [1e12, "expected a duration of at most 10 years (3652.5 days), got 1000000000000"],
    [`${"9".repeat(400)}d`, `expected a duration like "30m", got "${"9".repeat(56)}...`],
  ])("%j is refused", (written, message) => {
    expect(read(units.duration, written)).toBe(message);
  });

  test("above zero is said so", () => {
    expect(read(units.positiveDuration, "1ms")).toBe(0.001);
    expect(read(units.positiveDuration, "0s")).toBe(
      'expected a duration above zero, like "30m", got "0s"',
    );
    expect(read(units.positiveDuration, "x")).toBe('expected a duration like "30m", got "x"');
  });

  test("a difference may be taken away", () => {
    expect(read(units.durationDifference, "-50ms")).toBe(-0.05);
    expect(read(units.durationDifference, "50ms")).toBe(0.05);
    expect(read(units.durationDifference, -2)).toBe(-2);
    expect(read(units.durationDifference, "--2s")).toBe(
      'expected a duration like "50ms", got "--2s"',
    );
  });
});

describe("a rate", () => {
  test.each([
    ["50/s", 50],
    ["3000/m", 50],
    ["10/h", 10 / 3600],
    ["0.5/s", 0.5],
    [50, 50],
    [1e9, 1e9],
  ])("%j is %d a second", (written, perSecond) => {
    expect(read(units.rate, written)).toBe(perSecond);
  });

  test.each([
    ["0/s", 'expected a rate above 0, like "50/s", got "0/s"'],
    [0, 'expected a rate above 0, like "50/s", got 0'],
    [-1, 'expected a rate above 0, like "50/s", got -1'],
    ["50", 'expected a rate above 0, like "50/s", got "50"'],
    ["50/d", 'expected a rate above 0, like "50/s", got "50/d"'],
    ["50 /s", 'expected a rate above 0, like "50/s", got "50 /s"'],
    [undefined, 'expected a rate above 0, like "50/s", got nothing'],
    [1.1e9, "expected a rate of at most 1000000000/s, got 1100000000"],
    ["1e9/s", 'expected a number without an exponent, got "1e9/s"; did you mean "1000000000/s"?'],
    ["2e9/s", 'expected a rate of at most 1000000000/s, got "2e9/s"'],
    ["0e3/s", 'expected a rate above 0, like "50/s", got "0e3/s"'],
  ])("%j is refused", (written, message) => {
    expect(read(units.rate, written)).toBe(message);
  });
});

describe("a share", () => {
  test.each([
    [0.05, 0.05],
    ["5%", 0.05],
    ["0%", 0],
    ["100%", 1],
    ["0.25%", 0.0025],
    [0, 0],
    [1, 1],
  ])("%j is %d", (written, share) => {
    expect(read(units.share, written)).toBe(share);
  });

  test.each([
    [1.2, "expected a share in [0, 1], got 1.2"],
    [5, 'expected a share in [0, 1], got 5; did you mean "5%"?'],
    [-0.1, "expected a share in [0, 1], got -0.1"],
    ["1e-1%", 'expected a number without an exponent, got "1e-1%"; did you mean "0.1%"?'],
    ["1e3%", 'expected a share in [0, 1], got "1e3%"'],
    ["101%", 'expected a share in [0, 1], got "101%"'],
    ["-5%", 'expected a share in [0, 1], got "-5%"'],
    ["0.05", 'expected a share in [0, 1], got "0.05"'],
    [undefined, "expected a share in [0, 1], got nothing"],
    [Number.NaN, "expected a share in [0, 1], got NaN"],
  ])("%j is refused", (written, message) => {
    expect(read(units.share, written)).toBe(message);
  });

  test("a difference may be taken away", () => {
    expect(read(units.shareDifference, "-5%")).toBe(-0.05);
    expect(read(units.shareDifference, -1)).toBe(-1);
    expect(read(units.shareDifference, "5%")).toBe(0.05);
    expect(read(units.shareDifference, 2)).toBe(
      "expected a difference of shares in [-1, 1], got 2",
    );
  });

  test("percent points are numbers", () => {
    expect(read(units.percentPoints, 12.5)).toBe(12.5);
    expect(read(units.percentPoints, 101)).toBe("expected percent points in [0, 100], got 101");
    expect(read(units.percentPoints, "5%")).toBe('expected percent points in [0, 100], got "5%"');
  });
});

describe("an id", () => {
  test.each(["a", "v2", "gpt-4.1_mini", "constructor", "toString", "A".repeat(64)])("%j", (id) => {
    expect(read(units.id, id)).toBe(id);
  });

  test.each(["", "1a", "_a", "a b", "a/b", "A".repeat(65), "é", "__proto__", "a\n"])(
    "%j is none",
    (id) => {
      expect(read(units.id, id)).toMatch(
        /^expected an id \(a letter, then up to 63 letters, digits, _ \. -\), got "/,
      );
    },
  );
});

describe("a latency", () => {
  test.each([
    [
      { p50: "80ms", p99: "400ms" },
      { p50: 0.08, p99: 0.4 },
    ],
    [{ p50: "80ms", p99: 0.08 }, { constant: 0.08 }],
    [{ mean: "100ms" }, { mean: 0.1 }],
    [{ constant: 0 }, { constant: 0 }],
    [
      {
        quantiles: [
          ["50%", "1s"],
          [0.99, 2],
        ],
      },
      {
        quantiles: [
          [0.5, 1],
          [0.99, 2],
        ],
      },
    ],
    [
      {
        quantiles: [
          [0, 1],
          [1, 1],
        ],
      },
      {
        quantiles: [
          [0, 1],
          [1, 1],
        ],
      },
    ],
    [{ quantiles: [[0.5, "1s"]] }, { constant: 1 }],
  ])("%j", (written, latency) => {
    expect(read(units.latency, written)).toEqual(latency);
  });

  const forms = 'expected a latency: {"p50", "p99"}, {"mean"}, {"constant"} or {"quantiles"}';
  test.each([
    ["50ms", `${forms}, got "50ms"; did you mean {"constant": "50ms"}?`],
    [undefined, `${forms}, got nothing`],
    [{}, `${forms}, got {}`],
    [{ konstant: "1s" }, `${forms}, got {"konstant":"1s"}`],
    [{ p50: "2s", p99: "1s" }, 'expected p99 to be at least p50, got "1s"'],
    [{ p50: "2s" }, 'expected a duration like "30m", got nothing'],
    [{ p50: 0, p99: "1s" }, 'expected a duration above zero, like "30m", got 0'],
    [{ mean: 0 }, 'expected a duration above zero, like "30m", got 0'],
    [{ mean: "1s", constant: "1s" }, `${forms}, got {"mean":"1s","constant":"1s"}`],
    [{ quantiles: [] }, "expected at least 1 item, got []"],
    [
      {
        quantiles: [
          [0.5, 1],
          [0.5, 2],
        ],
      },
      "expected a quantile above 0.5, the one before, got 0.5",
    ],
    [
      {
        quantiles: [
          [0.5, 2],
          [0.6, 1],
        ],
      },
      "expected a latency of at least 2s, the one before, got 1",
    ],
    [{ quantiles: [[0.5]] }, 'expected a point [quantile, latency] like [0.5, "80ms"], got [0.5]'],
    [{ quantiles: [5] }, 'expected a point [quantile, latency] like [0.5, "80ms"], got 5'],
  ])("%j is refused", (written, message) => {
    expect(read(units.latency, written)).toBe(message);
  });
});
