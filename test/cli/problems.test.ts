// Bad input: every problem, the file first, exit code 2, nothing on standard output, no stack.
import { readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { expect, test } from "vitest";
import { type Ended, FIXTURES, lab, SMALL, temporaryFolder } from "./lab.ts";

const BAD = path.join(FIXTURES, "bad.json");

function expectRefused({ code, out, err }: Ended): string[] {
  expect({ code, out }).toEqual({ code: 2, out: "" });
  expect(err).not.toMatch(/^\s+at /m);
  expect(err).not.toContain("bug");
  return err.trimEnd().split("\n");
}

test("every problem of a file at once, as FILE: path: message", async () => {
  const lines = expectRefused(await lab(["run", BAD]));
  expect(lines.length).toBeGreaterThanOrEqual(5);
  for (const line of lines) expect(line.startsWith(`${BAD}: `)).toBe(true);
  const told = lines.map((line) => line.slice(BAD.length + 2));
  const starts = (start: string) => told.filter((line) => line.startsWith(start));
  expect(starts("duration: expected a duration")).toHaveLength(1);
  expect(starts("versions[1].errorRate: expected a share in [0, 1], got 1.2")).toHaveLength(1);
  expect(starts("strategies[0].type: ")[0]).toContain('did you mean "canary"?');
  expect(starts("traffic.trace.file: ")[0]).toContain("no such file");
  expect(told.join()).toContain('did you mean "users"?');
});

test("a manifest in a scenario's place is read as import reads it, and what is assumed is told", async () => {
  const manifest = "scenarios/manifests/flagger-threshold-unset.yaml";
  const told =
    /^(.*): assumed, for it does not say \(--set does\): duration, versions\[0\].*; in full: npm run -s lab -- import (.*)\n$/;
  const set = ["--set", "traffic.rate=3/s"];
  const run = await lab(["run", manifest, "--json", ...set]);
  expect(run.code).toBe(0);
  expect(told.exec(run.err)?.slice(1)).toEqual([manifest, manifest]);
  const input = readFileSync(path.resolve(FIXTURES, "../../..", manifest));
  const piped = await lab(["run", "-", "--json", ...set], { input });
  expect(piped.out).toBe(run.out);
  expect(told.exec(piped.err)?.slice(1)).toEqual(["standard input", "-"]);
});

test("where a manifest does not say enough, the command that takes more is named", async () => {
  const file = path.join(temporaryFolder(), "rollout.yaml");
  writeFileSync(file, "apiVersion: argoproj.io/v1alpha1\nkind: Rollout\n");
  for (const command of ["run", "odds"]) {
    const lines = expectRefused(await lab([command, file]));
    expect(lines[0]).toMatch(/rollout\.yaml:1:1: Rollout: .*expected/);
    expect(lines.at(-1)).toBe(
      `to say more than it does, or take in other files: npm run -s lab -- import ${file} [FILE...] [--metric NAME=METRIC] --out plan.json`,
    );
  }
});

test("a name given with a folder is told with it; standard input has its own", async () => {
  const [line] = expectRefused(await lab(["run", "bad.json"], { cwd: FIXTURES }));
  expect(line).toMatch(/^bad\.json: /);
  const [other] = expectRefused(await lab(["run", "-"], { input: "{" }));
  expect(other).toMatch(/^standard input: line 1, column 2: expected/);
});

test("what is no scenario on standard input", async () => {
  const lines = expectRefused(await lab(["run", "-"], { input: Buffer.of(0xff, 0xfe, 0x80) }));
  expect(lines).toEqual(["standard input: expected UTF-8 text, got UTF-16"]);
});

test("files that are not there, or no files", async () => {
  const folder = temporaryFolder();
  writeFileSync(path.join(folder, "canary.json"), "{}");
  const run = async (file: string) => expectRefused(await lab(["run", file], { cwd: folder }));
  expect(await run("canray.json")).toEqual([
    'canray.json: cannot be read: no such file or folder; did you mean "canary.json"?',
  ]);
  expect(await run("none/x.json")).toEqual(["none/x.json: cannot be read: no such file or folder"]);
  expect(await run(".")).toEqual([".: cannot be read: it is a folder"]);
  expect(await run("canary.json/x")).toEqual([
    "canary.json/x: cannot be read: a part of its path is not a folder",
  ]);
});

test("--set to a place that is not there, and to a bad value", async () => {
  const sets = ["versions[9].errorRate=0", "versions[1].errrorRate=0", "duration=-3", "seed=x"];
  const lines = expectRefused(await lab(["run", SMALL, ...sets.flatMap((set) => ["--set", set])]));
  const told = lines.map((line) => line.slice(SMALL.length + 2));
  expect(told).toContainEqual(expect.stringContaining("versions[9]: expected an index below 2"));
  expect(told).toContainEqual(expect.stringContaining('did you mean "errorRate"?'));
  expect(told).toContainEqual(expect.stringMatching(/^duration: expected a duration/));
  expect(told).toContainEqual(expect.stringMatching(/^seed: expected/));
});

test("an endless file is refused, not swallowed", async () => {
  expect(expectRefused(await lab(["run", "/dev/zero"]))).toEqual([
    "/dev/zero: expected at most 64 MiB, got more",
  ]);
});

test("a JSON schema is no scenario", async () => {
  const file = path.resolve(FIXTURES, "../../../scenarios/scenario.schema.json");
  expect(expectRefused(await lab(["run", file]))).toEqual([
    `${file}: expected a scenario, got a JSON schema`,
  ]);
});
