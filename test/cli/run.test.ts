// `run`: each form of its result, and the options that change what is run.
import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import type { Comparison, RunSummary } from "../../sim/results/types.ts";
import { lab, SMALL } from "./lab.ts";

async function json(...args: string[]): Promise<Comparison> {
  const { code, out, err } = await lab(["run", SMALL, "--json", ...args]);
  expect({ code, err }).toEqual({ code: 0, err: "" });
  return JSON.parse(out) as Comparison;
}

const whole = expect.toSatisfy((value) => Number.isSafeInteger(value) && (value as number) >= 0);
const number = expect.toSatisfy((value) => Number.isFinite(value));
const text = expect.any(String);
const orNull = (kind: unknown) => expect.toBeOneOf([kind, null]) as unknown;

/** Every field of the public contract, and its kind. */
const RUN: Readonly<Record<Exclude<keyof RunSummary, "series" | "segments">, unknown>> = {
  strategy: text,
  type: text,
  outcome: expect.toBeOneOf(["promoted", "rolledBack", "paused", "running"]),
  version: text,
  decidedAtSeconds: orNull(number),
  requests: whole,
  errors: whole,
  errorRate: number,
  latencyP50Ms: orNull(number),
  latencyP99Ms: orNull(number),
  regret: number,
  harmedRequests: whole,
  sparedRequests: whole,
  harmedUsers: whole,
  candidateRequests: whole,
  rewards: whole,
  podHours: number,
  cost: number,
  switchedUsers: whole,
  versions: expect.any(Array),
  decisions: expect.any(Array),
  returnedUsers: whole,
  fingerprint: expect.stringMatching(/^[0-9a-f]+$/),
};
const VERSION = {
  id: text,
  requests: whole,
  errors: whole,
  rewards: whole,
  latencyP50Ms: orNull(number),
  latencyP99Ms: orNull(number),
};
const DECISION_KINDS = [
  "start",
  "weight",
  "pause",
  "resume",
  "check",
  "promote",
  "rollback",
  "scale",
  "stop",
  "note",
];
const DECISION_FIELDS = ["at", "kind", "reason", "weights", "step", "measure"];

describe("--json", () => {
  test("has every field of the contract and no other", async () => {
    const comparison = await json();
    expect(comparison).toStrictEqual({
      lab: 1,
      scenario: "A small canary",
      seed: 3,
      runs: [RUN, RUN, RUN],
    });
    for (const run of comparison.runs) {
      expect(run.versions).toStrictEqual([VERSION, VERSION]);
      for (const decision of run.decisions) {
        expect(DECISION_KINDS).toContain(decision.kind);
        expect(decision).toMatchObject({ at: number, reason: text });
        expect(DECISION_FIELDS).toEqual(expect.arrayContaining(Object.keys(decision)));
      }
    }
    expect(comparison.runs.map(({ strategy }) => strategy)).toEqual(["canary", "blind", "stay"]);
  });

  test("is the same every time", async () => {
    const [a, b] = await Promise.all([
      lab(["run", SMALL, "--json"]),
      lab(["run", SMALL, "--json"]),
    ]);
    expect(a.out).toBe(b.out);
  });

  test("a figure that does not exist is null", async () => {
    const { runs } = await json("--strategy", "stay");
    expect(runs[0]).toMatchObject({ decidedAtSeconds: null });
    expect(runs[0]!.versions[1]).toMatchObject({ requests: 0, latencyP99Ms: null });
  });

  test("--series adds them, bin for bin, and changes no other figure", async () => {
    const without = await json();
    const comparison = await json("--series");
    for (const [i, { series, ...run }] of comparison.runs.entries()) {
      expect(run).toEqual(without.runs[i]);
      expect(Object.keys(series!)).toEqual(["at", "byVersion"]);
      expect(Object.keys(series!.byVersion)).toEqual(["v1", "v2"]);
      let requests = 0;
      for (const version of Object.values(series!.byVersion)) {
        expect(Object.keys(version)).toEqual(["requests", "errors", "weight", "p99Ms", "regret"]);
        for (const values of Object.values(version)) expect(values).toHaveLength(series!.at.length);
        requests += version.requests.reduce((sum, value) => sum + value, 0);
      }
      expect(requests).toBe(run.requests);
    }
  });
});

describe("what is run", () => {
  test("--strategy chooses, in the order given; the others change nothing", async () => {
    const all = await json();
    const { runs } = await json("--strategy", "stay", "--strategy=canary", "--strategy", "stay");
    expect(runs).toEqual([all.runs[2], all.runs[0]]);
  });

  test("--seed is heard, 0 included", async () => {
    const [zero, seven] = await Promise.all([json("--seed", "0"), json("--seed", "7")]);
    expect([zero.seed, seven.seed]).toEqual([0, 7]);
    expect(zero.runs[0]!.fingerprint).not.toBe(seven.runs[0]!.fingerprint);
  });

  test("--set changes the scenario, in order, JSON or a string", async () => {
    const { runs, scenario } = await json(
      "--set",
      "versions[1].errorRate=50%",
      "--set",
      "versions[1].errorRate=0",
      "--set",
      'versions[1].latency={"constant": "20ms"}',
      "--set",
      "versions[1].rewardDelay=2m",
      "--set",
      "name=better",
      "--set",
      "duration=600",
    );
    expect(scenario).toBe("better");
    expect(runs[1]!.versions[1]).toMatchObject({ id: "v2", errors: 0 });
    expect(runs[1]!.versions[1]!.latencyP99Ms).toBeCloseTo(20, 0);
  });

  test("- is standard input", async () => {
    const file = await lab(["run", SMALL, "--json"]);
    const { code, out } = await lab(["run", "-", "--json"], { input: readFileSync(SMALL) });
    expect({ code, out }).toEqual({ code: 0, out: file.out });
  });

  test("one version is enough where nothing is rolled out", async () => {
    const input = JSON.stringify({
      name: "alone",
      duration: "1m",
      traffic: { rate: 5 },
      versions: [{ id: "only" }],
      strategies: [{ type: "stay" }],
    });
    const { code, out } = await lab(["run", "-"], { input });
    expect(code).toBe(0);
    expect(out).not.toContain("Candidate");
  });
});

