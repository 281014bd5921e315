// "Add one" of the policies' own page, step by step, in a copy of the lab: a file and a line, and it is parsed, listed, held to
// what every policy owes, and runs.
import { describe, expect, it } from "vitest";
import { add, fits, unlist } from "./adding.ts";
import { block } from "./blocks.ts";
import { copyOfLab } from "./copy.ts";

const PAGE = "sim/policies/README.md";
const LIST = "sim/policies/index.ts";
const FILE = "sim/policies/optimistic.ts";
const SCHEMA = "scenarios/scenario.schema.json";

const copy = copyOfLab([
  "sim",
  "src",
  "scenarios",
  "tools",
  "test/contract",
  "test/policies",
  "test/full.ts",
  "test/seeded.ts",
  "tsconfig.base.json",
  ".oxlintrc.json",
  ".oxfmtrc.json",
  ".gitignore",
]);
unlist(copy, LIST, "optimistic");
const listedBefore = copy.type("npm run -s lab -- list policies").said;
add(copy, LIST, FILE, block(PAGE, "ts", FILE));

describe("the page's policy", () => {
  fits(copy, LIST, FILE);

  it("keeps every promise of a policy", () => {
    const { status, said, complained } = copy.tool(
      "vitest/vitest.mjs run test/policies/policies.test.ts -t optimistic",
    );
    expect(status, `${said}${complained}`).toBe(0);
    expect(said).toMatch(/Tests +([5-9]|\d\d+) passed/);
  });
});

describe("its line in the list", () => {
  it("puts it among what there is to choose from, with its formula and parameters", () => {
    expect(listedBefore).not.toContain("optimistic");
    const { said } = copy.type("npm run -s lab -- list policies");
    expect(said).toContain("argmax (S + w) / (N + w)");
    expect(said).toMatch(/^ +w \(10\) /m);
  });

  it("puts it into the schema that editors read", () => {
    expect(copy.type("npm run -s schema").status).toBe(0);
    expect(copy.read(SCHEMA)).toContain("How many perfect rewards");
  });

  it("makes it run, beside others and for as much regret as it costs", () => {
    const { status, said, complained } = copy.type(block(PAGE, "sh", "with optimistic").trim());
    expect(status, complained).toBe(0);
    const [header = "", first = "", second = ""] = said.split("\n");
    const regret = header.split(",").indexOf("regret");
    expect(first).toContain(",optimistic,bandit,");
    for (const line of [first, second]) expect(Number(line.split(",")[regret])).toBeGreaterThan(0);
    expect(first).not.toBe(second);
  });

  it("makes its mistakes known", () => {
    const { status, complained } = copy.type(
      `npm run -s lab -- run scenarios/canary-catches-a-bad-model.json --set 'strategies=[{"type":"bandit","policy":"optimistik"},{"type":"bandit","id":"o","policy":"optimistic","w":-1}]'`,
    );
    expect(status).toBe(2);
    expect(complained).toContain('did you mean "optimistic"?');
    expect(complained).toMatch(/strategies\[1\]\.w: expected/);
  });
});
