// `diff`: two plans compared for a pull request.
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { setTimeout } from "node:timers/promises";
import { expect, test } from "vitest";
import { readWords } from "../../src/cli/command.ts";
import { diff } from "../../src/cli/diff.ts";
import { diffMarkdown } from "../../src/cli/diffMarkdown.ts";
import { tellInterrupt } from "../../src/cli/interrupt.ts";
import { Refusal } from "../../src/cli/refusal.ts";
import { lab, temporaryFolder } from "./lab.ts";

const plan = {
  name: "ranker <b>",
  duration: "10m",
  traffic: { rate: "10/s" },
  versions: [
    { id: "v1", errorRate: "0.5%" },
    { id: "v2", errorRate: "1.5%" },
  ],
  strategies: [
    {
      type: "flagger",
      interval: "1m",
      threshold: 3,
      maxWeight: 50,
      stepWeight: 25,
      metrics: [{ metric: "successRate", min: "99%" }],
    },
  ],
};

function files(after: object, before: object = plan): [before: string, after: string] {
  const folder = temporaryFolder();
  return [before, after].map((document, i) => {
    const file = path.join(folder, `${["before", "after"][i]}.json`);
    writeFileSync(file, JSON.stringify(document));
    return file;
  }) as [string, string];
}

const strict = { ...plan, strategies: [{ ...plan.strategies[0], threshold: 1 }] };

test("markdown: what was changed, what that does in words, and a table", async () => {
  const { code, out, err } = await lab(["diff", ...files(strict), "--runs", "60"]);
  expect({ code, err }).toEqual({ code: 0, err: "" });
  const lines = out.split("\n");
  expect(lines[0]).toBe("### ranker \\<b\\>: before and after");
  expect(lines).toContain("- `strategies[0].threshold`: `3` → `1`");
  expect(out).toMatch(
    /^Catches \d+ points more \(\d+ to \d+\); .* rolls back for nothing \d+ points more \(\d+ to \d+\) with a candidate equal to stable\.$/m,
  );
  const table = lines.filter((line) => line.startsWith("|"));
  expect(table.every((line) => line.split(" | ").length === 4)).toBe(true);
  expect(out).toContain("| **candidate as it is: bad** |");
  expect(out).toContain("| **candidate equal to stable: good** |");
  expect(out).toContain("60 runs each, on seeds 1 to 60 for both");
});

test("worlds alone that differ are told as such", async () => {
  const [before, after] = files({ ...plan, duration: "11m" });
  const { code, out } = await lab(["diff", before, after, "--runs", "2"]);
  expect(code).toBe(0);
  expect(out.split("\n").slice(0, 6)).toEqual([
    "### ranker \\<b\\>: before and after",
    "",
    "The plans are equal; the worlds they run in differ, on equal seeds:",
    "",
    '- `duration`: `"10m"` → `"11m"`',
    "",
  ]);
  expect(out).not.toContain("\n\n\n");
});

test("which runs were counted is told by strategy, and where luck is not common", async () => {
  const bandit = { type: "bandit", policy: "thompson" };
  const more = { strategies: [...plan.strategies, bandit] };
  const some = await lab([
    "diff",
    ...files({ ...plan, ...more, seed: 2 }, { ...plan, ...more }),
    "--runs",
    "2",
  ]);
  expect(some.out).toMatch(
    / Requests of `flagger` were counted, not simulated one by one: [^.]+\.$/m,
  );
  const [before, after] = files({ ...plan, strategies: [{ ...bandit, id: "flagger" }] });
  const one = await lab(["diff", before, after, "--runs", "2"]);
  expect(one.out).toContain(
    "Requests were counted in one of both, and have no luck in common there.",
  );
});

test("amounts: one is no plural, and ends of an interval have one unit and no sign of nothing", () => {
  const spread = { mean: 1, se: 0.1, p5: 1, p50: 1, p95: 1, n: 9 };
  const share = { p: 0.5, low: 0.4, high: 0.6, n: 9 };
  const shared = (mean: number, low: number, high: number) => ({
    before: share,
    after: share,
    difference: { mean, low, high, n: 9 },
  });
  const figure = (mean: number, low: number, high: number) => ({
    before: spread,
    after: spread,
    difference: { mean, low, high, n: 9 },
  });
  const nothing = figure(0, 0, 0);
  const text = diffMarkdown({
    lab: 1,
    before: "a",
    after: "b",
    runs: 9,
    seed: 1,
    changes: [],
    sameWorld: true,
    gone: [],
    added: [],
    strategies: [
      {
        before: "canary",
        after: "canary",
        candidates: [
          {
            candidate: "asWritten",
            worlds: ["counts", "counts"],
            bad: [true, true],
            shares: {
              catch: shared(0.01, 0.004, 0.06),
              escape: shared(-0.02, -0.06, 0.001),
              falseRollback: shared(0, 0, 0),
              paused: shared(0, 0, 0),
              running: shared(0, 0, 0),
            },
            figures: {
              rolledBackAtSeconds: figure(2.4, -0.9, 5.7),
              promotedAtSeconds: nothing,
              harmedUsers: figure(-1, -1.2, -0.8),
              harmedRequests: nothing,
              regret: nothing,
              cost: nothing,
            },
          },
        ],
      },
    ],
  });
  expect(text).toContain("Catches 1 point more (0 to 6); harms 1 fewer user (0.8 to 1.2).");
  expect(text).toContain("| 2 points less (0 to 6), maybe chance |");
  expect(text).toContain("| 2.4s later (-0.9s to 5.7s), maybe chance |");
});

