// The rules of an Argo Rollouts AnalysisRun, one by one, on checks whose answers are written down beforehand.
import { describe, expect, test } from "vitest";
import { startAnalysis, type Gate } from "../../sim/judges/analysis.ts";
import { checks } from "../../sim/judges/check.ts";
import type { Judgement } from "../../sim/judges/types.ts";
import type { Monitor } from "../../sim/monitor/types.ts";
import type { Measure } from "../../sim/results/types.ts";
import type { Actions } from "../../sim/strategies/types.ts";

type Answer = Judgement["verdict"];
const LETTERS: Readonly<Record<string, Answer>> = {
  p: "pass",
  f: "fail",
  i: "inconclusive",
  "-": "noData",
};

/**
 * A check that answers "pff-i" in turn (and the last letter from then on), 100 requests a measurement unless told. At "!" the
 * provider does not answer.
 */
function gate(answers: string, parameters: object = {}, requests = 100): Gate & Scripted {
  const [check] = checks(null).parse([{ metric: "errorRate", max: "1%", ...parameters }]);
  let asked = 0;
  const letter = () => answers[Math.min(asked, answers.length - 1)]!;
  return {
    check: check!,
    label: "error rate",
    watches: [],
    down: () => letter() === "!" && ++asked > 0,
    begin: () => () => {
      const verdict = LETTERS[letter()]!;
      const value = verdict === "noData" ? undefined : 0.02;
      const reason = `error rate is ${letter()}`;
      asked++;
      return { value, against: undefined, requests, verdict, reason };
    },
  };
}

/** Whether the provider is down when this check is measured; only what is alone can be. */
interface Scripted {
  down(): boolean;
}

interface Log {
  /** "0 60 70" */
  readonly times: string;
  readonly verdicts: readonly Measure["verdict"][];
  readonly verdict: string | undefined;
  readonly reason: string;
  readonly endedAt: number;
}

/** Runs gates from time 0 until they end, or until `stop`. */
function run(gates: readonly (Gate & Scripted)[], stop = 3600): Log {
  const analysis = startAnalysis(gates, 0);
  const measured: { at: number; measure: Measure }[] = [];
  let now = 0;
  const monitor = (): Monitor => ({
    now,
    down: gates.length === 1 && gates[0]!.down(),
    pieces: () => expect.fail("a scripted judge looks at nothing"),
    window: () => expect.fail("a scripted judge looks at nothing"),
    total: () => expect.fail("a scripted judge looks at nothing"),
    exposures: () => expect.fail("a scripted judge looks at nothing"),
    pods: () => ({ ready: 0, starting: 0 }),
  });
  const act = {
    check: (measure: Measure) => measured.push({ at: now, measure }),
  } as unknown as Actions;
  let endedAt = 0;
  while (analysis.due <= stop) {
    expect(analysis.due).toBeGreaterThanOrEqual(now);
    endedAt = now = analysis.due;
    analysis.measure(monitor(), act);
  }
  return {
    times: measured.map(({ at }) => at).join(" "),
    verdicts: measured.map(({ measure }) => measure.verdict),
    verdict: analysis.verdict,
    reason: analysis.reason,
    endedAt,
  };
}

describe("Argo: when measurements come", () => {
  test.each([
    ["the first at once, the next an interval after the last", "p", { count: 3 }, "0 60 120"],
    ["every", "p", { count: 3, every: "20s" }, "0 20 40"],
    [
      "delay counts from the start, for the first only",
      "p",
      { count: 3, delay: "5m" },
      "300 360 420",
    ],
    ["an Error comes again after 10 s and does not count", "-p", { count: 2 }, "0 10 70"],
    ["10 s whatever the interval says", "-p", { count: 2, every: "5s" }, "0 10 15"],
    ["Errors in a row", "---p", { count: 1 }, "0 10 20 30"],
    [
      "10 s again after each, the interval again after an answer",
      "-p-p",
      { count: 2 },
      "0 10 70 80",
    ],
    ["a provider that does not answer is an Error too", "!p", { count: 2 }, "0 10 70"],
    ["no count: without end", "p", { every: "10m" }, "0 600 1200 1800 2400 3000 3600"],
  ])("%s", (_name, answers, parameters, times) => {
    expect(run([gate(answers, parameters)]).times).toBe(times);
  });
});

