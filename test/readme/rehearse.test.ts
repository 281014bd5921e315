// "Rehearse your own": the scenario, the commands and the test that the README shows, as a reader would use them.
import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { block } from "./blocks.ts";
import { copyOfLab } from "./copy.ts";

const copy = copyOfLab(["sim", "src", "tsconfig.base.json"]);
copy.write("rollout.json", block("README.md", "json", "rollout.json"));

const commands = block("README.md", "sh", "with rollout.json").trim().split("\n");

function changed(text: string, from: string, to: string): string {
  expect(text).toContain(from);
  return text.replace(from, to);
}

describe("each command", () => {
  it.each(commands)("%s", (line) => {
    const { status, complained } = copy.type(line);
    expect({ status, complained }).toEqual({ status: 0, complained: "" });
  });

  it("leaves the file it was told to, with every figure", () => {
    const { lab, runs } = JSON.parse(copy.read("result.json"));
    expect(lab).toBe(1);
    expect(runs.map((run: { strategy: string }) => run.strategy)).toEqual(["canary", "blueGreen"]);
    for (const run of runs) expect(run.series.at.length).toBeGreaterThan(0);
  });

  it("finds an expectation that is unmet", () => {
    copy.write("good.json", changed(copy.read("rollout.json"), '"3%"', '"0.4%"'));
    expect(copy.type("npm run -s lab -- check good.json").status).toBe(1);
  });
});

describe("the test in a team's own tests", () => {
  const config = `
    const at = (path) => ${JSON.stringify(copy.folder)} + path;
    export default { test: { include: ["*.test.ts"] }, resolve: { alias: [
      { find: /^rollout-lab$/, replacement: at("/sim/index.ts") },
      { find: /^rollout-lab\\/vitest$/, replacement: at("/src/vitest.ts") },
    ] } };`;
  copy.write("vitest.config.mjs", config);
  copy.write("rollout.test.ts", block("README.md", "ts", "rollout.test.ts"));

  it("passes for the scenario as written", () => {
    const { status, said, complained } = copy.tool("vitest/vitest.mjs run");
    expect(status, `${said}${complained}`).toBe(0);
    expect(said).toMatch(/Tests\s+1 passed/);
  });

  it("fails when the canary looks away", () => {
    const written = copy.read("rollout.json");
    copy.write("rollout.json", changed(written, '"max": "1.5%"', '"max": "100%"'));
    const { status, said, complained } = copy.tool("vitest/vitest.mjs run");
    copy.write("rollout.json", written);
    expect(status).toBe(1);
    expect(`${said}${complained}`).toContain("expected canary to be rolled back before 20m");
  });
});

it("the Node it asks for is the one package.json asks for", () => {
  const { engines } = JSON.parse(copy.read("package.json"));
  const asked = /Node (\d+\.\d+) or newer/.exec(readFileSync("README.md", "utf8"))?.[1];
  expect(engines.node.startsWith(`^${asked}.`)).toBe(true);
});