test("JSON, into a file; --set changes both", async () => {
  const [before, after] = files(strict);
  const file = path.join(path.dirname(before), "diff.json");
  const words = ["diff", before, after, "--json", "--runs", "3", "--seed", "5", "--out", file];
  const { code, out } = await lab([...words, "--set", "versions[1].errorRate=0.5%"]);
  expect({ code, out }).toEqual({ code: 0, out: "" });
  const result = JSON.parse(readFileSync(file, "utf8"));
  expect(result).toMatchObject({ lab: 1, runs: 3, seed: 5, sameWorld: true });
  expect(result.changes).toEqual([{ path: "strategies[0].threshold", before: 3, after: 1 }]);
  expect(result.strategies[0].candidates).toHaveLength(1);
});

test("a manifest is a plan, too", async () => {
  const manifest = path.resolve(
    import.meta.dirname,
    "../../scenarios/manifests/flagger-threshold-unset.yaml",
  );
  const folder = temporaryFolder();
  const after = path.join(folder, "after.yaml");
  const text = readFileSync(manifest, "utf8");
  writeFileSync(after, text.replace(/^( *)interval: .*$/m, "$&\n$1threshold: 5"));
  const { code, out, err } = await lab(["diff", manifest, after, "--runs", "2"]);
  expect(code).toBe(0);
  for (const file of [manifest, after]) expect(err).toContain(`${file}: assumed, for it does not`);
  expect(out).toMatch(/^- `strategies\[\d\]\.threshold`: .* → `5`$/m);
});

/** What a call is refused with. */
async function refusal(...args: string[]): Promise<readonly string[]> {
  try {
    await diff.run(readWords(diff, args));
  } catch (error) {
    if (error instanceof Refusal) return error.lines;
    throw error;
  }
  throw new Error("it was not refused");
}

test("mistakes are told, of both plans at once", async () => {
  const [before, after] = files({ ...strict, duration: "soon" });
  const lines = await refusal(before, after, "--set", "versions[1].errorRate=2");
  expect(lines).toContainEqual(expect.stringContaining(`${before}: versions[1].errorRate: `));
  expect(lines).toContainEqual(expect.stringContaining(`${after}: duration: expected a duration`));
  expect((await refusal(before))[0]).toBe(
    "rollout-lab diff: expected two plans, BEFORE and AFTER, got 1",
  );
  expect((await refusal(before, "--runs", "1", "--seed", "x")).slice(0, -1)).toEqual([
    "rollout-lab diff: expected two plans, BEFORE and AFTER, got 1",
    'rollout-lab diff: --runs: expected an integer in [2, 1000000], got "1"',
    expect.stringContaining('--seed: expected an integer in [0, 9007199253740991], got "x"'),
  ]);
  expect((await refusal(before, "-"))[0]).toContain("expected two files, got standard input");
  const other = files({
    ...plan,
    strategies: [{ type: "blueGreen" }, { type: "canary", steps: [] }],
  });
  expect(await refusal(...other)).toEqual([
    `${other[1]}: strategies: expected one of flagger, as ${other[0]} has, got blueGreen, canary`,
  ]);
});

test("Ctrl-C prints what runs of both say, marked partial, and ends with 130", async () => {
  const [before, after] = files(strict);
  const file = path.join(path.dirname(before), "diff.md");
  const words = readWords(diff, [before, after, "--runs", "1000000", "--out", file]);
  // Nobody outside can see when both have a run: it is given longer and longer.
  for (let ms = 2000; !existsSync(file); ms *= 2) {
    const ended = diff.run(words);
    await setTimeout(ms);
    expect(tellInterrupt()).toBe(true);
    expect(await ended).toBe(130);
  }
  const text = readFileSync(file, "utf8");
  expect(text).toContain("**Partial**: stopped before its end.");
  const [, runs = ""] = /^([\d,]+) runs? each, on seeds 1 to/m.exec(text) ?? [];
  expect(Number(runs.replaceAll(",", ""))).toBeGreaterThan(0);
  expect(Number(runs.replaceAll(",", ""))).toBeLessThan(1_000_000);
});
