// Files appear whole or not at all; a run can be interrupted; a reader may go away.
import { spawnSync } from "node:child_process";
import {
  lstatSync,
  readdirSync,
  readFileSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import path from "node:path";
import { setTimeout } from "node:timers/promises";
import { describe, expect, test } from "vitest";
import { readWords } from "../../src/cli/command.ts";
import { commands } from "../../src/cli/main.ts";
import { assertApart } from "../../src/cli/wholeFile.ts";
import { FILLING, FIXTURES, lab, SMALL, start, temporaryFolder } from "./lab.ts";

describe("--out", () => {
  test("writes the result and prints nothing", async () => {
    const folder = temporaryFolder();
    const file = path.join(folder, "result.json");
    const printed = await lab(["run", SMALL, "--json"]);
    const ended = await lab(["run", SMALL, "--json", "--out", file]);
    expect(ended).toMatchObject({ code: 0, out: "", err: "" });
    expect(readFileSync(file, "utf8")).toBe(printed.out);
    expect(readdirSync(folder)).toEqual(["result.json"]);
  });

  test("takes every form, without colour", async () => {
    const file = path.join(temporaryFolder(), "result");
    for (const form of [[], ["--csv"], ["--markdown"], ["--csv", "--series"]]) {
      await lab(["run", SMALL, ...form, "--out", file], { env: { FORCE_COLOR: "1" } });
      expect(readFileSync(file, "utf8")).toBe((await lab(["run", SMALL, ...form])).out);
    }
  });

  test("- is standard output", async () => {
    const { code, out } = await lab(["run", SMALL, "--csv", "--out", "-"], {
      cwd: temporaryFolder(),
    });
    expect(code).toBe(0);
    expect(out).toMatch(/^seed,strategy,/);
  });

  test("replaces a file, follows a link, and leaves a device alone", async () => {
    const folder = temporaryFolder();
    const file = path.join(folder, "old.csv");
    const link = path.join(folder, "link.csv");
    writeFileSync(file, "old");
    symlinkSync("old.csv", link);
    expect((await lab(["run", SMALL, "--csv", "--out", link])).code).toBe(0);
    expect(lstatSync(link).isSymbolicLink()).toBe(true);
    expect(readFileSync(file, "utf8")).toMatch(/^seed,/);
    expect((await lab(["run", SMALL, "--csv", "--out", "/dev/null"])).code).toBe(0);
    expect(statSync("/dev/null").isCharacterDevice()).toBe(true);
  });

  test("a place that cannot be written is refused before anything is run", async () => {
    const folder = temporaryFolder();
    const refused = async (file: string) => {
      const { code, out, err } = await lab(["run", SMALL, "--out", file]);
      expect({ code, out }).toEqual({ code: 2, out: "" });
      expect(readdirSync(folder)).toEqual([]);
      return err;
    };
    expect(await refused(folder)).toBe(`--out ${folder}: it is a folder\n`);
    const lost = path.join(folder, "none", "result.json");
    expect(await refused(lost)).toBe(`--out ${lost}: cannot be written: no such file or folder\n`);
  });

  test("what is read, or written as well, is refused by whatever name it goes", () => {
    const folder = temporaryFolder();
    const at = (name: string) => path.join(folder, name);
    writeFileSync(at("plan.json"), "{}");
    symlinkSync("plan.json", at("link.json"));
    symlinkSync(".", at("again"));
    const refused = (written: Record<string, string>, read: string[]) => () =>
      assertApart(written, read);
    const plan = at("plan.json");
    for (const name of ["plan.json", "link.json", "again/plan.json"])
      expect(refused({ "--out": at(name) }, ["-", plan])).toThrow(
        `--out ${at(name)}: expected another file than ${plan}, which is read`,
      );
    expect(refused({ "--out": plan }, [at("link.json")])).toThrow("which is read");
    // Neither is there yet.
    expect(
      refused({ "--resume": at("new"), "--out": at("again/new"), "--rows": at("new") }, []),
    ).toThrow(
      `--out ${at("again/new")}: expected another file than that of --resume\n--rows ${at("new")}: expected another file than that of --out`,
    );
    expect(refused({ "--out": at("new"), "--rows": at("other") }, [plan])).not.toThrow();
    expect(refused({ "--out": "-", "--rows": "-" }, ["-"])).not.toThrow();
    expect(refused({ "--out": "/dev/null", "--rows": "/dev/null" }, ["/dev/null"])).not.toThrow();
  });

  test.each([
    ["run FILE --out FILE", "--out"],
    ["odds FILE --out FILE", "--out"],
    ["odds FILE --resume FILE", "--resume"],
    ["advise FILE --out FILE", "--out"],
    ["check FILE --junit FILE", "--junit"],
    ["diff OTHER FILE --out FILE", "--out"],
    ["import FILE --out FILE", "--out"],
    ["fit OTHER --errors FILE --out FILE", "--out"],
  ])("%s is refused", async (line, option) => {
    const file = path.join(temporaryFolder(), "plan.json");
    writeFileSync(file, readFileSync(SMALL));
    const [name = "", ...rest] = line.split(" ");
    const args = rest.map((word) => (word === "FILE" ? file : word === "OTHER" ? SMALL : word));
    const command = commands.find((each) => each.name === name)!;
    await expect(command.run(readWords(command, args))).rejects.toThrow(
      `${option} ${file}: expected another file than ${file}, which is read`,
    );
    expect(readFileSync(file)).toEqual(readFileSync(SMALL));
  });

  test("a bad scenario leaves the old file as it was", async () => {
    const folder = temporaryFolder();
    const file = path.join(folder, "result.json");
    writeFileSync(file, "old");
    const bad = path.join(FIXTURES, "bad.json");
    expect((await lab(["run", bad, "--json", "--out", file])).code).toBe(2);
    expect(readFileSync(file, "utf8")).toBe("old");
    expect(readdirSync(folder)).toEqual(["result.json"]);
  });

  test("a disk that is full says so", async () => {
    const { code, err } = await lab(["run", SMALL, "--out", "/dev/full"]);
    expect({ code, err }).toEqual({
      code: 2,
      err: "--out /dev/full: cannot be written: no space left\n",
    });
    const shell = spawnSync("sh", ["-c", `"$0" src/cli.ts list > /dev/full`, process.execPath], {
      cwd: path.resolve(FIXTURES, "../../.."),
      encoding: "utf8",
    });
    expect(shell.status).toBe(2);
    expect(shell.stderr).toBe("standard output: no space left\n");
  });
});

describe("Ctrl-C", () => {
  /** Half a billion requests: minutes of work. */
  const long = readFileSync(SMALL, "utf8")
    .replace('"every": "1m"', '"every": "1h"')
    .replace('"12m"', '"10000000s"')
    .replace("20/s", "50/s");

  test.each([
    ["SIGINT", 130],
    ["SIGTERM", 143],
  ] as const)("%s ends a run soon, and leaves no file", async (signal, expected) => {
    const folder = temporaryFolder();
    const words = ["run", "-", "--json", "--out", path.join(folder, "result.json")];
    const run = start(words, { input: FILLING + long });
    await run.listening;
    await setTimeout(1000);
    expect(run.child.exitCode).toBe(null);
    const before = performance.now();
    run.child.kill(signal);
    expect(await run.ended).toEqual({ code: expected, signal: null, out: "", err: "" });
    expect(performance.now() - before).toBeLessThan(5000);
    expect(readdirSync(folder)).toEqual([]);
  });

  test("ends a check with a report of what is decided; of what is not nothing is claimed", async () => {
    const folder = temporaryFolder();
    const words = ["check", SMALL, "-", "--junit", path.join(folder, "report.xml")];
    const run = start(words, { input: FILLING + long });
    await run.listening;
    await setTimeout(500);
    run.child.kill("SIGINT");
    const { code, out } = await run.ended;
    expect(code).toBe(130);
    expect(out).toMatch(/small\.json\n {2}ok/);
    expect(readdirSync(folder)).toEqual(["report.xml"]);
    expect(readFileSync(path.join(folder, "report.xml"), "utf8")).toMatch(
      /^<testsuites .* tests="6" failures="0" errors="0" skipped="3">$/m,
    );
  });

  test("is heard while standard input is awaited", async () => {
    const run = start(["run", "-"], { input: FILLING, keepOpen: true });
    await run.listening;
    run.child.kill("SIGINT");
    expect((await run.ended).code).toBe(130);
  });
});

test("a reader that goes away is no failure", async () => {
  for (const words of [["run", SMALL, "--json", "--series"], ["schema"], ["check", SMALL, SMALL]]) {
    const run = start(words);
    run.child.stdout!.once("data", () => run.child.stdout!.destroy());
    const { code, err } = await run.ended;
    expect({ words, code, err }).toEqual({ words, code: 0, err: "" });
  }
});

test("progress is silent where nobody watches", async () => {
  const { code, err } = await lab(["run", SMALL, "--set", "duration=40h", "--csv"]);
  expect({ code, err }).toEqual({ code: 0, err: "" });
});

test("our own mistakes are told in a line, with the words that lead to them", async () => {
  const folder = temporaryFolder();
  const preload = path.join(folder, "break.mjs");
  writeFileSync(preload, `performance.now = () => { throw new Error("broken on purpose"); };`);
  const { code, out, err } = await lab(["run", SMALL, "--json", "--set", "name=it's"], {
    env: { NODE_OPTIONS: `--import ${preload}` },
  });
  expect({ code, out }).toEqual({ code: 70, out: "" });
  expect(err).toBe(
    `this is a bug in rollout-lab: broken on purpose; it came from: npm run -s lab -- run ${SMALL} --json --set 'name=it'\\''s'\n`,
  );
});
