import { describe, expect, test } from "vitest";
import { linePath } from "../../ui/charts/paths.ts";

const same = (n: number): number => n;

describe("the path of a line", () => {
  test("a share holds until it is moved, whatever the bins between", () => {
    const line = { id: "a", x: [0, 1, 2, 3, 4], y: [0, 0, 5, 5, 5], steps: true };
    expect(linePath(line, same, same, 100)).toBe("M0,0L2,0L2,5L4,5L4,5");
  });

  test("a rate runs straight, and stops where there is no data", () => {
    const line = { id: "a", x: [0, 1, 2, 3, 4], y: [1, 2, null, 4, 5], steps: false };
    expect(linePath(line, same, same, 100)).toBe("M0,1L1,2M3,4L4,5");
  });

  test("has no more points than the picture can show", () => {
    const x = Array.from({ length: 20_000 }, (_, i) => i / 200);
    const line = { id: "a", x, y: x.map((at) => Math.round(at * 7919) % 13), steps: false };
    expect(linePath(line, same, same, 100).split("L").length).toBeLessThanOrEqual(400);
  });

  test("of nothing is nothing", () => {
    expect(linePath({ x: [], y: [], steps: true }, same, same, 100)).toBe("");
  });
});