describe("Argo: what the counters make of one check", () => {
  test.each([
    // answers, parameters, verdict, after so many measurements
    ["failureLimit 0: the first failure", "f", {}, "failed", 1],
    ["failureLimit 3 needs a fourth", "f", { failureLimit: 3 }, "failed", 4],
    ["failures need not be in a row", "fpfpf", { failureLimit: 2 }, "failed", 5],
    [
      "failureLimit -1 is off",
      "fffffppp",
      { failureLimit: -1, consecutiveSuccessLimit: 3 },
      "successful",
      8,
    ],
    ["inconclusiveLimit 0: the first", "i", {}, "inconclusive", 1],
    ["inconclusiveLimit 2 needs a third", "i", { inconclusiveLimit: 2 }, "inconclusive", 3],
    ["consecutiveErrorLimit 4 needs a fifth", "-", {}, "error", 5],
    [
      "anything else ends a row of errors",
      "----f----i-----",
      { failureLimit: 1, inconclusiveLimit: 1 },
      "error",
      15,
    ],
    ["consecutiveErrorLimit 0", "p-", { consecutiveErrorLimit: 0 }, "error", 2],
    ["count reached", "p", { count: 4 }, "successful", 4],
    ["failures within the limit count too", "pfp", { count: 3, failureLimit: 1 }, "successful", 3],
    [
      "inconclusive ones within the limit count too",
      "ip",
      { count: 2, inconclusiveLimit: 1 },
      "successful",
      2,
    ],
    ["failed comes before count reached", "pf", { count: 2 }, "failed", 2],
    [
      "consecutiveSuccessLimit",
      "ppfppp",
      { failureLimit: 1, consecutiveSuccessLimit: 3 },
      "successful",
      6,
    ],
    ["an error ends a row of passes", "pp-ppp", { consecutiveSuccessLimit: 3 }, "successful", 6],
    [
      "an inconclusive one ends a row of passes",
      "ppippp",
      { inconclusiveLimit: 1, consecutiveSuccessLimit: 3 },
      "successful",
      6,
    ],
    [
      "count reached without the passes in a row: inconclusive",
      "pfpfp",
      { count: 5, failureLimit: 2, consecutiveSuccessLimit: 3 },
      "inconclusive",
      5,
    ],
    [
      "the same with failureLimit off: failed",
      "pfpfp",
      { count: 5, failureLimit: -1, consecutiveSuccessLimit: 3 },
      "failed",
      5,
    ],
    [
      "10 failures are within failureLimit 10",
      "ffffffffffp",
      { failureLimit: 10, count: 11 },
      "successful",
      11,
    ],
    ["a failure is no error: it ends a row of them", "---f-----", { failureLimit: 1 }, "error", 9],
    ["errors are no failures", "-f-f-f", { failureLimit: 2 }, "failed", 6],
    ["an Error does not complete the count", "p-p", { count: 2 }, "successful", 3],
    [
      "as many passes in a row as it takes, and not one fewer",
      "pppp",
      { consecutiveSuccessLimit: 4 },
      "successful",
      4,
    ],
    [
      "passes in a row come before count reached",
      "fppp",
      { count: 4, failureLimit: 1, consecutiveSuccessLimit: 3 },
      "successful",
      4,
    ],
    [
      "a failure too many at the last of `count` is Failed",
      "ppf",
      { count: 3, consecutiveSuccessLimit: 3 },
      "failed",
      3,
    ],
    [
      "an inconclusive one too many at the last of `count` is Inconclusive",
      "ppi",
      { count: 3, consecutiveSuccessLimit: 3 },
      "inconclusive",
      3,
    ],
    [
      "ours: consecutiveFailureLimit 2 needs a third in a row",
      "ffpfff",
      { consecutiveFailureLimit: 2 },
      "failed",
      6,
    ],
    [
      "ours: consecutiveFailureLimit 0: the first",
      "pf",
      { consecutiveFailureLimit: 0 },
      "failed",
      2,
    ],
    [
      "ours: an error ends a row of failures",
      "ff-fff",
      { consecutiveFailureLimit: 2 },
      "failed",
      6,
    ],
    [
      "ours: beside failureLimit, whichever comes first",
      "fpfpf",
      { consecutiveFailureLimit: 2, failureLimit: 2 },
      "failed",
      5,
    ],
    [
      "ours: with it, count reached without the passes in a row is inconclusive",
      "pfpfp",
      { count: 5, consecutiveFailureLimit: 1, consecutiveSuccessLimit: 3 },
      "inconclusive",
      5,
    ],
    ["noData: fail", "-", { noData: "fail" }, "failed", 1],
    ["noData: pass", "-", { noData: "pass", count: 2 }, "successful", 2],
    ["noData: inconclusive", "-", { noData: "inconclusive" }, "inconclusive", 1],
  ] as const)("%s", (_name, answers, parameters, verdict, measurements) => {
    const log = run([gate(answers, parameters)]);
    expect([log.verdict, log.verdicts.length]).toEqual([verdict, measurements]);
  });

  test.each(["error", "fail", "pass", "inconclusive"])(
    "a provider that does not answer is an Error with noData: %s",
    (noData) => {
      const log = run([gate("!", { noData })]);
      expect([log.verdict, new Set(log.verdicts), log.times]).toEqual([
        "error",
        new Set(["error"]),
        "0 10 20 30 40",
      ]);
      expect(log.reason).toBe(
        "no answer on error rate: the provider of metrics is down for the 5th time in a row, limit 4",
      );
    },
  );

  test("the reason has the measurement, how often it came and the limit", () => {
    expect(run([gate("fpfpf", { failureLimit: 2 })]).reason).toBe(
      "error rate is f for the 3rd check, limit 2",
    );
    expect(run([gate("-")]).reason).toBe("error rate is - for the 5th time in a row, limit 4");
    expect(run([gate("f", { name: "errors" })]).reason).toBe(
      "errors: error rate is f for the 1st check, limit 0",
    );
  });
});

