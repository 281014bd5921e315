// The walls hold: each bad line, put in a tree laid out like this one and linted with this project's own settings, is refused.
import { spawnSync } from "node:child_process";
import { cpSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { basename, dirname, join, resolve } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";

/** What is refused: where it stands, the line, and the rule that must say so. */
const refused: [file: string, line: string, rule: string][] = [
  ["sim/simulate.ts", `import "react";`, "house(imports)"],
  ["sim/simulate.ts", `import "node:fs";`, "house(imports)"],
  ["sim/simulate.ts", `import "seedrandom";`, "house(imports)"],
  ["sim/simulate.ts", `import "../ui/store.ts";`, "house(imports)"],
  ["sim/simulate.ts", `import "../src/cli.ts";`, "house(imports)"],
  [
    "sim/simulate.ts",
    `import type { A } from "../ui/types.ts"; export type B = A;`,
    "house(imports)",
  ],
  ["sim/simulate.ts", `export * from "../ui/store.ts";`, "house(imports)"],
  ["sim/simulate.ts", `export { a } from "../ui/store.ts";`, "house(imports)"],
  ["sim/simulate.ts", `export const a = () => import("../ui/store.ts");`, "house(imports)"],
  ["sim/simulate.ts", `export const a = (b: string) => import(b);`, "house(imports)"],
  ["sim/simulate.ts", `export type A = import("../ui/store.ts").A;`, "house(imports)"],
  ["sim/random/streams.ts", `import "../world/world.ts";`, "house(imports)"],
  ["sim/random/streams.ts", `import "zod";`, "house(imports)"],
  ["sim/scenario/schema.ts", `import "../strategies/index.ts";`, "house(imports)"],
  ["sim/statistics/normal.ts", `import "../monitor/monitor.ts";`, "house(imports)"],
  ["sim/monitor/monitor.ts", `import "../strategies/canary.ts";`, "house(imports)"],
  ["sim/monitor/monitor.ts", `import "../results/recorder.ts";`, "house(imports)"],
  ["sim/world/world.ts", `import "../monitor/monitor.ts";`, "house(imports)"],
  ["sim/world/world.ts", `import "../results/recorder.ts";`, "house(imports)"],
  ["sim/judges/threshold.ts", `import "../strategies/canary.ts";`, "house(imports)"],
  ["sim/policies/thompson.ts", `import "../world/world.ts";`, "house(imports)"],
  ["sim/strategies/canary.ts", `import "../world/world.ts";`, "house(imports)"],
  ["sim/strategies/canary.ts", `import "../results/recorder.ts";`, "house(imports)"],
  ["sim/strategies/canary.ts", `import { a } from "../results/types.ts"; a();`, "house(imports)"],
  ["sim/world/world.ts", `import "../strategies/canary.ts";`, "house(imports)"],
  ["sim/results/recorder.ts", `import "../strategies/canary.ts";`, "house(imports)"],
  ["ui/store.ts", `import "../src/worker.ts";`, "house(imports)"],
  ["ui/charts/traffic.ts", `import "../../src/worker.ts";`, "house(imports)"],
  ...[
    "window document fetch setTimeout setInterval queueMicrotask performance Date process console",
    "localStorage navigator crypto Intl Buffer globalThis self global require URL TextEncoder",
    "Worker WebAssembly eval Function Atomics SharedArrayBuffer WeakRef requestAnimationFrame",
  ]
    .flatMap((line) => line.split(" "))
    .map((name): [string, string, string] => [
      "sim/a.ts",
      `export const a = ${name};`,
      "house(host)",
    ]),
  ["sim/world/world.ts", `export const a = new Date();`, "house(host)"],
  ["sim/world/world.ts", `export const a = import.meta.url;`, "house(host)"],
  [
    "sim/world/world.ts",
    `export const a = ["b"].sort((x, y) => x.localeCompare(y));`,
    "house(host)",
  ],
  ["sim/world/world.ts", `export const a = "b"["localeCompare"]("c");`, "house(host)"],
  ["sim/world/world.ts", `export const a = (1.5).toLocaleString();`, "house(host)"],
  ["sim/world/world.ts", `export const a = new Function("return 1");`, "eslint(no-new-func)"],
  ["src/cli.ts", `export const a = new Function("return 1");`, "eslint(no-new-func)"],
  ["ui/store.ts", `export const a = eval("1");`, "eslint(no-eval)"],
  ...[
    "acos acosh asin asinh atan atan2 atanh cbrt cos cosh exp expm1 hypot log log10 log1p log2",
    "pow random sin sinh tan tanh",
  ]
    .flatMap((line) => line.split(" "))
    .map((name): [string, string, string] => [
      "sim/a.ts",
      `export const a = Math.${name};`,
      "house(arithmetic)",
    ]),
  ["sim/a.ts", `export const a = (b: number) => b ** 2;`, "house(arithmetic)"],
  ["sim/a.ts", `export let a = 2; a **= 2;`, "house(arithmetic)"],
  ["sim/a.ts", `export const { log } = Math;`, "house(arithmetic)"],
  ["sim/a.ts", `export const a = Math["log"](2);`, "house(arithmetic)"],
  ["sim/a.ts", `export const a = Math;`, "house(arithmetic)"],
  ...["strategies", "judges", "policies", "experiments"].map((room): [string, string, string] => [
    `sim/${room}/a.ts`,
    `export const a = (b: number) => ({ get c() { return b; } });`,
    "house(getters)",
  ]),
  [
    "sim/strategies/a.ts",
    `export const a = { b: 1, set c(d: number) { a.b = d; } };`,
    "house(getters)",
  ],
  ["src/cli.ts", `export const a: any = 1;`, "typescript(no-explicit-any)"],
  ["src/cli.ts", `async function a() {} a();`, "typescript(no-floating-promises)"],
  ["src/cli.ts", `import { a } from "./itself.ts"; export const b = a;`, "import(no-cycle)"],
];

/** What must pass, or the walls above prove nothing. */
const welcome: [file: string, line: string][] = [
  ["sim/simulate.ts", `import "./world/world.ts"; import "./strategies/canary.ts"; import "zod";`],
  [
    "sim/random/streams.ts",
    `import "seedrandom/lib/alea.js"; import "@stdlib/math-base-special-ln";`,
  ],
  ["sim/scenario/schema.ts", `import "zod"; import "jsonc-parser"; import "./units.ts";`],
  ["sim/monitor/monitor.ts", `import "../world/world.ts";`],
  [
    "sim/world/world.ts",
    `import "../results/people.ts"; import type { A } from "../strategies/types.ts"; export type B = A;`,
  ],
  ["sim/strategies/canary.ts", `import "../judges/threshold.ts"; import "../monitor/monitor.ts";`],
  ["sim/strategies/canary.ts", `import type { A } from "../results/types.ts"; export type B = A;`],
  [
    "ui/store.ts",
    `import "../sim/simulate.ts"; import "react"; export const a = Date.now() + Math.log(2);`,
  ],
  [
    "src/cli.ts",
    `import "node:fs"; import "../sim/simulate.ts"; import "../ui/store.ts"; export const a = 2 ** 3;`,
  ],
  [
    "sim/a.ts",
    `export const a = (b: number) => Math.sqrt(Math.max(b, Math.PI)) + Math.imul(3, 4);`,
  ],
  [
    "sim/a.ts",
    `export const a: Record<string, Readonly<Date>> = {}; export interface B extends Promise<string> {}`,
  ],
  [
    "sim/a.ts",
    `export const a = new Map([[1, new Float64Array(2)]]); export const b = a.get(1)?.length;`,
  ],
  [
    "sim/a.ts",
    `export const a = { Date: 1, window: 2 }; export const b = a.window; export class Process {}`,
  ],
  // of a class there is one, whatever objects it has
  [
    "sim/strategies/a.ts",
    `export class A { get b() { return 1; } } export const get = { get: () => 1, c() { return 2; } };`,
  ],
];

const root = resolve(import.meta.dirname, "../..");
const cases = [...refused, ...welcome].map(([file, line]) => ({ file, line }));
const reported = new Map<string, string[]>();
let tree = "";

/** A file of its own for each case, so that the linter runs once. */
const fileOf = (file: string, line: string): string => {
  const index = cases.findIndex((each) => each.file === file && each.line === line);
  return file.replace(".ts", `.${index}.ts`);
};

beforeAll(() => {
  tree = mkdtempSync(join(tmpdir(), "walls-"));
  for (const path of [".oxlintrc.json", "tools/lint", "package.json", "tsconfig.base.json"]) {
    cpSync(join(root, path), join(tree, path), { recursive: true });
  }
  for (const room of ["sim", "ui", "src"]) {
    cpSync(join(root, room, "tsconfig.json"), join(tree, room, "tsconfig.json"));
  }
  // The linter looks for it, and ignores what it lists.
  writeFileSync(join(tree, ".gitignore"), "node_modules/\n");
  symlinkSync(join(root, "node_modules"), join(tree, "node_modules"), "junction");
  for (const { file, line } of cases) {
    const path = join(tree, fileOf(file, line));
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, `${line.replace("./itself.ts", `./${basename(path)}`)}\n`);
  }
  for (const { code, filename } of lint(tree)) {
    reported.set(filename, [...(reported.get(filename) ?? []), code]);
  }
});

function lint(cwd: string): { code: string; filename: string }[] {
  const oxlint = join(root, "node_modules/oxlint/bin/oxlint");
  const args = [oxlint, "--type-aware", "--format=json"];
  const { stdout } = spawnSync(process.execPath, args, { cwd, encoding: "utf8" });
  return JSON.parse(stdout).diagnostics;
}

afterAll(() => rmSync(tree, { recursive: true, force: true }));

describe("refused", () => {
  it.each(refused)("%s: %s", (file, line, rule) => {
    expect(reported.get(fileOf(file, line)) ?? []).toContain(rule);
  });
});

describe("welcome", () => {
  it.each(welcome)("%s: %s", (file, line) => {
    expect(reported.get(fileOf(file, line)) ?? []).toEqual([]);
  });
});
