// `advise`: what it prints, in each format, what it refuses, and what is left of it when it is stopped.
import { readFileSync } from "node:fs";
import path from "node:path";
import { expect, test } from "vitest";
import type { Advice } from "../../sim/odds/advise/types.ts";
import { advise } from "../../src/cli/advise.ts";
import { readWords } from "../../src/cli/command.ts";
import { Refusal } from "../../src/cli/refusal.ts";
import { FIXTURES, FILLING, lab, start, temporaryFolder } from "./lab.ts";

const HASTY = path.join(FIXTURES, "hasty.json");
const LOOSE = ["--catch", "90%", "--false", "10%", "--runs", "100", "--budget", "1000"];

test("a better plan, as a person, a program and a pull request read it", async () => {
  const { code, out, err } = await lab(["advise", HASTY, ...LOOSE]);
  expect({ code, err }).toEqual({ code: 0, err: "" });
  expect(out).toContain("The advised plan meets the wish");
  expect(out).toMatch(/bad: caught +\S+ \(.*\) +\S+ \(/);
  expect(out).toMatch(/--set '?strategies\[0\]/);
  expect(out).toContain('[{"op":');
  expect(out).toContain("in canary.yaml: Canary hasty");
  expect(out).toMatch(/^ {4}analysis:$/m);

  const json = await lab(["advise", HASTY, ...LOOSE, "--json", "--workers", "1"]);
  const advice = JSON.parse(json.out) as Advice;
  expect(advice).toMatchObject({ lab: 1, strategy: "hasty", verdict: "found", beforeMeets: "no" });
  for (const word of advice.set) expect(out).toContain(word);

  const folder = temporaryFolder();
  const file = path.join(folder, "advice.md");
  const written = await lab(["advise", HASTY, ...LOOSE, "--markdown", "--out", file]);
  expect(written).toMatchObject({ code: 0, out: "" });
  const markdown = readFileSync(file, "utf8");
  expect(markdown).toMatch(/^### Hasty: hasty$/m);
  expect(markdown).toContain("| candidate | as written | advised |");
  expect(markdown).toContain(JSON.stringify(advice.patch, null, 2));
});

test("a wish that is too much is refused with its reason, exit code 1", async () => {
  const bad = "versions[1].errorRate=1.1%";
  const { code, out } = await lab(["advise", HASTY, "--bad", bad, "--runs", "10"]);
  expect(code).toBe(1);
  const told = out.replaceAll("\n", " ");
  expect(told).toContain("no plan can tell an error rate of 1% from 1.1% in so little traffic");
  expect(told).toMatch(/95% takes [\d,]+ requests: .* of this traffic/);
});

test("a candidate that is drawn is caught where it is bad; what an option sets is not drawn", async () => {
  const error = {
    choice: [
      [0.6, "1%"],
      [0.4, "15%"],
    ],
  };
  const drawn = ["--set", `versions[1].errorRate=${JSON.stringify(error)}`];
  const few = ["--catch", "90%", "--false", "10.00001%", "--runs", "60", "--budget", "200"];
  const asDrawn = await lab(["advise", HASTY, ...drawn, ...few]);
  const told = asDrawn.out.replaceAll("\n", " ");
  expect(told).toMatch(
    /as the scenario has it, where it is drawn bad \((3[5-9]|4[0-5])(\.\d+)?% of runs\)/,
  );
  expect(told).toContain("at most 10.00001% of those equal to stable");
  expect(told).toMatch(/ \d+ runs on a bad candidate and 60 on a good one/);
  expect(told).toContain("Drawn anew for each run: versions[1].errorRate.");
  const bad = ["--bad", "versions[1].errorRate=15%"];
  const set = (await lab(["advise", HASTY, ...drawn, ...few, ...bad])).out.replaceAll("\n", " ");
  expect(set).toContain("60 runs on a bad and on a good candidate each");
  expect(set).toContain("Set, though the scenario draws it: versions[1].errorRate.");
});

/** What a call is refused with. */
async function refusal(...args: string[]): Promise<readonly string[]> {
  try {
    await advise.run(readWords(advise, [HASTY, ...args]));
  } catch (error) {
    if (error instanceof Refusal) return error.lines;
    throw error;
  }
  throw new Error("it was not refused");
}

test("every mistake in the options at once, before anything is read", async () => {
  const words = ["--catch", "all", "--false", "0", "--runs", "1", "--seed", "x", "--budget", "0"];
  const more = ["--bad", "versions[1]", "--good", "=1", "--json", "--markdown"];
  expect(await refusal(...words, ...more)).toEqual([
    "rollout-lab advise: expected one of --json, --markdown, got --json and --markdown",
    'rollout-lab advise: --catch: expected a share in (0, 1) like 95%, got "all"',
    'rollout-lab advise: --false: expected a share in (0, 1) like 1%, got "0"',
    expect.stringMatching(/^--bad: expected PATH=VALUE .*, got "versions\[1\]"$/),
    expect.stringMatching(/^--good: expected PATH=VALUE .*, got "=1"$/),
    'rollout-lab advise: --runs: expected an integer in [2, 100000], got "1"',
    'rollout-lab advise: --budget: expected an integer in [1, 10000000], got "0"',
    expect.stringContaining("--seed: expected an integer in [0, 90071"),
    expect.stringContaining("see npm run -s lab -- advise --help"),
  ]);
});

test("every mistake in what is asked of this scenario at once, each by its option", async () => {
  const worlds = ["--bad", "versions[1].errorRate=101%", "--good", "versions[1].latncy=1s"];
  const wish = ["--catch", "1%", "--false", "2%"];
  expect((await refusal(...wish, "--strategy", "hastty", ...worlds)).slice(0, -1)).toEqual([
    "rollout-lab advise: --false: expected less than catch (0.01), got 0.02",
    expect.stringMatching(/--strategy: expected one of .*, got "hastty"; did you mean "hasty"\?$/),
    'rollout-lab advise: --bad: versions[1].errorRate: expected a share in [0, 1], got "101%"',
    'rollout-lab advise: --good: versions[1].latncy: no such field; did you mean "latency"?',
  ]);
  const [harmless] = await refusal("--bad", "versions[1].errorRate=0.1%");
  expect(harmless).toMatch(
    /advise: --bad: expected values that make .* no worse than the good one/,
  );
});

test("Ctrl-C ends it with 130, and claims nothing", async () => {
  const input = FILLING + readFileSync(HASTY, "utf8");
  const { child, ended, listening } = start(
    ["advise", "-", "--exact", "--runs", "100000", "--set", "traffic.rate=100/s"],
    { input },
  );
  await listening;
  setTimeout(() => child.kill("SIGINT"), 1500);
  const { code, out, err } = await ended;
  expect(code).toBe(130);
  expect(err).toContain("stopped");
  expect(out).not.toContain("meets the wish");
});