describe("Argo: what several make of the run", () => {
  test.each([
    ["all successful", ["p", "p"], {}, "successful"],
    ["one failed", ["p", "f"], {}, "failed"],
    ["failed is worse than error", ["-", "f"], { consecutiveErrorLimit: 0 }, "failed"],
    ["error is worse than inconclusive", ["i", "-"], { consecutiveErrorLimit: 0 }, "error"],
    ["inconclusive is worse than successful", ["i", "p"], {}, "inconclusive"],
  ])("%s", (_name, answers, parameters, verdict) => {
    const gates = answers.map((answer, i) =>
      gate(answer, { count: 1, name: `c${i}`, ...parameters }),
    );
    expect(run(gates).verdict).toBe(verdict);
  });

  test("a bad one ends the others, which take no new measurement", () => {
    const log = run([
      gate("p", { every: "10s", name: "a" }),
      gate("ppf", { every: "20s", name: "b" }),
    ]);
    expect([log.verdict, log.times]).toEqual(["failed", "0 0 10 20 20 30 40 40"]);
  });

  test("it waits for the slowest", () => {
    const log = run([gate("p", { count: 1, name: "a" }), gate("p", { count: 3, name: "b" })]);
    expect([log.verdict, log.endedAt]).toEqual(["successful", 120]);
  });

  test("no checks at all is a success", () => {
    expect(run([]).verdict).toBe("successful");
  });

  test("the worst of those measured last decides, also over one that ended well before", () => {
    const log = run([gate("p", { count: 1, name: "a" }), gate("pi", { count: 2, name: "b" })]);
    expect([log.verdict, log.times]).toEqual(["inconclusive", "0 0 60"]);
  });

  test("those that have not been measured when another goes bad never are", () => {
    const log = run([gate("f", { name: "a" }), gate("f", { name: "late", delay: "1m" })]);
    expect([log.verdict, log.times]).toEqual(["failed", "0"]);
  });

  test("a dryRun that goes bad ends only itself; the run waits until each has come to its end", () => {
    const dry = (parameters: object) => gate("f", { dryRun: true, name: "dry", ...parameters });
    const real = gate("p", { count: 2, name: "real" });
    expect(run([dry({ failureLimit: 3 }), real])).toMatchObject({
      verdict: "successful",
      endedAt: 180,
    });
    expect(
      run(
        [
          dry({ dryRun: true, failureLimit: -1, consecutiveSuccessLimit: 1 }),
          gate("p", { count: 2 }),
        ],
        600,
      ).verdict,
    ).toBe(undefined);
  });

  test("alone, dryRun checks end well", () => {
    expect(run([gate("f", { dryRun: true })]).verdict).toBe("successful");
  });

  test("dryRun is measured and logged, and never decides", () => {
    const dry = gate("f", { dryRun: true, count: 2, failureLimit: 0, name: "dry" });
    const log = run([dry, gate("p", { count: 3, name: "real" })]);
    expect([log.verdict, log.times]).toEqual(["successful", "0 0 60 120"]);
  });
});

describe("minimumRequests", () => {
  test("fewer is not yet enough: no count, no limit, again after every", () => {
    const log = run([gate("f", { minimumRequests: 101 })], 300);
    expect([log.verdict, log.times]).toEqual([undefined, "0 60 120 180 240 300"]);
    expect(new Set(log.verdicts)).toEqual(new Set(["inconclusive"]));
  });

  test("a provider that does not answer is an error all the same", () => {
    const log = run([gate("!", { minimumRequests: 101 })]);
    expect([log.verdict, log.verdicts.length]).toEqual(["error", 5]);
  });

  test("as many is enough", () => {
    expect(run([gate("f", { minimumRequests: 100 })]).verdict).toBe("failed");
  });
});
