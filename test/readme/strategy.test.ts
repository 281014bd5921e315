// "Add a strategy in three steps", step by step, in a copy of the lab: it compiles, keeps to the walls, passes what every
// strategy owes, and runs as the README shows.
import { describe, expect, it } from "vitest";
import { add, fits, unlist } from "./adding.ts";
import { block } from "./blocks.ts";
import { copyOfLab } from "./copy.ts";

const LIST = "sim/strategies/index.ts";
const FILE = "sim/strategies/glance.ts";
const SCHEMA = "scenarios/scenario.schema.json";

const copy = copyOfLab([
  "sim",
  "src",
  "scenarios",
  "tools",
  "test/contract",
  "test/seeded.ts",
  "tsconfig.base.json",
  ".oxlintrc.json",
  ".oxfmtrc.json",
  ".gitignore",
]);
unlist(copy, LIST, "glance");
copy.type("npm run -s schema");
const typesBefore = listed();
const schemaBefore = copy.read(SCHEMA);
add(copy, LIST, FILE, block("README.md", "ts", FILE));

/** Types of strategies, as `list` prints them. */
function listed(): string[] {
  const { said } = copy.type("npm run -s lab -- list strategies");
  return [...said.matchAll(/^ {2}(\w+)/gm)].map((match) => match[1]!);
}

describe("the README's strategy", () => {
  fits(copy, LIST, FILE);

  it("keeps every promise of a strategy", () => {
    const { status, said, complained } = copy.tool("vitest/vitest.mjs run test/contract -t glance");
    expect(status, `${said}${complained}`).toBe(0);
    expect(said).toMatch(/Tests +([5-9]|\d\d+) passed/);
  });
});

describe("its line in the list", () => {
  it("puts it among what there is to choose from", () => {
    expect(listed().toSorted()).toEqual([...typesBefore, "glance"].toSorted());
  });

  it("puts it into the schema that editors read", () => {
    expect(schemaBefore).not.toContain("glance");
    expect(copy.type("npm run -s schema").status).toBe(0);
    expect(copy.read(SCHEMA)).toContain("From the split to the only look.");
  });

  it("makes it run as the README shows", () => {
    const { status, said } = copy.type(block("README.md", "sh", "with glance").trim());
    expect(status).toBe(0);
    expect(said.endsWith(`\n\n${block("README.md", "text", "with glance")}`), said).toBe(true);
  });

  it("makes its mistakes known", () => {
    const { status, complained } = copy.type(
      `npm run -s lab -- run scenarios/canary-catches-a-bad-model.json --set 'strategies[0]={"type":"glanse"}' --set 'strategies[1]={"type":"glance","aftre":"2m"}'`,
    );
    expect(status).toBe(2);
    expect(complained).toContain('did you mean "glance"?');
    expect(complained).toContain('did you mean "after"?');
  });
});
