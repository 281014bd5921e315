// `check`: verdicts for a person, an exit code for a script, JUnit XML for a CI.
import { existsSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { setTimeout } from "node:timers/promises";
import { expect, onTestFinished, test, vi } from "vitest";
import { check } from "../../src/cli/check.ts";
import { readWords } from "../../src/cli/command.ts";
import { tellInterrupt } from "../../src/cli/interrupt.ts";
import { FIXTURES, lab, SMALL, temporaryFolder } from "./lab.ts";
import { readXml } from "./xml.ts";

const BAD = path.join(FIXTURES, "bad.json");

/** The small scenario with other expectations, in a file of its own. */
function expecting(folder: string, expect: object[], name = "A small canary"): string {
  const file = path.join(folder, "expecting.json");
  const text = readFileSync(SMALL, "utf8").replace('"A small canary"', () => JSON.stringify(name));
  const cut = text.slice(0, text.indexOf('"expect"'));
  writeFileSync(file, `${cut}"expect": ${JSON.stringify(expect)}\n}\n`);
  return file;
}

test("met expectations are exit code 0", async () => {
  const { code, out, err } = await lab(["check", SMALL]);
  expect({ code, err }).toEqual({ code: 0, err: "" });
  expect(out).toContain(`${SMALL}\n  ok    canary: rolledBack at `);
  expect(out).toMatch(/1 scenario: 3 expectations met, 0 unmet\n$/);
});

test("an unmet one is exit code 1, and says what came instead", async () => {
  const file = expecting(temporaryFolder(), [
    { strategy: "canary", outcome: "promoted", after: "5m" },
    { strategy: "blind", outcome: "promoted" },
  ]);
  const { code, out, err } = await lab(["check", file]);
  expect({ code, err }).toEqual({ code: 1, err: "" });
  expect(out).toMatch(
    /FAIL {2}canary: expected outcome promoted, got rolledBack at (.*); expected decided after 5m, got rolledBack at \1\n/,
  );
  expect(out).toContain("  ok    blind: promoted at 4m\n");
  expect(out).toMatch(/1 expectation met, 1 unmet\n$/);
});

test("expectations of many runs stand in their order, with their intervals; in the report, too", async () => {
  const folder = temporaryFolder();
  const file = expecting(folder, [
    { strategy: "canary", runs: 20, catch: { min: "90%" }, falseRollback: { max: 1 } },
    { strategy: "canary", outcome: "promoted" },
    { strategy: "blind", runs: 20, escape: { max: 0 } },
  ]);
  const report = path.join(folder, "report.xml");
  const { code, out, err } = await lab(["check", file, "--junit", report]);
  expect({ code, err }).toEqual({ code: 1, err: "" });
  const [, many, one, blind] = out.split("\n");
  expect(many).toMatch(
    /^ {2}ok {4}canary, 20 runs: catch .* \(.* to .*\).*; falseRollback .* of a candidate equal to stable$/,
  );
  expect(one).toMatch(/^ {2}FAIL {2}canary: expected outcome promoted/);
  expect(blind).toBe(
    "  FAIL  blind, 20 runs: expected escape <= 0%, got escape 100% (84% to 100%)",
  );
  const [suite] = readXml(readFileSync(report, "utf8")).children;
  expect(suite!.children.map(({ attributes }) => attributes["name"])).toEqual([
    "canary, 20 runs: catch >= 90%, falseRollback <= 100%",
    "canary: outcome promoted",
    "blind, 20 runs: escape <= 0%",
  ]);
});

test("what cannot be asked of many runs is told with the file's name, before anything is run", async () => {
  const file = expecting(temporaryFolder(), [
    { strategy: "canary", outcome: "rolledBack" },
    { strategy: "canary", catch: { min: 1 }, at: { "versions[1].errorRate": 7 } },
  ]);
  const { code, out, err } = await lab(["check", file]);
  expect(code).toBe(2);
  expect(err).toMatch(
    /expecting\.json: expect\[1\]\.at\["versions\[1\]\.errorRate"\]: expected a share/,
  );
  expect(out).not.toContain("FAIL");
});

test("a scenario that expects nothing passes, and says so", async () => {
  const { code, out } = await lab(["check", expecting(temporaryFolder(), [])]);
  expect(code).toBe(0);
  expect(out).toContain("expecting.json: expects nothing\n");
});

test("bad files are exit code 2, with the problems of all of them; the good ones are still checked", async () => {
  const { code, out, err } = await lab(["check", BAD, SMALL, "no-such-file.json"]);
  expect(code).toBe(2);
  expect(err).toContain(`${BAD}: duration: `);
  expect(err).toContain(`${BAD}: versions[1].errorRate: `);
  expect(err).toContain("no-such-file.json: cannot be read");
  expect(out).toContain("ok    canary");
  expect(out).toMatch(/3 scenarios: 3 expectations met, 0 unmet; 2 scenarios could not be run\n$/);
});

test("the stories that come with the tool hold, all in one go, their schema passed over", async () => {
  const scenarios = path.resolve(FIXTURES, "../../../scenarios");
  const files = readdirSync(scenarios).filter((file) => file.endsWith(".json"));
  const { code, out, err } = await lab(["check", ...files], { cwd: scenarios });
  expect({ code, err }).toEqual({ code: 0, err: "" });
  expect(out).toContain("scenario.schema.json: a JSON schema, passed over\n");
  expect(out).toContain(`${files.length - 1} scenario`);
  expect(out).not.toContain("expects nothing");
});

test("standard input can be checked", async () => {
  const { code, out } = await lab(["check", "-"], { input: readFileSync(SMALL) });
  expect(code).toBe(0);
  expect(out).toContain("standard input\n  ok  ");
});

test("--junit writes well-formed XML whose counts are those of its cases", async () => {
  const folder = temporaryFolder();
  const name = `<"odd" & 'named'>\u0001\u{1F600}\uD800`;
  const file = expecting(
    folder,
    [
      { strategy: "canary", outcome: "promoted" },
      { strategy: "canary", outcome: "promoted" },
      { strategy: "stay", metric: "regret", max: 0 },
    ],
    name,
  );
  const report = path.join(folder, "report.xml");
  const { code } = await lab(["check", file, BAD, SMALL, "--junit", report]);
  expect(code).toBe(2);
  expect(readdirSync(folder).toSorted()).toEqual(["expecting.json", "report.xml"]);
  const root = readXml(readFileSync(report, "utf8"));
  expect(root.name).toBe("testsuites");
  expect(root.attributes).toMatchObject({ tests: "7", failures: "2", errors: "1", skipped: "0" });
  const [odd, bad, small] = root.children;
  expect(odd!.attributes["name"]).toBe(`<"odd" & 'named'>\uFFFD\u{1F600}\uFFFD`);
  expect(odd!.attributes).toMatchObject({ tests: "3", failures: "2", errors: "0" });
  const cases = odd!.children;
  expect(new Set(cases.map(({ attributes }) => attributes["name"])).size).toBe(3);
  expect(cases.map(({ children }) => children.map((child) => child.name))).toEqual([
    ["failure"],
    ["failure"],
    [],
  ]);
  expect(cases[0]!.children[0]!.text).toMatch(/^canary: expected outcome promoted, got rolledBack/);
  expect(bad!.children[0]!.children[0]!.name).toBe("error");
  expect(bad!.children[0]!.children[0]!.text).toContain(`${BAD}: duration: `);
  expect(small!.attributes).toMatchObject({ tests: "3", failures: "0", errors: "0" });
});

test("Ctrl-C tells what is decided, and how far the rest has come; in the report that is skipped", async () => {
  const folder = temporaryFolder();
  const many = [1, 2, 3, 4, 5].map((rate) => ({
    strategy: "canary",
    runs: 100_000,
    at: { "traffic.rate": `${rate}/s` },
    catch: { min: 0 },
  }));
  const file = expecting(folder, [{ strategy: "blind", outcome: "promoted" }, ...many]);
  const report = path.join(folder, "report.xml");
  let out = "";
  const write = vi.spyOn(process.stdout, "write").mockImplementation((text) => {
    out += String(text);
    return true;
  });
  onTestFinished(() => write.mockRestore());
  // Nobody outside can see when some runs are done: it is given longer and longer.
  for (let ms = 1000; !/catch \d.* so far/.test(out); ms *= 2) {
    out = "";
    const ended = check.run(readWords(check, [file, SMALL, "--junit", report]));
    await setTimeout(ms);
    expect(tellInterrupt()).toBe(true);
    expect(await ended).toBe(130);
  }
  const canary = "canary, 100,000 runs at traffic\\.rate=\\d/s";
  const open = (told: string) => new RegExp(`^ {2}open {2}${canary}: ${told} of the runs$`, "m");
  expect(out).toMatch(open("catch \\S+ \\(.*\\), so far: \\S+%"));
  expect(out).toMatch(open("catch not run yet, so far: 0%"));
  expect(out).toMatch(/1 scenario: [1-5] expectations? met, 0 unmet, [1-5] open\n$/);
  const { attributes } = readXml(readFileSync(report, "utf8"));
  expect(attributes).toMatchObject({ tests: "6", failures: "0", errors: "0" });
  expect(Number(attributes["skipped"])).toBeGreaterThan(0);
});

test("Ctrl-C between two scenarios is heard, too", async () => {
  let out = "";
  let heard: boolean | null = null;
  const write = vi.spyOn(process.stdout, "write").mockImplementation((text) => {
    heard ??= tellInterrupt();
    out += String(text);
    return true;
  });
  onTestFinished(() => write.mockRestore());
  expect(await check.run(readWords(check, [SMALL, SMALL]))).toBe(130);
  expect(heard).toBe(true);
  expect(out).toMatch(/^1 scenario: 3 expectations met, 0 unmet$/m);
});

test("a report that cannot be written is refused before anything is run", async () => {
  const report = path.join(temporaryFolder(), "none", "report.xml");
  const { code, out, err } = await lab(["check", SMALL, "--junit", report]);
  expect({ code, out }).toEqual({ code: 2, out: "" });
  expect(err).toBe(`--junit ${report}: cannot be written: no such file or folder\n`);
  expect(existsSync(report)).toBe(false);
});
