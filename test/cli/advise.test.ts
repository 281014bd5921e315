// `advise`: what it prints, in each format, what it refuses, and what is left of it when it is stopped.
import { readFileSync } from "node:fs";
import path from "node:path";
import { describe, expect, test } from "vitest";
import type { Advice } from "../../sim/odds/advise/types.ts";
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

describe("bad usage is exit code 2", () => {
  test.each([
    [["--catch", "all"], "--catch: expected a share in (0, 1) like 95%"],
    [["--false", "0"], "--false: expected a share in (0, 1) like 1%"],
    [["--catch", "1%", "--false", "2%"], "less than catch"],
    [["--bad", "versions[1]"], "expected PATH=VALUE"],
    [["--bad", "versions[1].errorRate=0.1%"], "no worse than the good one"],
    [["--bad", "versions[1].errorRate=101%"], "versions[1].errorRate"],
    [["--strategy", "hastty"], 'did you mean "hasty"'],
    [["--json", "--markdown"], "expected one format"],
    [["--runs", "1"], "--runs: expected an integer in [2,"],
  ])("%o", async (words, told) => {
    const { code, out, err } = await lab(["advise", HASTY, ...words]);
    expect({ code, out }).toEqual({ code: 2, out: "" });
    expect(err).toContain(told);
    expect(err).not.toContain("    at ");
  });
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
