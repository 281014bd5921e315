import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { inks, versionInks } from "../../ui/colours.ts";

const css = readFileSync(new URL("../../ui/theme.css", import.meta.url), "utf8");
const pairs = new Map(
  [...css.matchAll(/--([\w-]+): light-dark\((#\w{6}), (#\w{6})\)/g)].map(
    ([, name, light, dark]) => [name!, { light: light!, dark: dark! }],
  ),
);

/** WCAG's contrast of two colours, from 1 to 21. */
function contrast(a: string, b: string): number {
  const [x, y] = [luminance(a), luminance(b)];
  return (Math.max(x, y) + 0.05) / (Math.min(x, y) + 0.05);
}

function luminance(colour: string): number {
  const [r, g, b] = [1, 3, 5].map((at) => {
    const c = parseInt(colour.slice(at, at + 2), 16) / 255;
    return c <= 0.04045 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * r! + 0.7152 * g! + 0.0722 * b!;
}

const series = [1, 2, 3, 4, 5, 6];
const versions = [1, 2, 3, 4].map((n) => `version-${n}`);
const inkNames = ["ink", "muted", "bad", "good"];
const words = [...inkNames, ...series.map((n) => `series-${n}-text`), ...versions];
const marks = ["reference", "edge", "focus", ...series.map((n) => `series-${n}`)];

describe.each(["light", "dark"] as const)("%s", (theme) => {
  const colour = (name: string): string => pairs.get(name)![theme];

  test.each(words)("%s can be read on both surfaces", (name) => {
    expect(contrast(colour(name), colour("surface"))).toBeGreaterThanOrEqual(4.5);
    expect(contrast(colour(name), colour("raised"))).toBeGreaterThanOrEqual(4.5);
  });

  test.each(marks)("%s can be seen", (name) => {
    const least = theme === "dark" && name.startsWith("series") ? 4.5 : 3;
    expect(contrast(colour(name), colour("surface"))).toBeGreaterThanOrEqual(least);
  });
});

describe("a version's ink", () => {
  const ids = ["stable", ...Array.from({ length: 9 }, (_, i) => `v${i}`)];

  test("is grey for stable, and told apart from every other's", () => {
    const made = versionInks(ids);
    expect(made.get("stable")!.line).toBe("var(--reference)");
    expect(new Set([...made.values()].map((ink) => `${ink.line} ${ink.dash}`)).size).toBe(10);
    expect([...made.values()].slice(1).every((ink) => pairs.has(ink.line.slice(6, -1)))).toBe(true);
  });
});

describe("a strategy's ink", () => {
  const specs = Array.from({ length: 16 }, (_, i) => ({ id: `s${i}`, type: "canary" }));

  test("is told apart from every other's", () => {
    const looks = [...inks(specs).values()].map((ink) => `${ink.line} ${ink.dash}`);
    expect(new Set(looks).size).toBe(specs.length);
  });

  test("is grey for the ends of the chart, and they take no colour from a contender", () => {
    const made = inks([{ id: "stay", type: "stay" }, ...specs]);
    expect(made.get("stay")!.line).toBe("var(--reference)");
    expect(made.get("s0")!.line).toBe("var(--series-1)");
  });
});
