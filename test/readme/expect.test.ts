// What the documents show under `expect` of many runs: a scenario takes it, and it can be asked.
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { inquiries } from "../../sim/odds/expectations.ts";
import { parseScenario } from "../../sim/parse.ts";
import { fields } from "../../sim/scenario/document.ts";
import { readText } from "../../sim/scenario/text.ts";
import { root } from "./blocks.ts";

const read = (path: string): string => readFileSync(join(root, path), "utf8");
const story = fields(readText(read("scenarios/canary-catches-a-bad-model.json")).document);

test.each(["README.md", "src/cli/README.md"])("%s", (document) => {
  const shown = [...read(document).matchAll(/"expect": (\[\{.*?\}\](?=`)|\[\n[\s\S]*?^\])/gm)]
    .map((match) => JSON.parse(match[1]!) as Record<string, unknown>[])
    .filter((list) => list.some((each) => "runs" in each));
  expect(shown.length).toBeGreaterThan(0);
  for (const list of shown) {
    const many = list.filter((each) => "runs" in each);
    const asked = inquiries(parseScenario({ ...story, expect: list })).flatMap((one) => one.asked);
    expect(asked).toHaveLength(many.length);
  }
});
