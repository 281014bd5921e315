import { expect, test } from "vitest";
import { figureData } from "../../ui/charts/figureData.ts";
import { layout } from "../../ui/charts/layout.ts";
import { nearestLine } from "../../ui/charts/nearest.ts";
import { comparison, facts, theory } from "./fixture.ts";

const figure = figureData(facts, comparison, theory, {
  errors: "all",
  zoom: null,
  regret: "linear",
});
const place = layout(640, 100, comparison.runs.length);
const [share] = place.plots;
const middle = (place.left + place.right) / 2;

test("a pointer means the line it is on, within a few pixels", () => {
  // At 15m half of the traffic is the A/B test's candidate's.
  const half = share!.top + share!.height / 2;
  expect(nearestLine(figure, place, middle, half + 3)).toBe("abTest");
  expect(nearestLine(figure, place, middle, half + 12)).toBe(null);
  expect(nearestLine(figure, place, middle, share!.top)).toBe("rolling");
});

test("beside the plots and between them it means none", () => {
  expect(nearestLine(figure, place, place.right + 20, share!.top)).toBe(null);
  expect(nearestLine(figure, place, middle, share!.top + share!.height + 12)).toBe(null);
});
