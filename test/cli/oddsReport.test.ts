// What a person is told of odds that are partial, or of an uncertain world; test/cli/odds.test.ts has the rest.
import { expect, test } from "vitest";
import { odds } from "../../sim/odds/odds.ts";
import { surveyOf } from "../../sim/odds/survey.ts";
import { sweep } from "../../sim/odds/sweep.ts";
import { readAxis } from "../../sim/odds/vary.ts";
import { workbench } from "../../sim/odds/workbench.ts";
import { parseScenario } from "../../sim/parse.ts";
import { WIDTH } from "../../src/cli/layout.ts";
import { oddsReport } from "../../src/cli/oddsReport.ts";
import { plain } from "../../src/cli/terminal.ts";

const document = {
  name: "small",
  duration: "10m",
  traffic: { rate: "5/s", users: 100 },
  versions: [
    { id: "stable", errorRate: "1%" },
    { id: "candidate", errorRate: "5%" },
  ],
  strategies: [
    { type: "flagger", id: "patient", threshold: 2, stepWeight: 25 },
    { type: "flagger", id: "quick", threshold: 1, stepWeight: 25 },
  ],
};

/** The report after this many batches have come back. */
function partial(batches: number, ...varied: string[]): string {
  const axes = varied.map(readAxis);
  const strategies = ["patient", "quick"];
  const work = sweep(surveyOf(document, { seed: 3, strategies, vary: axes, runs: 1000 }));
  const bench = workbench(work.survey);
  for (let i = 0; i < batches; i++) {
    const batch = work.next()!;
    work.accept(batch, bench.rows(batch));
  }
  const asked = { scenario: parseScenario(document), axes, exact: false };
  return oddsReport(work.result(), asked, plain);
}

test("stopped before any run is done, there is nothing to tell but that", () => {
  const rate = "versions[1].errorRate=1%,5%";
  for (const varied of [[], [rate], [rate, "traffic.rate=1/s,5/s"]]) {
    const text = partial(0, ...varied);
    expect(text).toContain("Partial: it was stopped before its end");
    expect(text).toContain("0 runs of each strategy");
    expect(text).not.toMatch(/\d%.*\(|NaN|null|undefined/);
  }
});

test("where one point has more runs than another, each says how many", () => {
  const text = partial(1, "versions[1].errorRate=1%,5%");
  expect(text).toMatch(/^0 to \d+ runs of each strategy at each of 2 points/m);
  expect(text).toMatch(/^versions\[1\]\.errorRate +candidate +runs +patient +quick$/m);
  expect(text).toMatch(/^1% +good +\d+ +\d/m);
  expect(text).toMatch(/^5% +- +0 +- +-$/m);
  // below the curve, nothing is known of the second
  expect(text).toMatch(/^ +├─+ good ─+┤├─+ - ─+┤$/m);
});

test("why requests were simulated is told of a point at which they were; how long, where it is the same", () => {
  const text = partial(3, "traffic.arrivals=poisson,regular");
  expect(text).toContain("; 10m of traffic each\n");
  expect(text.replaceAll("\n", " ")).toMatch(
    / patient, quick: drawn as counts.* patient, quick: every request was simulated: arrivals are regular: only Poisson/,
  );
  expect(partial(3, "duration=10m,20m")).toMatch(/points, seeds 3 to \d+$/m);
});

test("the largest map there may be is drawn", () => {
  const axes = ["a", "b"].map((path) => readAxis(`${path}=1..100/100`));
  const scenario = parseScenario(document);
  const { points, ...rest } = odds(scenario, {
    runs: 1,
    vary: ["duration=1m", "traffic.rate=1/s"],
  });
  const [point] = points;
  const many = Array.from({ length: 8 }, () => point!.strategies).flat();
  const map = Array.from({ length: 100 * 100 }, () => ({ ...point!, set: {}, strategies: many }));
  const text = oddsReport({ ...rest, points: map }, { scenario, axes, exact: false }, plain);
  expect(text.replaceAll("\n", " ")).toContain("the widest 95% interval is 80 points wide");
  // its last row, of each strategy, eleven columns at a time
  expect(text.match(/^100 .*%/gm)).toHaveLength(16 * Math.ceil(100 / 11));
});

test("of an uncertain world: both errors, what was promoted, and the runs apart by what was drawn", () => {
  const uncertain = parseScenario({
    ...document,
    versions: [
      { id: "stable", errorRate: "1%" },
      {
        id: "candidate",
        errorRate: {
          choice: [
            [0.7, "1%"],
            [0.3, "9%"],
          ],
        },
      },
    ],
  });
  const found = odds(uncertain, { runs: 80, seed: 1 });
  const text = oddsReport(found, { scenario: uncertain, axes: [], exact: false }, plain);
  expect(text).toMatch(/^The candidate is bad in \d+% \(\d+% to \d+%\) of the runs$/m);
  expect(text).toMatch(
    /^strategy +bad: caught +bad: escaped +good: rolled back +bad of the promoted$/m,
  );
  const parts = found.points[0]!.splits.map(({ drawn, from, runs }) => [drawn, from, runs]);
  expect(parts.map(([, from]) => from)).toEqual([0.01, 0.09]);
  const [good, bad] = parts;
  expect(text).toMatch(
    /^Rolled back, and its 95%, by what was drawn of versions\[1\]\.errorRate\ndrawn +runs +bad +patient +quick$/m,
  );
  expect(text).toMatch(new RegExp(`^1% +${good![2]} +0% +\\d`, "m"));
  expect(text).toMatch(new RegExp(`^9% +${bad![2]} +100% +\\d`, "m"));
  for (const line of text.split("\n")) expect(line.length).toBeLessThanOrEqual(WIDTH);
});
