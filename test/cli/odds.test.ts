// `odds`: what it prints, what it refuses, and that neither threads nor signals change a byte of it.
import { existsSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { setTimeout } from "node:timers/promises";
import { describe, expect, test } from "vitest";
import type { Odds } from "../../sim/odds/types.ts";
import { type Ended, FILLING, lab, SMALL, start, temporaryFolder } from "./lab.ts";

/** `odds` on the small scenario, with these words. */
const odds = (words: string) => ["odds", SMALL, ...words.split(" ")];

async function output(words: string[]): Promise<string> {
  const { code, out, err } = await lab(words);
  // No bar where no terminal waits.
  expect({ code, err }).toEqual({ code: 0, err: "" });
  return out;
}

const number = expect.toSatisfy((value) => Number.isFinite(value));
const text = expect.any(String);
const orNull = (kind: unknown) => expect.toBeOneOf([kind, null]) as unknown;

const share = { p: number, low: number, high: number, n: number };
const spread = {
  mean: orNull(number),
  se: orNull(number),
  p5: orNull(number),
  p50: orNull(number),
  p95: orNull(number),
  n: number,
};
const paired = { mean: number, low: number, high: number, n: number };
const spreads = (kind: unknown) => ({
  regret: kind,
  harmedRequests: kind,
  harmedUsers: kind,
  errors: kind,
  requests: kind,
  cost: kind,
});
const strategy = {
  strategy: text,
  type: text,
  world: expect.toBeOneOf(["requests", "counts"]),
  promoted: share,
  rolledBack: share,
  paused: share,
  running: share,
  catch: orNull(share),
  escape: orNull(share),
  falseRollback: orNull(share),
  badAmongPromoted: orNull(share),
  badAmongRolledBack: orNull(share),
  rolledBackAtSeconds: spread,
  promotedAtSeconds: spread,
  ...spreads(spread),
};

test("--json has every field of the contract and no other", async () => {
  const out = await output(
    odds("--strategy canary --strategy blind --runs 20 --vary versions[1].errorRate=1%,8% --json"),
  );
  const result = JSON.parse(out) as Odds;
  const difference = {
    against: "canary",
    promoted: paired,
    rolledBack: paired,
    ...spreads(orNull(paired)),
  };
  const point = (value: string, bad: boolean) => ({
    set: { "versions[1].errorRate": value },
    label: value,
    runs: 20,
    bad,
    badShare: share,
    strategies: [
      { ...strategy, difference: null },
      { ...strategy, difference },
    ],
    splits: [],
  });
  expect(result).toStrictEqual({
    lab: 1,
    scenario: "A small canary",
    runs: 20,
    seed: 3,
    points: [point("1%", false), point("8%", true)],
  });
  const [good, bad] = result.points.map(({ strategies }) => strategies[0]!);
  expect([good!.catch, good!.falseRollback]).toEqual([null, good!.rolledBack]);
  expect([bad!.catch, bad!.falseRollback]).toEqual([bad!.rolledBack, null]);
});

test("the text tells what became of the candidate, by what it means, against the first, and its cost", async () => {
  const out = await output(odds("--runs 40 --seed 7"));
  expect(out).toContain("40 runs of each strategy, seeds 7 to 46; 12m of traffic each");
  expect(out).toContain("Candidate v2 is bad: value 92% < 98.9%");
  expect(out).toMatch(/^strategy +caught \(rolled back\) +escaped \(promoted\) +undecided$/m);
  expect(out).toMatch(/^blind +0% \(0% to 9%\) +100% \(91% to 100%\)/m);
  expect(out).toMatch(
    /^strategy +rolled back at +promoted at +harmed requests +harmed users +regret$/m,
  );
  expect(out).toMatch(/^blind +- +4m +\d+ ± \d+/m);
  expect(out).toMatch(/^Against canary on the same seeds/m);
  expect(out).toMatch(/^stay +-\d+ \(-\d+ to -\d+\) +0 \(-9 to 9\) +-\d/m);
});

test("over one thing it draws a curve, over two a map", async () => {
  const one = await output(
    odds("--strategy canary --runs 20 --vary versions[1].errorRate=1%..7%/3"),
  );
  expect(one).toMatch(/^versions\[1\]\.errorRate +candidate +canary$/m);
  expect(one).toMatch(/^7% +bad +\d/m);
  expect(one).toContain("● canary");
  expect(one).toMatch(/^ +├─+ good ─+┤├─+ bad ─+┤$/m);
  const two = await output(
    odds(
      "--strategy canary --runs 10 --vary versions[1].errorRate=1%,8% --vary traffic.rate=1/s,9/s",
    ),
  );
  expect(two).toContain("down versions[1].errorRate, across traffic.rate");
  expect(two).toMatch(/^canary +1\/s +9\/s$/m);
  expect(two).toMatch(/^1% +\(.*%\) +\(.*%\)$/m);
  expect(two).toMatch(/^8% .*█ 100%$/m);
});

test("how the runs were advanced is told, and why not otherwise", async () => {
  const known = await output(odds("--runs 20 --strategy canary"));
  expect(known).toMatch(
    /\ndrawn as counts, which has the same odds as request by request \(--exact simulates every request\)\n/,
  );
  const exact = await output(odds("--runs 20 --strategy canary --exact"));
  expect(exact).toMatch(/\nevery request was simulated\n$/);
  const pods = '--set versions[0].pods={"count":9} --set versions[1].pods={"count":9}';
  const waits = await output(odds(`--runs 2 --strategy canary ${pods}`));
  expect(waits).toMatch(/\nevery request was simulated: versions run on pods: requests wait/);
});

test("--csv is a row a strategy at each point, with the figures of --json", async () => {
  const words = odds("--strategy canary --strategy blind --runs 20 --vary traffic.rate=1/s,9/s");
  const [heads, ...rows] = (await output([...words, "--csv"]))
    .trimEnd()
    .split("\n")
    .map((line) => line.split(","));
  const { points } = JSON.parse(await output([...words, "--json"])) as Odds;
  expect(new Set(heads).size).toBe(heads!.length);
  const cells = rows.map((row) => Object.fromEntries(heads!.map((head, i) => [head, row[i]!])));
  expect(cells).toHaveLength(4);
  const cell = (value: string | number | null | undefined) => String(value ?? "");
  for (const [i, row] of cells.entries()) {
    const point = points[Math.floor(i / 2)]!;
    const told = point.strategies[i % 2]!;
    expect(row).toMatchObject({
      point: String(Math.floor(i / 2)),
      "set:traffic.rate": ["1/s", "9/s"][Math.floor(i / 2)],
      runs: "20",
      partial: "false",
      bad: "true",
      strategy: told.strategy,
      catch: cell(told.catch!.p),
      catchHigh: cell(told.catch!.high),
      falseRollback: "",
      falseRollbackRuns: "0",
      regret: cell(told.regret.mean),
      regretSe: cell(told.regret.se),
      rolledBackAtSecondsP50: cell(told.rolledBackAtSeconds.p50),
      against: cell(told.difference?.against),
      rolledBackDifferenceLow: cell(told.difference?.rolledBack.low),
      regretDifference: cell(told.difference?.regret?.mean),
    });
  }
});

test("--markdown is a table for a pull request", async () => {
  const out = await output(
    odds("--strategy canary --runs 20 --vary versions[1].errorRate=1%,8% --markdown"),
  );
  const [head, , about, , titles, marks, good, bad, , how, ...rest] = out.split("\n");
  expect(head).toBe("### A small canary");
  expect(about).toBe("20 runs of each strategy, seed 3 on; 95% intervals.");
  expect(titles).toMatch(/^\| versions\\\[1\\\]\.errorRate \| candidate \| strategy \| caught \|/);
  expect(marks!.split("|")).toHaveLength(titles!.split("|").length);
  expect(good).toMatch(/^\| 1% \| good \| canary \| - \| - \| \d+% \(/);
  expect(bad).toMatch(/^\| 8% \| bad \| canary \| 100% \(84% to 100%\) \|/);
  expect(how).toMatch(/^- drawn as counts/);
  expect(rest).toEqual([""]);
});

test("--until stops where the intervals are narrow enough", async () => {
  const certain = "--strategy canary --set versions[1].errorRate=50% --set traffic.rate=1/s";
  const { runs, points } = JSON.parse(await output(odds(`${certain} --until 2% --json`))) as Odds;
  expect(runs).toBe(200);
  const { low, high } = points[0]!.strategies[0]!.rolledBack;
  expect(high - low).toBeLessThan(0.02);
});

test("every mistake at once", async () => {
  const { code, out, err } = await lab(
    odds("--runs 0 --until 3 --workers 0 --seed=-1 --vary x --vary versions[1].errorRate=1%..2s/3"),
  );
  expect({ code, out }).toEqual({ code: 2, out: "" });
  expect(err.trimEnd().split("\n")).toEqual([
    'rollout-lab odds: --runs: expected an integer in [1, 1000000], got "0"',
    expect.stringContaining("--seed: expected an integer in [0, "),
    'rollout-lab odds: --workers: expected an integer in [1, 256], got "0"',
    'rollout-lab odds: --until: expected a share in (0, 1) like 2%, got "3"',
    expect.stringContaining("--vary: expected PATH=VALUE"),
    expect.stringContaining("--vary: versions[1].errorRate: expected both ends"),
    expect.stringContaining("odds --help"),
  ]);
});

test.each([
  ["--vary versions[1].errorRate=1%,200%", "versions[1].errorRate: expected a share"],
  ["--strategy canry", 'got "canry"; did you mean "canary"?'],
  ["--runs 1000000 --vary traffic.users=1,2,3,4,5,6", "--runs: expected at most 5000000 runs"],
])("%s is refused before anything runs", async (words, told) => {
  const { code, out, err } = await lab(odds(words));
  expect({ code, out }).toEqual({ code: 2, out: "" });
  expect(err).toContain(told);
  expect(err).not.toMatch(/bug|^\s+at /m);
});

describe("whatever ends it", () => {
  const work = odds("--strategy canary --runs 150 --exact --json");
  const linesIn = (file: string) =>
    existsSync(file) ? readFileSync(file, "latin1").split("\n").length - 1 : 0;

  test("killed at once and gone on from its journal: the same bytes, on 1 and 4 threads", async () => {
    const journal = path.join(temporaryFolder(), "journal");
    const words = [...work, "--resume", journal];
    const killed = start([...words, "--workers", "1"]);
    while (linesIn(journal) < 4 && killed.child.exitCode === null) await setTimeout(5);
    killed.child.kill("SIGKILL");
    expect((await killed.ended).signal).toBe("SIGKILL");
    const before = linesIn(journal);
    const again = await output([...words, "--workers", "1"]);
    // what stood there was not done again
    expect(linesIn(journal)).toBeGreaterThan(before);
    expect(again).toBe(await output([...work, "--workers", "4"]));
  });

  test("Ctrl-C prints what is done, marked partial, and says how to go on", async () => {
    const folder = temporaryFolder();
    const words = ["odds", "-", "--strategy", "canary", "--runs", "1000000", "--json"];
    const input = readFileSync(SMALL, "utf8").replace("20/s", "1/s");
    const { code, out, err } = await interrupted(words, input, folder);
    expect(code).toBe(130);
    expect((JSON.parse(out) as Odds).partial).toBe(true);
    const [kept] = readdirSync(folder).filter((name) => name.startsWith("rollout-lab-"));
    const journal = path.join(folder, kept!, "odds.ndjson");
    const [told, how] = err.trimEnd().split("\n");
    expect(told).toMatch(/^stopped after [\d,]+ of 1,000,000 runs$/);
    expect(how).toBe(`to go on: npm run -s lab -- ${words.join(" ")} --resume ${journal}`);
    const other = await lab([...words.slice(0, -3), "--runs", "7", "--resume", journal], { input });
    expect(other.err).toContain("the same work: runs 1000000 there, 7 here\n");
  });

  test("what cancels a job is heard like Ctrl-C, also where no journal can be left", async () => {
    const nowhere = path.join(temporaryFolder(), "file");
    writeFileSync(nowhere, "");
    const words = ["odds", "-", "--strategy", "canary", "--runs", "1000000", "--json"];
    const input = readFileSync(SMALL, "utf8").replace("20/s", "1/s");
    const { code, out, err } = await interrupted(words, input, nowhere, "SIGTERM");
    expect(code).toBe(143);
    expect((JSON.parse(out) as Odds).partial).toBe(true);
    expect(err).toMatch(/^no journal is left in .+: .+\nstopped after [\d,]+ of 1,000,000 runs\n$/);
  });

  /** Interrupted once some runs are done: nobody outside can see when, so it is given longer and longer. */
  async function interrupted(
    words: string[],
    input: string,
    TMPDIR: string,
    signal: NodeJS.Signals = "SIGINT",
  ): Promise<Ended> {
    for (let seconds = 2; ; seconds *= 2) {
      const run = start(words, { input: FILLING + input, env: { TMPDIR } });
      await run.listening;
      await setTimeout(seconds * 1000);
      run.child.kill(signal);
      const ended = await run.ended;
      if (/to go on|no journal/.test(ended.err) || seconds > 60) return ended;
    }
  }
});
