import { renderToStaticMarkup } from "react-dom/server";
import { describe, expect, test } from "vitest";
import { EvidenceFigure } from "../../ui/charts/EvidenceFigure.tsx";
import { evidenceData, hasEvidence, type EvidenceData } from "../../ui/charts/evidence.ts";
import { evidenceLayout } from "../../ui/charts/layout.ts";
import { Tables } from "../../ui/charts/Tables.tsx";
import { valueAt } from "../../ui/charts/lines.ts";
import { inks } from "../../ui/colours.ts";
import type { RunSummary } from "../../sim/results/types.ts";
import { comparison, facts, theory } from "./fixture.ts";
import { abTest, judged, thompson } from "./known.ts";

const ink = inks(facts.strategies).get("thompson")!;

function known(run: RunSummary, zoom: [number, number] | null = null): EvidenceData {
  return evidenceData(facts, run, theory, ink, zoom);
}

function draw(
  evidence: EvidenceData,
  width = 640,
  cursor: number | null = null,
  spot: string | null = null,
): string {
  return renderToStaticMarkup(
    <EvidenceFigure
      evidence={evidence}
      layout={evidenceLayout(
        width,
        evidence.charts.map((chart) => chart.lines.length),
      )}
      cursor={cursor}
      label="What Thompson knew"
      spot={spot}
      onSpot={() => {}}
    />,
  );
}

const titles = ({ charts }: EvidenceData): string[] => charts.map(({ title }) => title);

describe("what there is to show", () => {
  test("is nothing of a strategy that computes nothing", () => {
    for (const run of comparison.runs) expect(hasEvidence(run, facts.duration)).toBe(false);
    for (const run of [thompson, abTest, judged])
      expect(hasEvidence(run, facts.duration)).toBe(true);
  });

  test("of a bandit: its beliefs", () => {
    expect(titles(known(thompson))).toEqual(["Success rate", "Chance of being the best"]);
  });

  test("of an A/B test: its tests too, and none without a number", () => {
    expect(titles(known(abTest)).slice(2)).toEqual(["Goal", "Sample ratio"]);
  });

  test("of a canary: the checks whose judge computes, at the times of the checks", () => {
    const { charts } = known(judged);
    expect(charts).toHaveLength(1);
    expect(charts[0]).toMatchObject({ title: "Error rate" });
    expect(charts[0]!.explains).toContain("ln e-value");
    const [line] = charts[0]!.lines;
    expect(line!.x).toEqual([120, 180, 240, 300, 380]);
    expect(line!.y).toEqual([1, 2, 3, 4, 5]);
  });

  test("of many checks: no more than can be compared, and how many are left", () => {
    const decisions = judged.decisions.flatMap((decision) =>
      decision.measure === undefined
        ? []
        : Array.from({ length: 20 }, (_, i) => ({
            ...decision,
            measure: { ...decision.measure!, name: `check ${i}` },
          })),
    );
    const { charts, left } = known({ ...judged, decisions });
    expect(charts.length + left).toBe(20);
    expect(charts).toHaveLength(12);
  });
});

describe("beliefs", () => {
  const [rates, best] = known(thompson).charts;

  test("are known at a bin's end, and not before there are any", () => {
    const line = rates!.lines.find(({ id }) => id === "stable")!;
    expect(valueAt(line, 29)).toBe(null);
    expect(valueAt(line, 60)).toBe(thompson.series!.evidence!.beliefs["stable"]!.mean[1]);
  });

  test("have a plot as high as what was believed in the end, not at the start", () => {
    expect(rates!.bottom).toBeGreaterThan(0.9);
    expect(rates!.top).toBe(1);
    expect(best).toMatchObject({ bottom: 0, top: 1 });
  });

  test("are read with no more digits than their own interval can tell", () => {
    expect(rates!.format(0.994999, "stable")).toBe("99.50%");
    expect(rates!.format(0.97123, "candidate")).toBe("97%");
  });

  test("stand beside the truth, where it moves when it moves", () => {
    const moving = {
      ...theory,
      rates: { ...theory.rates, candidate: { x: [0, 600], y: [0.97, 0.9] } },
    };
    const { charts } = evidenceData(facts, thompson, moving, ink, null);
    const truth = charts[0]!.guides.find(({ truthOf }) => truthOf === "candidate")!;
    expect([0, 599, 600, 1800].map((at) => valueAt(truth, at))).toEqual([0.97, 0.97, 0.9, 0.9]);
    expect(charts[0]!.bottom).toBeLessThanOrEqual(0.9);
  });

  test("are not drawn of a version that nobody tried", () => {
    const { stable, candidate } = thompson.series!.evidence!.beliefs;
    const prior = {
      mean: stable!.mean.map(() => 0.5),
      low: stable!.mean.map(() => 0.025),
      high: stable!.mean.map(() => 0.975),
      best: stable!.mean.map(() => 0.2),
    };
    const evidence = {
      beliefs: { stable: stable!, candidate: candidate!, other: prior },
      tests: {},
    };
    const run = {
      ...thompson,
      versions: [...thompson.versions, { ...thompson.versions[1]!, id: "other" }],
      series: { ...thompson.series!, evidence },
    };
    const [belief] = known(run).charts;
    expect(belief!.lines.map(({ id }) => id)).toEqual(["stable", "candidate"]);
  });

  test("of a single version are no contest", () => {
    const only = { ...thompson, versions: thompson.versions.slice(0, 1) };
    expect(titles(known(only))).toEqual(["Success rate"]);
  });
});

