// Help, version, and what becomes of words the tool does not know.
import { readFileSync } from "node:fs";
import path from "node:path";
import { describe, expect, test } from "vitest";
import { readWords } from "../../src/cli/command.ts";
import { commandHelp } from "../../src/cli/help.ts";
import { commands, main } from "../../src/cli/main.ts";
import { Refusal } from "../../src/cli/refusal.ts";
import { run } from "../../src/cli/run.ts";
import { worker } from "../../src/cli/worker.ts";
import { FIXTURES, lab, SMALL } from "./lab.ts";

test("--help, -h and help tell of every command and of the exit codes", async () => {
  const [{ code, out, err }, ...others] = await Promise.all([
    lab(["--help"]),
    lab(["-h"]),
    lab(["help"]),
  ]);
  expect({ code, err }).toEqual({ code: 0, err: "" });
  for (const { name } of commands) expect(out).toMatch(new RegExp(`^ {2}${name} `, "m"));
  for (const word of ["Exit codes:", "130", "NO_COLOR"]) expect(out).toContain(word);
  for (const { exits, name } of commands)
    if (exits?.["1"] !== undefined) expect(out).toMatch(new RegExp(`^ {2}1 .*\\(${name}\\)`, "m"));
  for (const line of out.split("\n")) expect(line.length).toBeLessThanOrEqual(110);
  expect(others.map((other) => other.out)).toEqual([out, out]);
});

// In this process: how it is printed is the same for all, and is tested below.
test.each(commands)("$name: its help has usage, options, an example and exit codes", (command) => {
  const help = commandHelp(command);
  expect(help).toMatch(new RegExp(`^rollout-lab ${command.name}: `));
  expect(help).toContain(`Usage: npm run -s lab -- ${command.name}`);
  for (const option of Object.keys(command.options)) expect(help).toMatch(`\n  --${option}`);
  for (const part of ["Options:", "--help", "Exit codes:"]) expect(help).toContain(part);
  expect(help).toMatch(/^Examples?:\n {2}npm run -s lab -- /m);
  for (const line of help.split("\n")) expect(line.length).toBeLessThanOrEqual(110);
});

test("a command's help wins over its other words; help COMMAND is the same", async () => {
  const words = [
    ["run", "no-such-file.json", "--nonsense", "-h"],
    ["run", "--help"],
    ["help", "run"],
  ];
  for (const { code, out, err } of await Promise.all(words.map((some) => lab(some))))
    expect({ code, out, err }).toEqual({ code: 0, out: commandHelp(run), err: "" });
});

test("only what there is no running without stands in the usage without brackets", async () => {
  const bare = commands.filter(({ options }) => Object.values(options).some((o) => o.required));
  expect(bare.map(({ name }) => name)).toEqual(["worker"]);
  expect(commandHelp(worker)).toContain(
    "Usage: npm run -s lab -- worker --redis URL [--threads N]",
  );
  await expect(worker.run(readWords(worker, []))).rejects.toThrow("expected --redis URL");
});

test("worker --help says that Ctrl-C is how it ends", () => {
  const help = commandHelp(worker);
  expect(help).toMatch(/^ {2}0 +done: Ctrl-C ends it/m);
  expect(help).toMatch(/^ {2}130 +interrupted again/m);
});

test("--version is the package's", async () => {
  const text = readFileSync(path.resolve(FIXTURES, "../../../package.json"), "utf8");
  const { code, out } = await lab(["--version"]);
  expect({ code, out }).toEqual({
    code: 0,
    out: `${(JSON.parse(text) as { version: string }).version}\n`,
  });
});

