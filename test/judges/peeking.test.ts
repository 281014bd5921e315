// What 200 looks cost: how often each judge fails a candidate that is just at its limit, or just as stable, and how often it passes one
// that is just beyond. Judges by evidence keep their promise; a test of one look, asked again and again, does not.
import { describe, expect, test } from "vitest";
import { stream, type Stream } from "../../sim/random/streams.ts";
import { replications } from "../full.ts";
import { begun, monitorAt, type Totals } from "./counted.ts";

const LOOKS = 200;
const RUNS = replications(60, 1000);
/** Of those that integrate at every look. */
const FEW = replications(40, 300);

/** Requests of the candidate and of stable between looks, and their error rates. */
interface World {
  readonly candidate: readonly [n: number, p: number];
  readonly stable: readonly [n: number, p: number];
}

const RARE: World = { candidate: [30, 0.005], stable: [270, 0.005] };
const EVEN: World = { candidate: [50, 0.1], stable: [50, 0.1] };

/** In how many runs a check ever fails, and ever passes. */
function ever(check: object, world: World, runs = RUNS): { failed: number; passed: number } {
  const random = stream(1, "peeking");
  const found = { failed: 0, passed: 0 };
  for (let run = 0; run < runs; run++) {
    const rows = history(world, random);
    const judging = begun(check);
    const seen = new Set<string>();
    for (let look = 0; look <= LOOKS && !seen.has("fail"); look++)
      seen.add(judging(monitorAt(rows, look)).verdict);
    if (seen.has("fail")) found.failed++;
    if (seen.has("pass")) found.passed++;
  }
  return found;
}

function history({ candidate, stable }: World, random: Stream): Totals[] {
  const rows: Totals[] = [[0, 0, 0, 0]];
  for (let look = 0; look < LOOKS; look++) {
    const [e, n, es = 0, ns = 0] = rows.at(-1)!;
    const [m, ms] = [candidate[0], stable[0]];
    rows.push([e + failures(candidate, random), n + m, es + failures(stable, random), ns + ms]);
  }
  return rows;
}

function failures([n, p]: readonly [number, number], random: Stream): number {
  let failed = 0;
  for (let i = 0; i < n; i++) if (random() < p) failed++;
  return failed;
}

/** So many of the runs, and four standard errors. */
const atMost = (alpha: number, runs = RUNS) =>
  runs * alpha + 4 * Math.sqrt(runs * alpha * (1 - alpha));

describe("judges by evidence, at 5%", () => {
  test.each<[string, object, World]>([
    ["alwaysValid", { max: "0.5%", judge: "alwaysValid" }, RARE],
    ["alwaysValid", { max: "10%", judge: "alwaysValid" }, EVEN],
    ["alwaysValid", { max: 0, than: "stable", judge: "alwaysValid" }, EVEN],
    ["eProcess", { max: "0.5%", judge: "eProcess" }, RARE],
    ["eProcess", { max: 0, than: "stable", judge: "eProcess" }, RARE],
    ["eProcess", { max: 0, than: "stable", judge: "eProcess" }, EVEN],
    ["eProcess", { max: 1, than: "stable", as: "ratio", judge: "eProcess" }, EVEN],
    ["sprt", { max: "0.5%", judge: "sprt" }, RARE],
  ])("%s: %j seldom fails what is at its limit", (_name, check, world) => {
    expect(ever(check, world).failed).toBeLessThanOrEqual(atMost(0.05));
  });

  test.each<[object, World]>([
    [
      { max: "0.5%", judge: { type: "sprt", p1: "1%" } },
      { ...RARE, candidate: [30, 0.01] },
    ],
    [{ max: "0.4%", judge: "eProcess" }, RARE],
    [{ max: "0.4%", judge: "alwaysValid" }, RARE],
    [{ max: "-0.1%", than: "stable", judge: "eProcess" }, RARE],
  ])("%j seldom passes what is beyond", (check, world) => {
    expect(ever(check, world).passed).toBeLessThanOrEqual(atMost(0.05));
  });
});

describe("tests of one look, at 5% a look", () => {
  test("the chance to win fails a third of those that are as stable", () => {
    const { failed } = ever({ max: 0, than: "stable", judge: "bayesian" }, EVEN, FEW);
    expect(failed).toBeGreaterThan(FEW * 0.15);
  });

  test("a z test of each window fails nearly all", () => {
    const { failed } = ever({ max: 0, than: "stable", judge: "twoProportion" }, EVEN);
    expect(failed).toBeGreaterThan(RUNS * 0.9);
  });

  test("but a single look is about as often wrong as it says", () => {
    const random = stream(2, "one look");
    const wrong = { bayesian: 0, twoProportion: 0 };
    const runs = 600;
    for (let run = 0; run < runs; run++) {
      const rows: Totals[] = [[0, 0, 0, 0]];
      rows.push([failures([500, 0.1], random), 500, failures([500, 0.1], random), 500]);
      for (const judge of ["bayesian", "twoProportion"] as const) {
        const judging = begun({ max: 0, than: "stable", judge });
        judging(monitorAt(rows, 0));
        if (judging(monitorAt(rows, 1)).verdict === "fail") wrong[judge]++;
      }
    }
    for (const failed of Object.values(wrong)) {
      expect(failed).toBeGreaterThan(runs * 0.02);
      expect(failed).toBeLessThanOrEqual(atMost(0.05, runs));
    }
  });
});
