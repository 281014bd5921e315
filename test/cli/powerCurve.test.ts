import { expect, test } from "vitest";
import { shareOf } from "../../sim/odds/estimates.ts";
import { WIDTH } from "../../src/cli/layout.ts";
import { MAX_STRATEGIES } from "../../sim/scenario/limits.ts";
import { MARKS, powerCurve } from "../../src/cli/powerCurve.ts";
import { plain } from "../../src/cli/terminal.ts";

const columns = [
  { label: "0.5%", candidate: "good" },
  { label: "1%", candidate: "bad" },
  { label: "1.5%", candidate: "bad" },
];

test("each strategy has its mark and its bars, each value its column, and where the candidate turns bad is told", () => {
  const curves = [
    { name: "canary", shares: [shareOf(2, 100), shareOf(50, 100), shareOf(100, 100)] },
    { name: "blind", shares: [shareOf(0, 100), shareOf(0, 100), null] },
  ];
  expect(powerCurve("errorRate", columns, curves, plain)).toEqual([
    "● canary   ▲ blind",
    "100% ┤····························●·······",
    "     │                            │",
    "     │",
    "     │",
    "     │",
    " 75% ┤····································",
    "     │",
    "     │",
    "     │                │",
    "     │                │",
    " 50% ┤················●···················",
    "     │                │",
    "     │                │",
    "     │",
    "     │",
    " 25% ┤····································",
    "     │",
    "     │",
    "     │",
    "     │    │   │           │",
    "  0% ┤····●···▲···········▲···············",
    "          0.5%         1%         1.5%",
    "      ├── good ──┤├──────── bad ─────────┤",
    "      errorRate",
  ]);
});

test("a hundred values and eight strategies stay within the screen, and no mark is under another's bar", () => {
  const many = Array.from({ length: 100 }, (_, i) => ({
    label: `${i}s`,
    candidate: i > 40 ? "bad" : "good or bad",
  }));
  const curves = Array.from({ length: 8 }, (_, s) => ({
    name: `s${s}`,
    shares: many.map((__, i) => shareOf(i, 100 + s)),
  }));
  const lines = powerCurve("x", many, curves, plain);
  for (const line of lines.slice(1)) expect(line.length).toBeLessThanOrEqual(WIDTH);
  const drawn = lines.slice(1, 22).join("\n");
  expect(drawn.match(/●/g)).toHaveLength(100);
  expect(lines.at(-2)).toMatch(/├─+ good or bad ─+┤├─+ bad ─+┤/);
});

test("no two strategies of a scenario share a mark", () => {
  expect(new Set(MARKS).size).toBe(MAX_STRATEGIES);
  expect(MARKS).toHaveLength(MAX_STRATEGIES);
});
