// What `npm pack` makes can be installed and used by itself: its files, its command, its library with its declarations, its
// matchers, and the weight of the page inside it.
import { spawnSync } from "node:child_process";
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { gzipSync } from "node:zlib";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { read, root } from "./tree.ts";

const manifest = JSON.parse(read("package.json"));
let home = "";
let installed = "";
let packed: string[] = [];

/** Runs a command in the folder of someone who has installed the package; throws with what it said when it fails. */
function run(command: string, args: string[], cwd = home): string {
  const { status, stdout, stderr } = spawnSync(command, args, { cwd, encoding: "utf8" });
  if (status !== 0)
    throw new Error(`${command} ${args.join(" ")} ended with ${status}:\n${stdout}${stderr}`);
  return stdout;
}

const node = (...args: string[]): string => run(process.execPath, ["--no-strip-types", ...args]);

function link(name: string): void {
  const at = join(home, "node_modules", name);
  if (existsSync(at)) return;
  mkdirSync(dirname(at), { recursive: true });
  symlinkSync(join(root, "node_modules", name), at, "junction");
}

beforeAll(() => {
  home = mkdtempSync(join(tmpdir(), "installed-"));
  run(process.execPath, ["tools/build.ts", "--if-stale"], root);
  const report = run(
    "npm",
    ["pack", "--ignore-scripts", "--json", "--pack-destination", home],
    root,
  );
  const [{ filename, files }] = JSON.parse(report);
  packed = files.map((file: { path: string }) => file.path);
  installed = join(home, "node_modules", "rollout-lab");
  mkdirSync(installed, { recursive: true });
  run("tar", ["-xzf", join(home, filename), "-C", installed, "--strip-components=1"]);
  // The package's own dependencies and no others, so that an import it does not declare fails.
  for (const name of Object.keys(manifest.dependencies)) link(name);
  writeFileSync(join(home, "package.json"), `{ "type": "module", "private": true }`);
});

afterAll(() => rmSync(home, { recursive: true, force: true }));

describe("the files", () => {
  it("are what runs, what declares it, the page and the scenarios", () => {
    const expected =
      /^(package\.json|README\.md|LICENSE|dist\/(lib|page)\/.*|dist\/types\/.*\.d\.ts|scenarios\/.*)$/;
    expect(packed.filter((path) => !expected.test(path))).toEqual([]);
    expect(packed).toEqual(
      expect.arrayContaining([
        "dist/lib/cli.js",
        "dist/lib/index.js",
        "dist/lib/vitest.js",
        "dist/page/index.html",
      ]),
    );
  });

  it("hold everything that package.json points to", () => {
    const targets = [
      ...Object.values(manifest.bin),
      ...Object.values(manifest.exports).flatMap(addresses),
    ];
    const missing = targets
      .map((path) => String(path).replace("./", ""))
      .filter((path) => !packed.includes(path));
    expect(missing).toEqual([]);
  });
});

const addresses = (entry: unknown): unknown[] =>
  typeof entry === "string" ? [entry] : Object.values(entry as Record<string, string>);

describe("the command", () => {
  it("runs without TypeScript, and says the same as the checkout", () => {
    const args = ["run", join(installed, "scenarios", firstScenario()), "--json"];
    const here = run(process.execPath, ["src/cli.ts", ...args], root);
    expect(node(join(installed, manifest.bin["rollout-lab"]), ...args)).toBe(here);
    expect(JSON.parse(here).lab).toBe(1);
  });

  it("is the checkout's engine, to the bit: it goes on with what that has begun", () => {
    const journal = join(home, "odds.ndjson");
    const scenario = join(installed, "scenarios", "canary-catches-a-bad-model.json");
    const args = [
      "odds",
      scenario,
      ..."--strategy canary --runs 2 --json --resume".split(" "),
      journal,
    ];
    const here = run(process.execPath, ["src/cli.ts", ...args], root);
    const begun = readFileSync(journal, "utf8");
    expect(node(join(installed, manifest.bin["rollout-lab"]), ...args)).toBe(here);
    expect(readFileSync(journal, "utf8")).toBe(begun);
  });

  it("is found by its first line", () => {
    const text = readFileSync(join(installed, manifest.bin["rollout-lab"]), "utf8");
    expect(text.split("\n")[0]).toBe("#!/usr/bin/env node");
  });
});

/** One that a library can read as a text: whose arrivals are in no other file. */
const firstScenario = (): string =>
  packed
    .filter((path) => /^scenarios\/.*(?<!\.schema)\.json$/.test(path))
    .filter((path) => !/"file"\s*:/.test(read(path)))
    .sort()[0]!
    .replace("scenarios/", "");

