// What must hold of every run of every world: requests are neither lost nor counted twice, and figures agree with one another.
import { describe, expect, test, vi } from "vitest";
import type { EvidenceSeries, RunSummary, Series } from "../../sim/results/types.ts";
import type { Scenario } from "../../sim/scenario/types.ts";
import { compare } from "../../sim/simulate.ts";
import { CELLS } from "../../sim/world/counters.ts";
import { flowLoop } from "../../sim/world/flowLoop.ts";
import type { Loop } from "../../sim/world/loop.ts";
import { queueLoop } from "../../sim/world/queueLoop.ts";
import type { World } from "../../sim/world/world.ts";
import { swarm, WORLDS } from "./swarm.ts";

vi.mock("../../sim/strategies/index.ts", async (original) => {
  const { strategies } = await original<typeof import("../../sim/strategies/index.ts")>();
  const { meddling } = await import("./meddling.ts");
  return { strategies: [...strategies, meddling] };
});

const sum = (x: ArrayLike<number>): number => Array.from(x).reduce((a, b) => a + b, 0);

/** Thousands a scenario: cheaper than `expect`. */
function holds(condition: boolean, what: string): void {
  if (!condition) throw new Error(`expected that ${what}`);
}

/** What came beside the live requests was answered once too: copies, synthetic ones, and attempts that were sent again. */
function besides({ side, retries, scenario }: World): void {
  if (side.counters === null) return;
  const { arrived, answered, errors, refused, rewards, histogram } = side.counters;
  const all = sum(answered);
  if (retries === null) holds(all === side.sent, "every copy is answered");
  else holds(all >= side.sent, "every copy is answered, beside attempts that failed");
  holds(sum(arrived) + sum(rewards) === 0, "no copy is a request, or converts");
  scenario.versions.forEach((_, v) => {
    const responses = sum(histogram.subarray(v * CELLS, (v + 1) * CELLS));
    holds(responses === answered[v]! - refused[v]!, "the time of every response is known");
    holds(errors[v]! >= refused[v]! && errors[v]! <= answered[v]!, "what is refused has failed");
  });
}

/** Every request was answered once; of every answer but a refusal the time is known. */
function answered({ counters }: World): void {
  const { answered, errors, rewards, refused, labels, labelRewards } = counters;
  for (let v = 0; v < counters.versions; v++) {
    holds(answered[v] === counters.routedTo(v), "every request is answered");
    const responses = sum(counters.histogram.subarray(v * CELLS, (v + 1) * CELLS));
    holds(responses === answered[v]! - refused[v]!, "the time of every response is known");
    holds(errors[v]! >= refused[v]!, "what is refused has failed");
    holds(labels[v]! <= answered[v]!, "at most one label comes of each request");
    holds(labelRewards[v]! <= Math.min(labels[v]!, rewards[v]!), "labels say what happened");
  }
}

function figures(run: RunSummary, scenario: Scenario): void {
  const { versions } = run;
  const { users, timeout: once, retries } = scenario.traffic;
  const timeout = once * (retries?.on.includes("timeout") ? retries.attempts + 1 : 1);
  for (const figure of ["requests", "errors", "rewards"] as const)
    holds(sum(versions.map((v) => v[figure])) === run[figure], `versions add up to all ${figure}`);
  holds(run.candidateRequests === run.requests - versions[0]!.requests, "all but stable's");
  holds(run.errorRate === (run.requests === 0 ? 0 : run.errors / run.requests), "the error rate");
  holds(run.rewards <= run.requests - run.errors, "only what succeeds converts");
  holds(run.harmedRequests <= run.errors, "who is harmed has failed");
  holds(run.sparedRequests <= run.requests - run.errors, "who is spared has succeeded");
  holds(run.harmedUsers <= Math.min(run.harmedRequests, users), "harmed users were harmed");
  holds(run.harmedUsers > 0 === run.harmedRequests > 0, "the harmed are somebody");
  holds(run.returnedUsers <= run.switchedUsers, "only who left can return");
  holds(run.switchedUsers <= users, "only users switch");
  holds(run.regret >= 0 && run.regret <= run.requests, "a request costs at most itself");
  const { segments = [] } = run;
  holds(segments.length !== 1, "of one segment nothing is said apart");
  if (segments.length > 0) {
    for (const figure of ["requests", "errors"] as const)
      holds(
        sum(segments.map((s) => s[figure])) === run[figure],
        `segments add up to all ${figure}`,
      );
    const regret = sum(segments.map((s) => s.regret));
    holds(Math.abs(regret - run.regret) < 1e-9 * (1 + run.requests), "and to all regret");
    holds(
      segments.every((s) => s.errors <= s.requests && s.regret >= 0 && s.regret <= s.requests),
      "a segment's request costs at most itself",
    );
  }
  if (scenario.versions.every(({ pods }) => pods === null))
    holds(run.podHours === 0 && run.cost === 0, "what has no pods costs nothing");
  for (const { latencyP50Ms: p50, latencyP99Ms: p99 } of [run, ...versions]) {
    holds((p50 === null) === (p99 === null), "percentiles exist together");
    // the bucket that a time-out falls into reaches 1/64 beyond it
    const most = 1000 * timeout * (1 + 1 / 64) + 1e-3;
    if (p50 !== null && p99 !== null) holds(p50 <= p99 && p99 <= most, "nobody waits longer");
  }
}