describe("bad usage is exit code 2, on standard error, without a stack", () => {
  const cases: [words: string[], ...told: string[]][] = [
    [[], "Usage:", "run", "check"],
    [["rnu"], 'no such command rnu; did you mean "run"?', "--help"],
    [["--vresion"], 'no such option --vresion; did you mean "--version"?'],
    [["import"], "expected a MANIFEST", "import --help"],
    [["import", "a.yaml", "a.yaml"], "expected a.yaml once"],
    [["import", "a.yaml", "--metric", "errors"], "expected NAME=METRIC like errors=errorRate"],
    [
      ["import", "a.yaml", "--metric", "a=errorRate", "--metric", "a=reward"],
      "--metric a: expected once, got twice",
    ],
    [["import", "no-such.yaml", "nor-this.yaml"], "no-such.yaml: cannot be read", "nor-this.yaml:"],
    [["advise"], "expected a SCENARIO", "advise --help"],
    [["run"], "expected a SCENARIO", "run --help"],
    [["run", "a.json", "b.json"], "expected one SCENARIO, got 2: a.json b.json"],
    [["run", ""], "expected SCENARIO, got an empty word"],
    [
      ["check", SMALL, "", "--junit", ""],
      "got an empty word",
      "--junit: expected a value (FILE), got an empty one",
    ],
    [
      ["run", SMALL, "--set=x", "--set=y"],
      'PATH=VALUE like versions[1].errorRate=2%, got "x"',
      'got "y"',
    ],
    [["run", SMALL, "--jsn"], '--jsn: no such option; did you mean "--json"?'],
    [["run", SMALL, "-j"], "-j: no such option"],
    [["run", SMALL, "--json=1"], '--json: expected no value, got "1"'],
    [["run", SMALL, "--out"], "--out: expected a value (FILE), got nothing"],
    [["run", SMALL, "--seed", "--json"], "--seed: expected a value (S), got the option --json"],
    [["run", SMALL, "--seed", "1", "--seed", "2"], "--seed: expected once, got 2 times"],
    [
      ["run", SMALL, "--seed", "1.5"],
      '--seed: expected an integer in [0, 9007199254740991], got "1.5"',
    ],
    [["run", SMALL, "--seed", "1e3"], "--seed: expected an integer"],
    [["run", SMALL, "--seed", "9007199254740992"], "--seed: expected an integer"],
    [
      ["run", SMALL, "--json", "--csv"],
      "expected one of --json, --csv, --markdown, got --json and --csv",
    ],
    [["run", SMALL, "--set", "seed"], "--set: expected PATH=VALUE"],
    [
      ["run", SMALL, "--strategy", "canray"],
      '--strategy: expected one of canary, blind, stay, got "canray"; did you mean "canary"?',
    ],
    [["check"], "expected a SCENARIO"],
    [["check", "-", "-"], "expected standard input (-) once"],
    [["check", SMALL, "--json"], "--json: no such option"],
    [["schema", "x"], "expected nothing, got x"],
    [["list", "polices"], 'got polices; did you mean "policies"?'],
    [
      ["list", "strategies", "policies"],
      "expected one of strategies, policies, tests, judges, scenarios",
    ],
    [["serve", "x"], "expected nothing, got x"],
    [["serve", "--port", "65536"], '--port: expected an integer in [0, 65535], got "65536"'],
    [
      ["run", "--json", "--csv", "--seed", "x"],
      "expected a SCENARIO",
      "got --json and --csv",
      "--seed: expected an integer",
    ],
    [["odds", "--runs", "0"], "expected a SCENARIO", "--runs: expected an integer"],
    [["advise", "a", "b", "--runs", "0"], "expected one SCENARIO", "--runs: expected an integer"],
    [
      ["import", "--metric", "a", "--set", "b"],
      "MANIFEST",
      "--metric: expected",
      "--set: expected",
    ],
    [["serve", "x", "--port", "x"], "expected nothing, got x", "--port: expected an integer"],
    [
      ["worker", "x", "--threads", "0"],
      "expected --redis URL",
      "expected nothing, got x",
      "--threads: expected an integer in [1, 256]",
    ],
  ];
  // In this process: what a child makes of a refusal is the same for all, and is tested below and with bad scenarios.
  test.each(cases)("%j", async (words, ...told) => {
    const refusal: unknown = await main(words).catch((error: unknown) => error);
    if (!(refusal instanceof Refusal)) throw new Error("it was not refused", { cause: refusal });
    for (const part of told) expect(refusal.message).toContain(part);
  });

  test("several mistakes are told at once", async () => {
    const { code, out, err } = await lab(["run", SMALL, "--jsn", "--sede=1", "--out"]);
    expect({ code, out }).toEqual({ code: 2, out: "" });
    expect(err).not.toMatch(/^\s+at /m);
    expect(err).toContain("--jsn");
    expect(err).toContain('did you mean "--seed"?');
    expect(err).toContain("--out: expected a value");
  });
});
