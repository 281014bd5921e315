// The tables of ARCHITECTURE.md against what they speak of.
import { existsSync, readFileSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { obstacles } from "../../sim/countable.ts";
import { root } from "./blocks.ts";

const read = (path: string): string => readFileSync(join(root, path), "utf8");
const text = read("ARCHITECTURE.md");

/** The words in backticks in the first column of the table under this head. */
function firstColumn(head: string): string[] {
  const from = text.split("\n").findIndex((line) => line.startsWith(`| ${head} `));
  expect(from, `a table headed "${head}"`).toBeGreaterThan(-1);
  const lines = text.split("\n").slice(from + 2);
  const rows = lines.slice(
    0,
    lines.findIndex((line) => !line.startsWith("|")),
  );
  return rows.map((row) => /^\| `([^`]+)`/.exec(row)?.[1] ?? row);
}

describe("the house", () => {
  const { rules } = JSON.parse(read(".oxlintrc.json"));
  const walls: Record<string, unknown> = rules["house/imports"][1];

  it("has the rooms that the walls stand between", () => {
    const rooms = firstColumn("room").map((room) => room.replace(/\/$/, ""));
    expect(rooms.toSorted()).toEqual([...Object.keys(walls), "src"].toSorted());
  });

  it("has every room of the model", () => {
    const folders = readdirSync(join(root, "sim"), { withFileTypes: true })
      .filter((entry) => entry.isDirectory())
      .map(({ name }) => `sim/${name}/`);
    expect(firstColumn("room")).toEqual(expect.arrayContaining(folders));
  });
});

describe("the lanes", () => {
  it("are the ones that are drawn", () => {
    const source = read("sim/world/fates.ts");
    const drawn = [...source.matchAll(/, "(\w+)"[\])]/g)].map((match) => match[1]!);
    const told = firstColumn("lane").filter((lane) => !lane.startsWith("strategy/"));
    expect(told.toSorted()).toEqual([...new Set(drawn)].toSorted());
  });

  it("drawn by number are the ones that are", () => {
    const words: Record<string, string> = { name: "retry-K", id: "ID", to: "TARGET", what: "WHAT" };
    const source = ["exposures", "retries", "side"]
      .map((file) => read(`sim/world/${file}.ts`))
      .join("");
    const named = [...source.matchAll(/salts\([\w.#]+, ["`]([^"`]+)["`]\)/g)].map((match) =>
      match[1]!.replaceAll(/\$\{(\w+)\}/g, (_, name: string) => words[name] ?? name),
    );
    expect(named.length).toBe([...source.matchAll(/salts\(/g)].length);
    expect(firstColumn("by number").toSorted()).toEqual(named.toSorted());
  });

  it("leave a policy its own", () => {
    expect(read("sim/run.ts")).toContain("`strategy/${spec.id}/${name}`");
    expect(read("sim/strategies/bandit.ts")).toContain('plan.random("policy")');
    expect(firstColumn("lane")).toContain("strategy/ID/policy");
  });
});

it("the loops are the ones there are", () => {
  const loops = readdirSync(join(root, "sim/world"))
    .filter((file) => file.endsWith("Loop.ts"))
    .map((file) => `sim/world/${file}`);
  expect(firstColumn("loop").toSorted()).toEqual(loops.toSorted());
});

it("the obstacles are the ones there are", () => {
  expect(firstColumn("obstacle")).toEqual(obstacles.map(({ name }) => name));
});

it("every file and folder it names exists", () => {
  const paths = /`((?:sim|ui|src|scenarios|test|tools)\/[\w./-]*)`/g;
  const named = [...text.matchAll(paths)].map((match) => match[1]!);
  expect(named.length).toBeGreaterThan(50);
  expect(named.filter((path) => !existsSync(join(root, path)))).toEqual([]);
});
