// Pods with a queue are what queueing theory calls M/M/c, and theory says what to expect of them: ten million requests each.
import { describe, expect, test, vi } from "vitest";
import { Run } from "../../sim/run.ts";
import type { Scenario } from "../../sim/scenario/types.ts";
import { cellEdge, CELLS } from "../../sim/world/counters.ts";
import { queueLoop } from "../../sim/world/queueLoop.ts";
import type { World } from "../../sim/world/world.ts";
import type { Actions } from "../../sim/strategies/types.ts";
import { at, scenarioOf, withScript } from "../worlds.ts";

vi.mock("../../sim/strategies/index.ts", async (original) => {
  const { strategies } = await original<typeof import("../../sim/strategies/index.ts")>();
  const { scripted } = await import("../scripted.ts");
  return { strategies: [...strategies, scripted] };
});

const REQUESTS = 1e7;

/** P(all c servers are busy), for offered load `a` in servers. Source: Erlang 1917, by the recursion of his loss formula. */
function erlangB(c: number, a: number): number {
  let b = 1;
  for (let k = 1; k <= c; k++) b = (a * b) / (k + a * b);
  return b;
}

/** P(wait). Source: Erlang 1917. */
function erlangC(c: number, a: number): number {
  const b = erlangB(c, a);
  return b / (1 - (a / c) * (1 - b));
}

/** P(response > t) in M/M/c, first come first served: a service, after a wait that is exponential for those who wait. */
function tailOf(c: number, arrivalRate: number, serviceRate: number) {
  const waits = erlangC(c, arrivalRate / serviceRate);
  const drain = c * serviceRate - arrivalRate;
  return (t: number): number => {
    const service = Math.exp(-serviceRate * t);
    const both =
      drain === serviceRate
        ? service * (1 + serviceRate * t)
        : (drain * service - serviceRate * Math.exp(-drain * t)) / (drain - serviceRate);
    return (1 - waits) * service + waits * both;
  };
}

/** Where a falling function passes `level`. */
function solve(f: (t: number) => number, level: number, high: number): number {
  let [low, up] = [0, high];
  for (let i = 0; i < 100; i++) {
    const middle = (low + up) / 2;
    if (f(middle) > level) low = middle;
    else up = middle;
  }
  return low;
}

/** Runs `stay`, and counts the arrivals that found `busyAt` requests or more in the system. */
function serve(scenario: Scenario, busyAt: number) {
  let world: World | undefined;
  let came = 0;
  let found = 0;
  const run = new Run({
    scenario,
    spec: scenario.strategies[0]!,
    seed: 1,
    series: false,
    paired: null,
    outcomes: null,
    loop(it) {
      world = it;
      const { router, counters } = it;
      const count = (arrival: Parameters<typeof router.pick>[0]) => {
        if (came++ - counters.answered[0]! >= busyAt) found++;
        return router.pick(arrival);
      };
      Object.assign(it, { router: { learns: false, pick: count, learn() {}, setWeights() {} } });
      return queueLoop(it);
    },
  });
  while (!run.advance(1e6));
  return { summary: run.summary(), world: world!, found: found / came };
}

/** Mean response, seconds, as the histogram knows it: within 1e-3, for a bucket is 1.6% wide and requests fall all over it. */
function meanResponse({ counters }: World): number {
  return meanOf(counters.histogram);
}

function meanOf(histogram: Int32Array): number {
  let sum = 0;
  let n = 0;
  for (let cell = 0; cell < CELLS; cell++) {
    sum += (histogram[cell]! * (cellEdge(cell) + cellEdge(cell + 1))) / 2;
    n += histogram[cell]!;
  }
  return sum / n;
}