describe("for people", () => {
  test("the default has the question, the candidate, a table, a drawing and the decisions", async () => {
    const { code, out, err } = await lab(["run", SMALL]);
    expect({ code, err }).toEqual({ code: 0, err: "" });
    expect(out).toMatch(/^A small canary\nDoes it notice\?\n/);
    expect(out).toContain("Candidate v2 is bad: value 92% < 98.9%");
    expect(out).toMatch(/^canary +rolled back +\S.*\d+%/m);
    expect(out).toMatch(/^blind +[▁▂▃▄▅▆▇█ ]+$/m);
    expect(out).toMatch(/^canary: rolled back at .*, v1 serves$/m);
    expect(out).toMatch(/^blind \(canary\): promoted at 4m, v2 serves$/m);
    for (const line of out.split("\n")) expect(line.length).toBeLessThanOrEqual(120);
    expect(out).not.toContain("\u001B");
  });

  test("a story ends with what it teaches, unless it is told otherwise than it is written", async () => {
    const { out } = await lab(["run", SMALL, "--seed", "7"]);
    expect(out).toMatch(/\S\n\nWhat it teaches\nIt does\.\n$/);
    const teaches = async (...args: string[]) =>
      (await lab(["run", SMALL, ...args])).out.includes("It does");
    expect(await teaches("--set", "duration=10m")).toBe(false);
    expect(await teaches("--strategy", "stay")).toBe(false);
  });

  test("where nothing fails regret is drawn, and where nothing is lost either only traffic", async () => {
    const titles = async (...sets: string[]) => {
      const settings = ["versions[0].errorRate=0", "versions[1].errorRate=0", ...sets];
      const { out } = await lab(["run", SMALL, ...settings.flatMap((set) => ["--set", set])]);
      return /^.*traffic to candidates.*$/m.exec(out)?.[0];
    };
    expect(await titles()).toMatch(/0 to 100%$/);
    const lost = titles("objective=reward", "versions[0].reward=50%", "versions[1].reward=10%");
    expect(await lost).toMatch(/0 to 100% +regret so far, 0 to [\d,]+$/);
  });

  test("colour comes when it is asked for, and then marks words that are there without it", async () => {
    const plain = await lab(["run", SMALL]);
    const coloured = await lab(["run", SMALL], { env: { FORCE_COLOR: "1" } });
    expect(coloured.out).toContain("\u001B[");
    expect(coloured.out.replace(/\u001B\[\d+m/g, "")).toBe(plain.out);
    expect((await lab(["run", SMALL], { env: { NO_COLOR: "1" } })).out).toBe(plain.out);
  });

  test("a name cannot steer the terminal, or a table", async () => {
    const set = ["--set", 'name="a\\u001b[2J|b\\nc"'];
    const { out } = await lab(["run", SMALL, ...set]);
    expect(out).toMatch(/^a \[2J\|b c\n/);
    const { out: table } = await lab(["run", SMALL, "--markdown", ...set]);
    expect(table).toMatch(/^### a \\\[2J\\\|b c\n/);
  });

  test("--markdown is a table with a row a run", async () => {
    const { code, out } = await lab(["run", SMALL, "--markdown"]);
    expect(code).toBe(0);
    const rows = out.split("\n").filter((line) => line.startsWith("|"));
    expect(rows).toHaveLength(2 + 3);
    expect(new Set(rows.map((row) => row.split("|").length)).size).toBe(1);
    expect(rows[2]).toMatch(/^\| canary \| rolled back \|/);
  });
});

describe("--csv", () => {
  test("is a row a run, with the figures of --json", async () => {
    const { runs, seed } = await json();
    const { out } = await lab(["run", SMALL, "--csv"]);
    const [head, ...rows] = out
      .trimEnd()
      .split("\n")
      .map((line) => line.split(","));
    expect(head).toEqual([
      "seed",
      ...Object.keys(RUN).filter((key) => !["versions", "decisions", "fingerprint"].includes(key)),
      "fingerprint",
    ]);
    expect(rows).toEqual(
      runs.map((run) => {
        const figures: Record<string, unknown> = { seed, ...run };
        return head!.map((name) => (figures[name] === null ? "" : `${figures[name] as string}`));
      }),
    );
  });

  test("--series is a row a bin, version and run", async () => {
    const { runs } = await json("--series");
    const { out } = await lab(["run", SMALL, "--csv", "--series"]);
    const [head, ...rows] = out.trimEnd().split("\n");
    expect(head).toBe("strategy,version,atSeconds,requests,errors,weight,p99Ms,regret");
    expect(rows).toHaveLength(runs.length * 2 * runs[0]!.series!.at.length);
    const sum = rows.map((row) => Number(row.split(",")[3])).reduce((a, b) => a + b, 0);
    expect(sum).toBe(runs.reduce((total, { requests }) => total + requests, 0));
  });
});
