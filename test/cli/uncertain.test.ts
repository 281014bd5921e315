// Odds of releases of which nobody knows how good they are, through the command line, against Bayes' rule worked out by hand.
import { writeFileSync } from "node:fs";
import path from "node:path";
import { describe, expect, test } from "vitest";
import type { Odds } from "../../sim/odds/types.ts";
import { lab, temporaryFolder } from "./lab.ts";

/** One look at a minute of half of the traffic: above 2% it goes back, otherwise it is promoted. */
const PLAN = {
  name: "One look",
  duration: "5m",
  traffic: { rate: "10/s" },
  strategies: [
    {
      type: "canary",
      at: "1m",
      steps: [{ setWeight: 50 }, { pause: "90s" }],
      checks: [
        { metric: "errorRate", max: "2%", delay: "1m", every: "1m", window: "1m", count: 1 },
      ],
    },
  ],
};
const LIMIT = 0.02;
/** Requests to the candidate in that minute, in the mean. */
const SEEN = 300;

/** ln(n!), for all that is needed. */
const lnFactorials = Array.from({ length: 601 }).reduce<number[]>(
  (all, _, n) => [...all, n === 0 ? 0 : all[n - 1]! + Math.log(n)],
  [],
);
const poisson = (n: number, mean: number) => Math.exp(n * Math.log(mean) - mean - lnFactorials[n]!);
const binomial = (k: number, n: number, p: number) =>
  Math.exp(
    lnFactorials[n]! - lnFactorials[k]! - lnFactorials[n - k]! + k * Math.log(p) + (n - k) * Math.log(1 - p), // prettier-ignore
  );

/** P(the look fails), if so many of the requests do: they come as a Poisson process, and each fails by itself. */
function goesBack(errorRate: number): number {
  let stays = 0;
  for (let n = 1; n <= 600; n++)
    for (let k = 0; k / n <= LIMIT; k++) stays += poisson(n, SEEN) * binomial(k, n, errorRate);
  return 1 - stays;
}

async function oddsOf(errorRate: object, ...words: readonly string[]) {
  const file = path.join(temporaryFolder(), "plan.json");
  const versions = [
    { id: "v1", errorRate: "1%" },
    { id: "v2", errorRate },
  ];
  writeFileSync(file, JSON.stringify({ ...PLAN, versions }));
  const { code, out, err } = await lab(["odds", file, ...words]);
  expect({ code, err }).toMatchObject({ code: 0 });
  return out;
}

const pointOf = (json: string) => (JSON.parse(json) as Odds).points[0]!;

/** A share of so many runs is within 4 standard errors of the truth. */
function near(share: { readonly p: number; readonly n: number } | null, truth: number): void {
  expect(Math.abs(share!.p - truth), `${share!.p} of ${share!.n}, in truth ${truth}`).toBeLessThan(
    4 * Math.sqrt((truth * (1 - truth)) / share!.n),
  );
}

describe("one release in five fails 3% of its requests, not 1%", () => {
  const prior = { choice: [[0.8, "1%"], [0.2, "3%"]] }; // prettier-ignore
  const [good, bad] = [goesBack(0.01), goesBack(0.03)];
  const back = 0.8 * good + 0.2 * bad;

  test.each([
    ["counted", "2000", []],
    ["request by request", "400", ["--exact"]],
  ] as const)("%s", async (_, runs, more) => {
    const point = pointOf(await oddsOf(prior, "--runs", runs, "--json", ...more));
    const [look] = point.strategies;
    expect(look!.world).toBe(more.length > 0 ? "requests" : "counts");
    near(point.badShare, 0.2);
    near(look!.rolledBack, back);
    near(look!.catch, bad);
    near(look!.escape, 1 - bad);
    near(look!.falseRollback, good);
    near(look!.badAmongPromoted, (0.2 * (1 - bad)) / (1 - back));
    near(look!.badAmongRolledBack, (0.2 * bad) / back);
    expect(point.splits.map(({ from }) => from)).toEqual([0.01, 0.03]);
    for (const { from, strategies } of point.splits)
      near(strategies[0]!.rolledBack, goesBack(from));
  });
});

test("how bad a release is follows a beta distribution", async () => {
  const [a, b] = [2, 98];
  const point = pointOf(await oddsOf({ beta: [a, b] }, "--runs", "2000", "--json"));
  // Its density is 98 * 99 x (1 - x)^97; the sums are of the middles of bins that nothing changes within.
  const bins = 400;
  const rates = Array.from({ length: bins }, (_, i) => ((i + 0.5) / bins) * 0.2);
  const density = (x: number) => (99 * 98 * x * (1 - x) ** (b - 1) * 0.2) / bins;
  const sum = (of: (rate: number) => number) =>
    rates.reduce((all, rate) => all + of(rate) * density(rate), 0);
  const isBad = (rate: number) => Number(rate > 0.01);
  const back = sum(goesBack);
  expect(sum(() => 1)).toBeCloseTo(1, 3);
  const [look] = point.strategies;
  near(point.badShare, sum(isBad));
  near(look!.rolledBack, back);
  near(look!.catch, sum((x) => isBad(x) * goesBack(x)) / sum(isBad));
  near(look!.badAmongPromoted, sum((x) => isBad(x) * (1 - goesBack(x))) / (1 - back));
  expect(point.splits).toHaveLength(4);
  for (const { from, to, strategies } of point.splits) {
    const within = (x: number) => Number(x >= from && x <= to);
    const share = sum((x) => within(x) * goesBack(x)) / sum(within);
    // A bin cut by an end of the quarter counts whole or not at all.
    expect(Math.abs(strategies[0]!.rolledBack.p - share)).toBeLessThan(4 * Math.sqrt(0.25 / 500));
  }
});

test("the story of one release in ten tells what each plan is worth", async () => {
  const story = path.resolve(import.meta.dirname, "../../scenarios/one-release-in-ten-is-bad.json");
  const { code, out } = await lab(["odds", story, "--runs", "400"]);
  expect(code).toBe(0);
  expect(out).toMatch(/^The candidate is bad in \d+% \(\d+% to \d+%\) of the runs$/m);
  expect(out).toMatch(/ bad: caught +bad: escaped +good: rolled back +bad of the promoted$/m);
  const columns = / (\d+)% \((\d+)% to (\d+)%\)/g;
  const of = (strategy: string) => {
    // Of its lines the second has both errors, and the odds after the fact.
    const lines = out.split("\n").filter((line) => line.startsWith(`${strategy} `));
    return [...lines[1]!.matchAll(columns)].map(([, p, low, high]) => [p, low, high].map(Number));
  };
  // Who never looks promotes one bad release in ten.
  const [p, low, high] = of("unwatched").at(-1)!;
  expect(Math.abs(p! - 10)).toBeLessThan(4 * 1.5);
  expect([low! < 10, high! > 10]).toEqual([true, true]);
  expect(of("patient")[0]![0]).toBeGreaterThan(95);
  expect(of("unwatched")[0]![0]).toBe(0);
  expect(out).toMatch(/^0\.5% +3\d\d +0% /m);
  expect(out).toMatch(/^4% +\d\d +100% /m);
});