describe("tests", () => {
  const [, , goal, ratio] = known(abTest).charts;

  test("have their bounds: a curve by its name, a level with its height", () => {
    expect(goal!.guides.map(({ label }) => label)).toEqual(["upper bound", "lower bound"]);
    expect(ratio!.guides.map(({ label }) => label)).toEqual(["upper bound 6.91"]);
  });

  test("have zero in sight, and what a bound was at the start need not be", () => {
    for (const chart of [goal!, ratio!]) {
      expect(chart.bottom).toBeLessThan(0);
      expect(chart.top).toBeGreaterThan(0);
    }
    expect(goal!.top).toBeLessThan(8);
    expect(goal!.bottom).toBeLessThanOrEqual(-5.9);
  });
});

test("many bands are faint, and the one that stands out is not", () => {
  const { beliefs } = thompson.series!.evidence!;
  const ids = ["stable", "candidate", "v2", "v3", "v4"];
  const all = ids.map((id) => [id, beliefs["candidate"]!]);
  const evidence = { beliefs: Object.fromEntries(all), tests: {} };
  const versions = ids.map((id) => ({ ...thompson.versions[0]!, id }));
  const run = { ...thompson, versions, series: { ...thompson.series!, evidence } };
  expect(draw(known(run)).match(/class="band faint"/g)).toHaveLength(5);
  expect(draw(known(run), 640, null, "v3").match(/class="band"/g)).toHaveLength(1);
});

test("the name of a bound keeps away from a line that has crossed it", () => {
  const bins = thompson.series!.at.length;
  const curve = Array.from({ length: bins }, (_, i) => 2 + 1 / (i + 1));
  const labelled = (value: number): number => {
    const goal = {
      statistic: "z",
      value: curve.map(() => value),
      lower: curve.map(() => null),
      upper: curve,
    };
    const evidence = { beliefs: {}, tests: { goal } };
    const svg = draw(known({ ...thompson, series: { ...thompson.series!, evidence } }));
    const [, y] = /class="guide-label halo"[^>]* y="([\d.]+)"/.exec(svg)!;
    const [end] = [...svg.matchAll(/class="guide"[^>]* d="[^"]*,([\d.]+)"/g)].map((m) => m[1]);
    return Number(y) - Number(end);
  };
  expect(labelled(0)).toBeLessThan(0);
  expect(labelled(2.1)).toBeGreaterThan(0);
});

test("the name of a bound that comes down in steps stands above its steps, not on one", () => {
  const bins = thompson.series!.at.length;
  const steps = Array.from({ length: bins }, (_, i) => (i < 0.9 * bins ? 4 : 2));
  const none = steps.map(() => null);
  const goal = { statistic: "z", value: steps.map(() => 0), lower: none, upper: steps };
  const evidence = { beliefs: {}, tests: { goal } };
  const svg = draw(known({ ...thompson, series: { ...thompson.series!, evidence } }));
  const [, base] = /class="guide-label halo"[^>]* y="([\d.]+)"/.exec(svg)!;
  const [, path] = /class="guide"[^>]* d="([^"]*)"/.exec(svg)!;
  const heights = [...path!.matchAll(/,([\d.]+)/g)].map(([, y]) => Number(y));
  expect(new Set(heights).size).toBe(2);
  expect(Number(base)).toBeLessThan(Math.min(...heights));
});

test("a chance is read as one", () => {
  const evidence = thompson.series!.evidence!;
  const chance = { ...abTest.series!.evidence!.tests["sample ratio"]!, statistic: "P(better)" };
  const tests = { goal: { ...chance, value: chance.value.map(() => 0.87) } };
  const run = { ...thompson, series: { ...thompson.series!, evidence: { ...evidence, tests } } };
  const chart = known(run).charts[2]!;
  expect(chart).toMatchObject({ bottom: 0, top: 1 });
  expect(chart.format(0.87, chart.id)).toBe("87%");
});

describe("the figure", () => {
  test("has a band and a line a version, and a dotted truth", () => {
    const svg = draw(known(thompson));
    expect(svg.match(/class="band"/g)).toHaveLength(2);
    expect(svg.match(/class="line"/g)).toHaveLength(4);
    expect(svg.match(/class="truth"/g)).toHaveLength(2);
    expect(svg).toContain('stroke="var(--version-1)"');
  });

  test("says where its strategy's rollout ended, through all its charts", () => {
    expect(draw(known(judged)).match(/class="hairline"/g)).toHaveLength(1);
  });

  test("keeps every chart's height, whatever it shows", () => {
    const heights = (run: RunSummary): number[] => {
      const lines = known(run).charts.map((chart) => chart.lines.length);
      return evidenceLayout(640, lines).plots.map(({ height }) => height);
    };
    expect(new Set([thompson, abTest, judged].flatMap(heights)).size).toBe(1);
    // But for the names of more versions than it holds.
    expect(evidenceLayout(640, [10]).plots[0]!.height).toBeGreaterThan(heights(thompson)[0]!);
  });

  test.each([
    [640, null],
    [358, 380],
    [640, 10],
  ])("%s wide with its cursor at %s has no number that is none", (width, cursor) => {
    for (const run of [thompson, abTest, judged])
      for (const zoom of [null, [60, 400]] as const)
        expect(draw(known(run, zoom && [...zoom]), width, cursor)).not.toMatch(
          /NaN|Infinity|undefined/,
        );
  });

  test("is a table too: beliefs with their intervals, bounds that move as columns", () => {
    const html = renderToStaticMarkup(<Tables frame={known(abTest)} shown />);
    expect(html).toMatch(/<td>99\.50% \(99\.4\d% to 99\.5\d%\)<\/td>/);
    expect(html).toContain('<th scope="col">upper bound</th>');
    expect(html).toContain("Sample ratio: ln e-value against where it decides; upper bound 6.91");
  });
});
