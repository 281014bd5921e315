import fc from "fast-check";
import { expect, test } from "vitest";
import "../seeded.ts";
import { carryOut, type Crew, CrewLost } from "../../sim/odds/carryOut.ts";
import { odds } from "../../sim/odds/odds.ts";
import { placeOf } from "../../sim/odds/rows.ts";
import { surveyOf } from "../../sim/odds/survey.ts";
import { sweep } from "../../sim/odds/sweep.ts";
import type { Batch, Odds, Survey } from "../../sim/odds/types.ts";
import { readAxis } from "../../sim/odds/vary.ts";
import { workbench } from "../../sim/odds/workbench.ts";
import { parseScenario } from "../../sim/parse.ts";
import { compare } from "../../sim/simulate.ts";

const document = {
  name: "small",
  duration: "10m",
  traffic: { rate: "1/s", users: 100 },
  versions: [
    { id: "stable", errorRate: "1%" },
    { id: "candidate", errorRate: "5%" },
  ],
  strategies: [
    { type: "flagger", id: "patient", threshold: 2, stepWeight: 25 },
    { type: "flagger", id: "quick", threshold: 1, stepWeight: 25 },
  ],
};
const survey = (more: object = {}): Survey =>
  surveyOf(document, {
    seed: 3,
    strategies: ["patient", "quick"],
    vary: [readAxis("versions[1].errorRate=1%,8%")],
    runs: 60,
    exact: true,
    ...more,
  });

function inOneThread(asked: Survey): Odds {
  const work = sweep(asked);
  for (let batch = work.next(); batch !== null; batch = work.next())
    work.accept(batch, work.bench.rows(batch));
  const told = work.result();
  const runs = told.points.reduce((sum, point) => sum + point.runs, 0);
  expect(work).toMatchObject({ over: true, done: runs, total: runs });
  return told;
}

test("run i is the run of seed + i", () => {
  const { points } = inOneThread(survey({ runs: 12, vary: [] }));
  const alone = Array.from(
    { length: 12 },
    (_, i) => compare(parseScenario(document), { seed: 3 + i }).runs[0]!,
  );
  const [patient] = points[0]!.strategies;
  const mean = (of: (run: (typeof alone)[number]) => number) =>
    alone.reduce((sum, run) => sum + of(run), 0) / alone.length;
  expect(patient!.regret.mean).toBeCloseTo(
    mean(({ regret }) => regret),
    10,
  );
  expect(patient!.requests.mean).toBeCloseTo(
    mean(({ requests }) => requests),
    10,
  );
  expect(patient!.harmedUsers.mean).toBeCloseTo(
    mean(({ harmedUsers }) => harmedUsers),
    10,
  );
  const back = alone.filter(({ outcome }) => outcome === "rolledBack");
  expect(patient!.rolledBack.p).toBe(back.length / 12);
  expect(patient!.rolledBackAtSeconds.n).toBe(back.length);
});

test("the candidate is bad at one point and good at the other: each has its own shares", () => {
  const [good, bad] = inOneThread(survey()).points;
  expect([good!.bad, bad!.bad]).toEqual([false, true]);
  const [quick, late] = [good!.strategies[1]!, bad!.strategies[1]!];
  expect(quick).toMatchObject({ catch: null, escape: null, falseRollback: quick.rolledBack });
  expect(late).toMatchObject({
    falseRollback: null,
    catch: late.rolledBack,
    escape: late.promoted,
  });
  expect(quick.difference!.against).toBe("patient");
  expect(good!.strategies[0]!.difference).toBeNull();
});

test("in any order, in any hands, twice or given back: the same bits", () => {
  const asked = survey();
  const expected = JSON.stringify(inOneThread(asked));
  const bench = workbench(asked);
  const made = new Map<string, Float64Array>();
  const rows = (batch: Batch) => {
    const key = JSON.stringify(batch);
    if (!made.has(key)) made.set(key, bench.rows(batch));
    return made.get(key)!;
  };
  fc.assert(
    fc.property(fc.infiniteStream(fc.nat({ max: 9 })), (luck) => {
      const work = sweep(asked);
      const held: Batch[] = [];
      for (let steps = 0; !work.over && steps < 1000; steps++) {
        const draw = luck.next().value!;
        if (draw < 5) {
          const batch = work.next();
          if (batch !== null) held.push(batch);
        }
        const [batch] = held.splice(draw % Math.max(1, held.length), 1);
        if (batch === undefined) continue;
        if (draw === 6) work.giveBack(batch);
        else work.accept(batch, rows(batch));
        if (draw === 7) work.accept(batch, rows(batch));
      }
      expect(JSON.stringify(work.result())).toBe(expected);
      expect(work.done).toBe(2 * 60);
    }),
    { numRuns: 40 },
  );
});

