// What a person is told of odds that are partial, or of an uncertain world; test/cli/odds.test.ts has the rest.
import { expect, test } from "vitest";
import { odds } from "../../sim/odds/odds.ts";
import { surveyOf } from "../../sim/odds/survey.ts";
import { sweep } from "../../sim/odds/sweep.ts";
import type { OddsPoint } from "../../sim/odds/types.ts";
import { readAxis } from "../../sim/odds/vary.ts";
import { workbench } from "../../sim/odds/workbench.ts";
import { parseScenario } from "../../sim/parse.ts";
import { percentText } from "../../sim/results/words.ts";
import { WIDTH } from "../../src/cli/layout.ts";
import { oddsMarkdown } from "../../src/cli/oddsMarkdown.ts";
import { againstText, oddsReport } from "../../src/cli/oddsReport.ts";
import { differenceText, shareText } from "../../src/cli/oddsWords.ts";
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

const ASKED = { axes: [], exact: false };

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
    expect(text).toMatch(
      /^0 runs of each strategy.*\nNo run is done yet: there is nothing to tell\.\n$/m,
    );
    expect(text).not.toContain("100%");
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
  const found = odds(uncertain, { runs: 80, seed: 1 });
  const text = oddsReport(found, { ...ASKED, scenario: uncertain }, plain);
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

test("an uncertain world over what varies: both errors apart, as a table and a curve each, and as a map each", () => {
  const vary = ["traffic.rate=2/s,5/s", "duration=10m,20m"];
  const [rate, time] = vary.map(readAxis);
  const found = odds(uncertain, { runs: 40, vary: vary.slice(0, 1) });
  const asked = { ...ASKED, scenario: uncertain };
  const curves = oddsReport(found, { ...asked, axes: [rate!] }, plain);
  for (const [title, name] of [
    ["Caught, of the runs with a bad candidate", "catch"],
    ["Rolled back for nothing, of the runs with a good candidate", "falseRollback"],
  ] as const) {
    const [first, second] = found.points[1]!.strategies.map((each) => shareText(each[name]));
    const at = curves.indexOf(`${title}, and its 95%\ntraffic.rate  candidate `);
    expect(at).toBeGreaterThan(0);
    const line = curves.slice(at).split("\n")[3];
    expect(line?.split(/ {2,}/)).toEqual(["5/s", "good or bad", first, second]);
  }
  expect(curves.match(/^100% ┤/gm)).toHaveLength(2);
  expect(curves).not.toContain("Rolled back, and");

  const map = oddsReport(
    odds(uncertain, { runs: 40, vary }),
    { ...asked, axes: [rate!, time!] },
    plain,
  );
  expect(map).toMatch(
    /^Caught, of the runs with a bad candidate; the widest 95% interval is \d+ /m,
  );
  expect(map).toMatch(/^Rolled back for nothing, of the runs with a good candidate; the widest /m);
  expect(map.match(/^patient +10m +20m$/gm)).toHaveLength(2);
  expect(map).not.toMatch(/\(.*%\)/);
});

test("a width that all runs were not enough for is told, with how wide the widest is", () => {
  const scenario = parseScenario(document);
  const vary = ["versions[1].errorRate=2%,50%"];
  const report = (until: number, write = oddsReport) => {
    const found = odds(scenario, { runs: 400, until, vary });
    return [
      found,
      write(found, { scenario, axes: vary.map(readAxis), exact: false }, plain),
    ] as const;
  };
  const [found, text] = report(0.03);
  const { widest } = found.unreached!;
  expect(found.unreached).toEqual({ until: 0.03, points: 1, widest });
  expect(widestShare(found.points[0]!)).toBe(widest);
  expect(widest).toBeGreaterThan(0.03);
  expect(widestShare(found.points[1]!)).toBeLessThan(0.03);
  const told = `--until 3% is not reached at 1 of 2 points: after 400 runs, the most there may be (--runs), the widest interval is still ${percentText(widest)} wide.`;
  expect(text.replaceAll("\n", " ")).toContain(told);
  expect(report(0.03, oddsMarkdown)[1]).toContain(`
**${told}**
`);
  const [reached, words] = report(0.5);
  expect(reached).not.toHaveProperty("unreached");
  expect(words).not.toContain("not reached");
  const options = { seed: 1, strategies: ["patient"], runs: 400, until: 0.03 };
  const partial = sweep(surveyOf(document, options)).result();
  expect(partial).toMatchObject({ partial: true, runs: 0 });
  expect(partial).not.toHaveProperty("unreached");
});

/** Of every outcome, and of those by which a plan is judged. */
function widestShare({ strategies }: OddsPoint): number {
  const shares = strategies.flatMap((odds) => [
    odds.promoted,
    odds.rolledBack,
    odds.paused,
    odds.running,
    odds.catch,
    odds.escape,
    odds.falseRollback,
  ]);
  return Math.max(...shares.map((share) => (share === null ? 0 : share.high - share.low)));
}

test("differences between what is counted and what is not are told as of no common luck", () => {
  const { points } = odds(parseScenario(document), { runs: 4 });
  const [first, second] = points[0]!.strategies;
  expect(againstText([first!, second!])).toBe(
    "Against patient on the same seeds (shares in points of percent)",
  );
  expect(againstText([first!, { ...second!, world: "requests" }])).toBe(
    "Against patient on the same seeds (shares in points of percent; no luck is common to what is drawn as counts and what is simulated)",
  );
});

test("markdown has the differences to the first strategy, at each point; of none there is nothing to tell", () => {
  const scenario = parseScenario(document);
  const vary = ["versions[1].errorRate=2%,5%"];
  const found = odds(scenario, { runs: 40, vary });
  const asked = { ...ASKED, scenario, axes: vary.map(readAxis) };
  const lines = oddsMarkdown(found, asked).split("\n");
  const at = lines.indexOf("Against patient on the same seeds (shares in points of percent):");
  expect(lines[at + 2]).toBe(
    "| versions\\[1\\].errorRate | candidate | strategy | rolled back | promoted | harmed requests | regret |",
  );
  const { difference } = found.points[1]!.strategies[1]!;
  const { rolledBack, promoted } = difference!;
  expect(lines[at + 5]).toContain(
    `| 5% | bad | quick | ${differenceText(rolledBack, 100)} | ${differenceText(promoted, 100)} |`,
  );
  expect(lines.slice(at + 4).filter((line) => line.startsWith("|"))).toHaveLength(2);
  const alone = odds(scenario, { runs: 4, strategies: ["quick"] });
  expect(oddsMarkdown(alone, { ...asked, axes: [] })).not.toContain("Against");
  const none = { ...found, runs: 0, partial: true } as const;
  expect(oddsMarkdown(none, asked)).toBe(
    "### small\n\n**Partial**: stopped before its end.\n\nNo run is done yet: there is nothing to tell.\n",
  );
});
