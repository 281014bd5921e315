// What the stories of experiments teach, held over seeds.
import { describe, expect, test } from "vitest";
import type { RunSummary } from "../../sim/results/types.ts";
import { replications } from "../full.ts";
import { about, meanOf, outcomes, rehearsed, shareOf } from "./rehearsed.ts";

/** Whether it concluded that the versions differ. */
const finds = ({ decisions }: RunSummary) =>
  decisions.some(({ reason }) => /^(better|worse):/.test(reason));

describe("peeking finds what is not there", () => {
  const story = "peeking-finds-what-is-not-there";

  test("an unpaid look 200 times errs in 43% of experiments, looks that are paid for in 5% at most", async () => {
    const ids = ["peeks", "looksOnce", "obrienFleming", "alwaysValid", "eProcess"] as const;
    const runs = await rehearsed(story, ids, replications(60, 200));
    const share = (id: (typeof ids)[number]) => shareOf(runs, (run) => finds(run[id]));
    expect(share("peeks")).toSatisfy(about(0.427, runs.length));
    expect(share("looksOnce")).toSatisfy(about(0.05, runs.length));
    expect(share("obrienFleming")).toSatisfy(about(0.049, runs.length));
    expect(share("alwaysValid")).toSatisfy(about(0.025, runs.length));
    expect(share("eProcess")).toSatisfy(about(0.01, runs.length));
  });

  test("a 95% chance to win ships an equal in a third of them", async () => {
    const runs = await rehearsed(story, ["chanceToWin"], replications(40, 100));
    const shipped = shareOf(runs, ({ chanceToWin }) => chanceToWin.outcome === "promoted");
    expect(shipped).toSatisfy(about(0.355, runs.length));
  });

  test("what is five points better is found by all, and mostly before a single look would", async () => {
    const ids = ["looksOnce", "obrienFleming", "alwaysValid", "eProcess"] as const;
    const runs = await rehearsed(story, ids, replications(20, 50), ["versions[1].reward=55%"]);
    for (const id of ids)
      expect(shareOf(runs, (run) => run[id].outcome === "promoted")).toBeGreaterThan(0.85);
    for (const id of ["obrienFleming", "alwaysValid", "eProcess"] as const)
      expect(meanOf(runs, (run) => run[id].regret)).toBeLessThan(
        0.7 * meanOf(runs, (run) => run.looksOnce.regret),
      );
  });
});

describe("rare errors need an exact test", () => {
  const story = "rare-errors-need-an-exact-test";

  test("of an equal version a limit and a chance to win think ill, tests for any look do not", async () => {
    const ids = ["threshold", "chanceToWin", "normal", "exact"] as const;
    const runs = await rehearsed(story, ids, replications(20, 50), ["versions[1].errorRate=0.1%"]);
    const share = (id: (typeof ids)[number]) => shareOf(runs, (run) => finds(run[id]));
    expect(shareOf(runs, ({ threshold }) => threshold.outcome === "rolledBack")).toBe(1);
    expect(share("chanceToWin")).toSatisfy(about(0.55, runs.length));
    expect(share("normal")).toBeLessThan(0.06);
    expect(share("exact")).toBeLessThan(0.06);
  });

  test("of a bad one the exact test needs half the time and half the harm", async () => {
    const runs = await rehearsed(story, ["normal", "exact"], replications(20, 50));
    expect(new Set(outcomes(runs))).toEqual(new Set(["rolledBack"]));
    const mean = (id: "normal" | "exact", figure: (run: RunSummary) => number) =>
      meanOf(runs, (run) => figure(run[id]));
    for (const figure of [
      (run: RunSummary) => run.decidedAtSeconds!,
      (run: RunSummary) => run.harmedRequests,
    ])
      expect(mean("exact", figure)).toBeLessThan(0.65 * mean("normal", figure));
  });
});

describe("pooled counts turn a winner into a loser", () => {
  const story = "pooled-counts-turn-a-winner-into-a-loser";

  test("in each seed: the same counts, added up and compared stage by stage", async () => {
    const ids = ["pooled", "stratified", "evenFromTheStart"] as const;
    for (const runs of await rehearsed(story, ids, replications(6, 15))) {
      const [pooled, stratified] = [runs.pooled, runs.stratified];
      expect(pooled.decisions.at(-1)!.reason).toMatch(/^worse:/);
      expect(stratified.decisions.at(-1)!.reason).toMatch(/^better:/);
      expect(pooled.decidedAtSeconds).toBe(stratified.decidedAtSeconds);
      expect(runs.evenFromTheStart.outcome).toBe("promoted");
      expect(runs.evenFromTheStart.regret).toBeLessThan(0.6 * stratified.regret);
    }
  });

  test("on days alike pooled counts are as good", async () => {
    const runs = await rehearsed(story, ["pooled"], 3, ["changes=[]", "duration=3d"]);
    expect(outcomes(runs)).toEqual(["promoted", "promoted", "promoted"]);
  });
});

describe("a group too small to be chance", () => {
  const story = "a-group-too-small-to-be-chance";
  const ids = ["noted", "held", "safeRollout"] as const;
  const mismatch = ({ decisions }: RunSummary) =>
    decisions.some(({ reason }) => reason.includes("sample ratio mismatch"));

  test("in each seed it is noted, and held where it is to be", async () => {
    for (const { noted, held, safeRollout } of await rehearsed(story, ids, replications(6, 15))) {
      expect([noted, held, safeRollout].map(mismatch)).toEqual([true, true, true]);
      expect(noted.outcome).toBe("promoted");
      expect(held.outcome).toBe("rolledBack");
      expect(safeRollout.outcome).toBe("paused");
    }
  });

  test("a whole log raises no alarm, over a ramp neither", async () => {
    const whole = ["monitor.lostExposures.candidate=0"];
    for (const runs of await rehearsed(story, ids, replications(6, 15), whole)) {
      expect(Object.values(runs).map(mismatch)).toEqual([false, false, false]);
      expect(new Set(outcomes([runs]))).toEqual(new Set(["promoted"]));
    }
  });
});

describe("a safe rollout tells harm from luck", () => {
  const story = "safe-rollout-tells-harm-from-luck";
  const ids = ["safeRollout", "intervals", "peeks", "threshold", "blueGreen"] as const;

  test("a good model passes, where a limit and a z test send every second one home", async () => {
    const good = ["versions[1].errorRate=0.5%"];
    const runs = await rehearsed(story, ids, replications(24, 60), good);
    const home = (id: (typeof ids)[number]) =>
      shareOf(runs, (run) => run[id].outcome === "rolledBack");
    expect(home("safeRollout")).toBeLessThan(0.05);
    expect(home("intervals")).toBeLessThan(0.05);
    expect(home("peeks")).toSatisfy(about(0.5, runs.length));
    expect(home("threshold")).toSatisfy(about(0.5, runs.length));
    expect(home("blueGreen")).toBeLessThan(0.2);
  });

  test("a bad one goes home in each seed, soonest by evidence of both together", async () => {
    const runs = await rehearsed(story, ids, replications(16, 40));
    expect(new Set(outcomes(runs))).toEqual(new Set(["rolledBack"]));
    const harmed = (id: (typeof ids)[number]) => meanOf(runs, (run) => run[id].harmedRequests);
    expect(harmed("safeRollout")).toBeLessThan(12);
    expect(harmed("intervals")).toBeGreaterThan(1.6 * harmed("safeRollout"));
    expect(harmed("safeRollout")).toBeLessThan(harmed("blueGreen"));
  });
});