test("stopped early it tells of the first runs, and that there are more to come", () => {
  const asked = survey({ runs: 1000, vary: [] });
  const bench = workbench(asked);
  const work = sweep(asked);
  const [first, second, third] = [work.next()!, work.next()!, work.next()!];
  work.accept(third, bench.rows(third));
  expect(work.result()).toMatchObject({ partial: true, runs: 0, points: [{ runs: 0, bad: null }] });
  work.accept(first, bench.rows(first));
  expect(work.result().points[0]!.runs).toBe(first.count);
  work.accept(second, bench.rows(second));
  const { partial: _, ...told } = work.result();
  const short = first.count + second.count + third.count;
  expect(told).toEqual(inOneThread(survey({ runs: short, vary: [] })));
});

test("until a width: every point stops at the first look at which all its intervals are narrower", () => {
  const asked = survey({ runs: 4000, until: 0.11 });
  const { points } = inOneThread(asked);
  for (const { runs, strategies } of points) {
    expect(runs % 200).toBe(0);
    const widths = strategies.flatMap(({ promoted, rolledBack, running, paused }) =>
      [promoted, rolledBack, running, paused].map(({ low, high }) => high - low),
    );
    expect(Math.max(...widths)).toBeLessThan(0.11);
  }
  // what is certain is known after the first look, what is not takes longer
  expect(points[1]!.runs).toBe(200);
  expect(points[0]!.runs).toBeGreaterThan(200);
});

test("until a width: of a catch, too, which is of the few runs with a bad candidate", () => {
  const errorRate = {
    choice: [
      [0.9, "1%"],
      [0.1, "4%"],
    ],
  };
  const versions = [document.versions[0], { id: "candidate", errorRate }];
  const asked = surveyOf(
    { ...document, versions, traffic: { rate: "2/s" } },
    { seed: 3, strategies: ["patient"], runs: 8000, until: 0.1 },
  );
  const [point] = inOneThread(asked).points;
  const { catch: caught, escape, falseRollback } = point!.strategies[0]!;
  const widthOf = ({ low, high }: { low: number; high: number }) => high - low;
  expect(Math.max(...[caught, escape, falseRollback].map((share) => widthOf(share!)))).toBeLessThan(
    0.1,
  );
  expect(point!.runs).toBeLessThan(8000);
  // a look earlier the shares of all runs were narrow enough, and those of bad candidates were not
  const before = inOneThread({ ...asked, runs: point!.runs - 200, until: null }).points[0]!;
  const wide = before.strategies[0]!;
  expect(widthOf(wide.rolledBack)).toBeLessThan(0.1);
  expect(Math.max(widthOf(wide.catch!), widthOf(wide.escape!))).toBeGreaterThanOrEqual(0.1);
});

test("what is no batch of the survey, or no runs, is refused", () => {
  const asked = survey();
  const work = sweep(asked);
  const batch = work.next()!;
  const rows = workbench(asked).rows(batch);
  const { count } = batch;
  for (const other of [
    { point: 2, from: 0, count },
    { point: -1, from: 0, count },
    { point: 0, from: -count, count },
    { point: 0, from: 60, count },
    { point: 0, from: 0, count: count + 1 },
    { point: 0, from: 0.5, count },
  ])
    expect(() => work.accept(other, rows)).toThrow("no such batch");
  const outcome = placeOf(workbench(asked).layout(0), 1, "outcome");
  const damaged = (at: number, value: number) => rows.with(at, value);
  expect(() => work.accept(batch, rows.slice(1))).toThrow(/^expected \d+ numbers, got \d+$/);
  expect(() => work.accept(batch, damaged(0, 2))).toThrow("0 or 1 for a candidate, got 2");
  expect(() => work.accept(batch, damaged(outcome, NaN))).toThrow("an outcome, got NaN");
  expect(() => work.accept(batch, damaged(outcome + 1, 2))).toThrow("a version, got 2");
  expect(work).toMatchObject({ done: 0, total: 2 * 60, over: false });
});