describe.each([
  [10, 0.6],
  [10, 0.8],
  [10, 0.9],
])("M/M/%i at a load of %d: within 0.03 of Erlang", (c, load) => {
  const serviceRate = 20;
  const arrivalRate = c * serviceRate * load;
  const pods = { count: c };

  test("chance to wait, mean, p50 and p99 of the response", () => {
    const { summary, world, found } = serve(
      scenarioOf({
        duration: REQUESTS / arrivalRate,
        traffic: { rate: arrivalRate, timeout: "1d" },
        versions: [{ id: "stable", latency: { mean: 1 / serviceRate }, pods }, { id: "other" }],
      }),
      c,
    );
    const tail = tailOf(c, arrivalRate, serviceRate);
    const waits = erlangC(c, arrivalRate / serviceRate);
    const wanted = {
      waits,
      mean: 1 / serviceRate + waits / (c * serviceRate - arrivalRate),
      p50: solve(tail, 0.5, 100),
      p99: solve(tail, 0.01, 100),
    };
    const got = {
      waits: found,
      mean: meanResponse(world),
      p50: summary.latencyP50Ms! / 1000,
      p99: summary.latencyP99Ms! / 1000,
    };
    const off = Object.fromEntries(
      Object.entries(wanted).map(([figure, x]) => [
        figure,
        got[figure as keyof typeof got] / x - 1,
      ]),
    );
    if (process.env["SHOW"] !== undefined) console.info(`c ${c}, load ${load}`, off);
    expect(Math.abs(summary.requests - REQUESTS)).toBeLessThan(4 * Math.sqrt(REQUESTS));
    for (const figure of Object.values(off)) expect(Math.abs(figure)).toBeLessThan(0.03);
  }, 120_000);
});

describe.each([
  ["exponential", { mean: 0.05 }],
  ["constant", { constant: 0.05 }],
  ["log-normal", { p50: 0.04, p99: 0.16 }],
])("M/G/c/c with %s service", (name, latency) => {
  test("refuses Erlang's loss, whatever the service times look like", () => {
    const c = 8;
    const arrivalRate = 140;
    const mean = name === "log-normal" ? meanOfLogNormal(0.04, 0.16) : 0.05;
    const { summary } = serve(
      scenarioOf({
        duration: 1e6 / arrivalRate,
        traffic: { rate: arrivalRate, timeout: "1d" },
        versions: [
          { id: "stable", latency, pods: { count: 4, concurrency: 2, queue: 0 } },
          { id: "other" },
        ],
      }),
      c,
    );
    const lost = erlangB(c, arrivalRate * mean);
    expect(Math.abs(summary.errorRate / lost - 1)).toBeLessThan(0.02);
    expect(summary.regret).toBe(summary.errors); // each a whole success
  });
});

function meanOfLogNormal(p50: number, p99: number): number {
  const spread = Math.log(p99 / p50) / 2.3263478740408408;
  return p50 * Math.exp((spread * spread) / 2);
}

test("M/D/1: half the wait of M/M/1 (Pollaczek and Khinchine)", () => {
  const [rate, service] = [8, 0.1];
  const { world } = serve(
    scenarioOf({
      duration: 2e6 / rate,
      traffic: { rate, timeout: "1d" },
      versions: [
        { id: "stable", latency: { constant: service }, pods: { count: 1 } },
        { id: "other" },
      ],
    }),
    1,
  );
  const load = rate * service;
  const wait = (load * service) / (2 * (1 - load));
  expect(Math.abs(meanResponse(world) / (service + wait) - 1)).toBeLessThan(0.02);
});

/** Mean response of live requests and of those beside them, seconds, when one pod serves a constant 0.1 s and `act` adds load. */
function beside(traffic: object, duration: number, act: (act: Actions) => void) {
  const versions = [
    { id: "stable", latency: { constant: 0.1 }, pods: { count: 1 } },
    { id: "other" },
  ];
  const scenario = scenarioOf({ duration, traffic: { timeout: "1d", ...traffic }, versions });
  const script = withScript(scenario, () => ({
    wake({ kind }, _monitor, actions) {
      if (kind === "start") act(actions);
    },
  }));
  const { world } = serve(script, 1);
  return { live: meanResponse(world), copies: meanOf(world.side.counters!.histogram) };
}

test("every request and its copy, one behind the other: batches of two (M^[2]/D/1)", () => {
  const [rate, service] = [4, 0.1];
  const { live, copies } = beside({ rate }, 1e6 / rate, (act) => act.mirror(0, 1, "copies"));
  // a batch is one service of twice the length: Pollaczek and Khinchine's wait, and the copy one service after its request
  const load = 2 * rate * service;
  const wait = (load * 2 * service) / (2 * (1 - load));
  expect(Math.abs(live / (wait + service) - 1)).toBeLessThan(0.02);
  expect(Math.abs(copies / (wait + 2 * service) - 1)).toBeLessThan(0.02);
});

test("a synthetic load alone, at equal intervals: nobody waits (D/D/1)", () => {
  const { copies } = beside(at(0), 1e4, (act) => act.load(0, 9, "load"));
  expect(Math.abs(copies / 0.1 - 1)).toBeLessThan(0.01);
});
