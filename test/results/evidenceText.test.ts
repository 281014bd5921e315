import { expect, test } from "vitest";
import { evidenceTold } from "../../sim/results/evidenceText.ts";
import type { BeliefSeries, EvidenceSeries, RunSummary, Series } from "../../sim/results/types.ts";
import { runOf } from "./run.ts";

const bins = 4;
const at = [0, 10, 20, 30];
const all = <T>(value: T): T[] => Array.from({ length: bins }, () => value);

/** A version whose chance of being the best is this, bin by bin; null: nothing is believed yet. */
const version = (mean: number, best: readonly (number | null)[]): BeliefSeries => {
  const where = (value: number) => best.map((chance) => (chance === null ? null : value));
  return { mean: where(mean), low: where(mean - 0.01), high: where(mean + 0.01), best };
};

const runWith = (evidence: EvidenceSeries | undefined, rest: Partial<RunSummary> = {}) => {
  const series: Series = { at, byVersion: {}, ...(evidence && { evidence }) };
  return runOf({ outcome: "running", ...rest, series });
};

const told = (evidence: EvidenceSeries | undefined, rest?: Partial<RunSummary>) =>
  evidenceTold(runWith(evidence, rest), 40).map((line) => `${line.at} ${line.what} ${line.text}`);

test("nothing of a run without series, or without evidence", () => {
  expect(evidenceTold(runOf({}), 40)).toEqual([]);
  expect(told(undefined)).toEqual([]);
});

test("when a version is surely the best, when it no longer is, and what is believed in the end", () => {
  const beliefs = {
    v1: version(0.1, [null, 0.03, 0.6, 0.6]),
    v2: version(0.12, [null, 0.97, 0.4, 0.4]),
  };
  expect(told({ beliefs, tests: {} })).toEqual([
    "20 belief v2 is the best with probability 97%: v2 12.0% (11.0% to 13.0%), v1 10.0% (9.0% to 11.0%)",
    "30 belief v2 is no longer surely the best: v1 10.0% (9.0% to 11.0%), v2 12.0% (11.0% to 13.0%)",
    "40 belief v1 is the best with probability 60%: v1 10.0% (9.0% to 11.0%), v2 12.0% (11.0% to 13.0%)",
  ]);
});

test("of more than two versions each one's chance, the likeliest first; a chance is never 0 or 1", () => {
  const beliefs = Object.fromEntries(
    [1e-9, 0.99991, 1e-5, 0.00001, 0.00005].map((best, i) => [
      `v${i}`,
      version(0.1 * (i + 1), all(best)),
    ]),
  );
  expect(told({ beliefs, tests: {} }).at(-1)).toBe(
    "40 belief v1 is the best with probability over 99.9%: v1 20.0% (19.0% to 21.0%), best over 99.9%; " +
      "v4 50.0% (49.0% to 51.0%), best under 0.1%; v2 30.0% (29.0% to 31.0%), best under 0.1%; " +
      "v3 40.0% (39.0% to 41.0%), best under 0.1%; 1 more",
  );
});

test("a mind that changes all the time is told so", () => {
  const evenly = Array.from({ length: 12 }, (_, i) => (i % 2 === 0 ? 0.99 : 0.01));
  const beliefs = {
    v1: version(0.1, evenly),
    v2: version(
      0.1,
      evenly.map((p) => 1 - p),
    ),
  };
  const times = evenly.map((_, i) => i * 10);
  const series: Series = { at: times, byVersion: {}, evidence: { beliefs, tests: {} } };
  const lines = evidenceTold(runOf({ outcome: "running", series }), 120);
  expect(lines).toHaveLength(6);
  expect(lines[4]).toEqual({
    at: 50,
    what: "belief",
    text: "changes its mind 8 times more until 2m",
  });
});

test("where a test stands that has not decided, and not where one has", () => {
  const tests = {
    goal: { statistic: "z", value: all(1.234), lower: all(-2.5), upper: all(2.5) },
    "sample ratio": { statistic: "ln e-value", value: all(-3), lower: all(null), upper: all(6.91) },
    late: { statistic: "z", value: all(null), lower: all(null), upper: all(null) },
  };
  expect(told({ beliefs: {}, tests })).toEqual([
    "40 standing goal: z 1.23, decides at -2.5 or 2.5",
    "40 standing sample ratio: ln e-value -3, decides at 6.91",
  ]);
  expect(told({ beliefs: {}, tests }, { decidedAtSeconds: 40 })).toEqual([]);
});

test("nothing is told of beliefs after the decision", () => {
  const beliefs = {
    v1: version(0.1, [0.99, 0.4, 0.01, 0.99]),
    v2: version(0.1, [0.01, 0.6, 0.99, 0.01]),
  };
  const times = (decidedAtSeconds: number) =>
    told({ beliefs, tests: {} }, { decidedAtSeconds }).map((line) => Number(line.split(" ")[0]));
  expect(times(25)).toEqual([10, 20]);
  expect(times(40)).toEqual([10, 20, 30, 40]);
});