test("a crew that loses what it has is given it again; one that always does is told of", async () => {
  const asked = survey({ runs: 20 });
  const bench = workbench(asked);
  let calls = 0;
  const clumsy: Crew = {
    size: 3,
    work: (batch) =>
      ++calls % 3 === 0 ? Promise.reject(new CrewLost("gone")) : Promise.resolve(bench.rows(batch)),
  };
  const work = sweep(asked);
  await carryOut(work, clumsy);
  expect(work.result()).toEqual(inOneThread(asked));
  const hopeless: Crew = { size: 2, work: () => Promise.reject(new CrewLost("gone")) };
  await expect(carryOut(sweep(asked), hopeless)).rejects.toThrow(CrewLost);
});

test("what a batch throws ends it; a stop is heard", async () => {
  const broken: Crew = { size: 1, work: () => Promise.reject(new RangeError("no")) };
  await expect(carryOut(sweep(survey()), broken)).rejects.toThrow("no");
  const stop = { aborted: false };
  const bench = workbench(survey());
  const work = sweep(survey());
  const crew: Crew = { size: 1, work: (batch) => Promise.resolve(bench.rows(batch)) };
  await carryOut(work, crew, { stop, accepted: () => void (stop.aborted = true) });
  expect(work.over).toBe(false);
});

test("rows are the runs one by one", () => {
  const asked = survey({ runs: 5 });
  const work = sweep(asked);
  const bench = workbench(asked);
  for (let batch = work.next(); batch !== null; batch = work.next())
    work.accept(batch, bench.rows(batch));
  const rows = [...work.rows()];
  expect(rows).toHaveLength(2 * 5 * 2);
  expect(rows[0]).toMatchObject({ point: 0, seed: 3, strategy: "patient", bad: false, drawn: {} });
  expect(rows.at(-1)).toMatchObject({ point: 1, seed: 7, strategy: "quick", bad: true });
  const figures = ["outcome", "version", "requests", "errors", "regret", "harmedUsers"] as const;
  for (const [i, errorRate] of ["1%", "8%"].entries()) {
    const scenario = parseScenario({
      ...document,
      versions: [document.versions[0], { id: "candidate", errorRate }],
    });
    const runs = [3, 4, 5, 6, 7].flatMap((seed) => compare(scenario, { seed }).runs);
    expect(rows.slice(i * 10, i * 10 + 10).map((row) => figures.map((name) => row[name]))).toEqual(
      runs.map((run) => figures.map((name) => run[name])),
    );
  }
});

test("the library's odds are the sweep's", () => {
  const told = odds(parseScenario(document), {
    runs: 60,
    seed: 3,
    vary: ["versions[1].errorRate=1%,8%"],
    exact: true,
  });
  expect(told).toEqual(inOneThread(survey()));
  expect(() => odds(parseScenario(document), { strategies: ["quik"] })).toThrow("quik");
  expect(() => odds({ ...parseScenario(document) })).toThrow("not a copy");
});

test.each([
  [{ runs: 0 }, "runs"],
  [{ runs: 1.5 }, "runs"],
  [{ seed: -1 }, "seed"],
  [{ seed: Number.MAX_SAFE_INTEGER }, "an integer in [0, 9007199253740991], got 9007199254740991"],
  [{ strategies: [] }, "strategies"],
  [{ until: 1 }, "until"],
  [{ runs: 100, until: 0.1 }, "at least 200"],
  [{ runs: 1_000_000, vary: [readAxis("a=1,2,3")] }, "at most 5000000"],
  [{ vary: [readAxis("a=1"), readAxis("b=1"), readAxis("c=1")] }, "at most 2 things"],
  [{ vary: [readAxis("a=1,2"), readAxis("a=3,4")] }, 'each thing once, got "a and a"'],
  [{ vary: [readAxis("seed=1,2")] }, "no seed, as all points run on the same ones"],
])("bounds: %j", (more, message) => {
  expect(() => survey(more)).toThrow(message);
});