describe("the library", () => {
  const use = `
import { readFileSync } from "node:fs";
import { compare, parseScenario, simulate } from "rollout-lab";

const scenario = parseScenario(readFileSync(process.argv[2] ?? "", "utf8"));
const run = simulate(scenario, scenario.strategies[0]?.id ?? "");
console.log(run.fingerprint, compare(scenario).runs[0]?.fingerprint);
`;

  it("runs, and gives one fingerprint either way", () => {
    writeFileSync(join(home, "use.mjs"), use);
    const [alone, compared] = node("use.mjs", join(installed, "scenarios", firstScenario()))
      .trim()
      .split(" ");
    expect(alone).toMatch(/\w/);
    expect(alone).toBe(compared);
  });

  it("has statistics that need nothing else", () => {
    const text = `
import { betaBetter, fisher, wilson } from "rollout-lab/statistics";

const [stable, candidate] = [{ successes: 100, n: 1000 }, { successes: 130, n: 1000 }];
const better = betaBetter({ a: 101, b: 901 }, { a: 131, b: 871 });
console.log(fisher(stable, candidate), wilson(candidate, 0.05).low, better);
`;
    writeFileSync(join(home, "test.mjs"), text);
    const [p, low, better] = node("test.mjs").trim().split(" ").map(Number);
    expect(p).toBeCloseTo(0.041904548383735134, 9);
    expect(low).toBeCloseTo(0.11056377462484193, 9);
    expect(better).toBeCloseTo(0.9821650661176865, 9);
  });

  it.each(["nodenext", "bundler"])(
    "has declarations that a strict compiler reads (%s)",
    (resolution) => {
      link("@types/node");
      link("vitest");
      writeFileSync(join(home, "use.ts"), `${use}\nimport "rollout-lab/vitest";\n`);
      const compile = join(root, "node_modules", "typescript", "bin", "tsc");
      const options = `--strict --noEmit --target es2023 --types node --moduleResolution ${resolution}`;
      const module = resolution === "nodenext" ? "nodenext" : "esnext";
      expect(
        node(compile, "use.ts", ...options.split(" "), "--module", module, "--skipLibCheck"),
      ).toBe("");
    },
  );

  it("does not take untyped for typed", () => {
    writeFileSync(
      join(home, "wrong.ts"),
      `import { simulate } from "rollout-lab";\nsimulate(1, 2);\n`,
    );
    const compile = join(root, "node_modules", "typescript", "bin", "tsc");
    const options = "--strict --noEmit --module nodenext --skipLibCheck";
    expect(() => node(compile, "wrong.ts", ...options.split(" "))).toThrow(/error TS2345/);
  });
});

describe("the matchers", () => {
  it("hold a rollout plan in someone's own tests", () => {
    link("vitest");
    writeFileSync(
      join(home, "plan.test.ts"),
      `
import { parseScenario, simulate } from "rollout-lab";
import "rollout-lab/vitest";
import { expect, it } from "vitest";

it("stays", () => {
  const scenario = parseScenario({
    name: "plan",
    duration: "1m",
    traffic: { rate: "5/s" },
    versions: [{ id: "stable" }, { id: "candidate", errorRate: 1 }],
    strategies: [{ type: "stay" }],
  });
  const run = simulate(scenario, "stay");
  expect(run).toHaveRegretBelow(1);
  expect(run).not.toPromote();
  expect(() => expect(run).toRollBack({ before: "10m" })).toThrow();
});
`,
    );
    const vitest = join(root, "node_modules", "vitest", "vitest.mjs");
    expect(run(process.execPath, [vitest, "run", "--root", home])).toMatch(/1 passed/);
  });
});

describe("the page", () => {
  it("starts with at most 130 kB of script, compressed", () => {
    const page = join(installed, "dist", "page");
    const html = readFileSync(join(page, "index.html"), "utf8");
    const scripts = [...html.matchAll(/(?:src|href)="(\.\/[^"]+\.js)"/g)].map(
      (match) => match[1] ?? "",
    );
    expect(scripts.length).toBeGreaterThan(0);
    const bytes = scripts.map((script) => gzipSync(readFileSync(join(page, script))).length);
    expect(bytes.reduce((sum, each) => sum + each, 0)).toBeLessThanOrEqual(130_000);
  });

  it("asks for nothing outside itself", () => {
    const html = readFileSync(join(installed, "dist", "page", "index.html"), "utf8");
    expect(
      [...html.matchAll(/(?:src|href)="((?:https?:)?\/[^"]*)"/g)].map((match) => match[1]),
    ).toEqual([]);
  });
});