function decisions(run: RunSummary, duration: number): void {
  const { decisions: all, outcome, decidedAtSeconds } = run;
  holds(all[0]?.at === 0 && all[0].kind === "start", "it starts");
  all.forEach(({ at, reason, weights }, i) => {
    holds(at >= (all[i - 1]?.at ?? 0) && at <= duration, "decisions are in order, within the run");
    holds(!/undefined|NaN|null|\[object/.test(reason), `a reason is a sentence: ${reason}`);
    const whole = weights === undefined ? 1 : sum(Object.values(weights));
    holds(whole === 0 || Math.abs(whole - 1) < 1e-9, `weights sum to 1 or 0, not ${whole}`);
  });
  const decided = outcome === "promoted" ? "promote" : outcome === "rolledBack" ? "rollback" : null;
  holds((decidedAtSeconds === null) === (decided === null), "what is decided has its time");
  if (decided !== null)
    holds(
      all.some(({ at, kind }) => at === decidedAtSeconds && kind === decided),
      "the outcome is in the log",
    );
}

function bins(series: Series, run: RunSummary): void {
  const lines = run.versions.map(({ id }) => series.byVersion[id]!);
  run.versions.forEach(({ requests, errors }, v) => {
    holds(sum(lines[v]!.requests) === requests, "bins add up to all requests");
    holds(sum(lines[v]!.errors) === errors, "bins add up to all errors");
    const within = lines[v]!.errors.every((n, bin) => n <= lines[v]!.requests[bin]!);
    holds(within, "a failure is in the bin its request came in");
    const timed = lines[v]!.p99Ms.every((p99, bin) => p99 === null || lines[v]!.requests[bin]! > 0);
    holds(timed, "a response is in the bin its request came in");
  });
  const regret = sum(lines.flatMap((line) => line.regret));
  holds(Math.abs(regret - run.regret) < 1e-9 * (1 + run.requests), "bins add up to all regret");
  const weights = series.at.map((_, bin) => sum(lines.map((line) => line.weight[bin]!)));
  holds(
    weights.every((weight) => weight > -1e-9 && weight < 1 + 1e-9),
    "weights are shares",
  );
}

/** What is believed is a probability, and one of the versions is the best. */
function evidence({ beliefs, tests }: EvidenceSeries): void {
  const all = Object.values(beliefs);
  for (const { mean, low, high, best } of all)
    mean.forEach((m, bin) => {
      if (m === null) return holds(low[bin] === null && best[bin] === null, "nothing is believed");
      holds(
        0 <= low[bin]! && low[bin]! <= m && m <= high[bin]! && high[bin]! <= 1,
        "a mean within",
      );
    });
  for (const bin of all[0]?.mean.keys() ?? [])
    if (all[0]!.mean[bin] !== null)
      holds(Math.abs(sum(all.map(({ best }) => best[bin]!)) - 1) < 1e-3, "one of them is the best");
  for (const { value, lower, upper } of Object.values(tests))
    for (const figure of [...value, ...lower, ...upper])
      holds(figure === null || Number.isFinite(figure), `a number, not ${figure}`);
}

/** Failed here and not there, less failed there and not here, is how many more failed here. */
function pairing(run: RunSummary, stay: RunSummary): void {
  const { harmedRequests, sparedRequests } = run;
  holds(run.requests === stay.requests, "everybody has the same requests");
  holds(harmedRequests - sparedRequests === run.errors - stay.errors, "harm is against staying");
  if (run.type === "stay")
    holds(harmedRequests + sparedRequests + run.candidateRequests === 0, "staying changes nothing");
}

describe.each([
  ["any", 25],
  ["tied", 25],
] as const)("in %s worlds", (kind, runs) => {
  test("every request is answered once, and counts add up", () => {
    const held = swarm(WORLDS[kind], runs, (sampled) => {
      const stay = { type: "stay", id: "nothing" };
      const scenario = { ...sampled, strategies: [...sampled.strategies, stay] };
      const worlds: World[] = [];
      const loop = (world: World): Loop => {
        worlds.push(world);
        const queues = world.router.learns || scenario.versions.some(({ pods }) => pods !== null);
        return queues ? queueLoop(world) : flowLoop(world);
      };
      const { runs: all } = compare(scenario, { series: true, loop });
      worlds.forEach(answered);
      worlds.forEach(besides);
      for (const run of all) {
        figures(run, scenario);
        decisions(run, scenario.duration);
        bins(run.series!, run);
        if (run.series!.evidence !== undefined) evidence(run.series!.evidence);
        pairing(run, all.at(-1)!);
      }
    });
    expect(held).toBeGreaterThanOrEqual(runs);
  });
});
