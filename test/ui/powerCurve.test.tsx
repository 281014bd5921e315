import { renderToStaticMarkup } from "react-dom/server";
import { describe, expect, test } from "vitest";
import { plotLayout } from "../../ui/charts/layout.ts";
import { knobTicks, powerCurve } from "../../ui/charts/powerCurve.ts";
import { PowerFigure } from "../../ui/charts/PowerFigure.tsx";
import { RollbackTimes } from "../../ui/charts/RollbackTimes.tsx";
import { along, knobs } from "../../ui/knobs.ts";
import { CurveTable } from "../../ui/panels/OddsTables.tsx";
import { order, pictureOf, written } from "./odds.ts";

const picture = await pictureOf(order);
const curve = powerCurve(picture)!;
const layout = plotLayout(640, 240);
const drawn = renderToStaticMarkup(
  <PowerFigure curve={curve} layout={layout} now={0.04} spot={null} onSpot={() => {}} />,
);

describe("the power curve", () => {
  test("has a line and an interval around it for each strategy, at every point", () => {
    const { lines, bands } = curve.charts[0]!;
    expect(lines.map(({ id }) => id)).toEqual(["quick", "patient"]);
    lines.forEach(({ x, y }, i) => {
      expect(x).toHaveLength(5);
      y.forEach((p, point) => {
        expect(bands[i]!.low[point]).toBeLessThanOrEqual(p!);
        expect(bands[i]!.high[point]).toBeGreaterThanOrEqual(p!);
      });
    });
    expect(drawn.match(/class="line"/g)).toHaveLength(2);
    expect(drawn.match(/class="band"/g)).toHaveLength(2);
  });

  test("says beside its lines what the surer runs of the view's own scenario say", () => {
    expect(curve.here?.at).toBe(along(curve.knob, 0.04));
    const [quick] = picture.answer.here.points[0]!.strategies;
    expect(curve.here?.shares[0]).toMatchObject({ strategy: "quick", ...quick!.rolledBack });
    expect(drawn).toContain(">4.0%</text>");
    expect(drawn.match(/class="interval"/g)).toHaveLength(2);
  });

  test("says of how many runs it is, how far it may be off, and who is slow", () => {
    const shares = curve.charts[0]!.bands.flatMap(({ low, high }) =>
      low.map((from, i) => high[i]! - from!),
    );
    const points = Math.ceil(Math.max(...shares) * 50);
    expect(curve.sureness).toBe(`20 runs a point; 95% intervals within ±${points} points.`);
    const { answer } = picture;
    const slow = (those: readonly string[]): string => {
      const worlds = answer.worlds.map((of) =>
        those.includes(of.strategy) ? { ...of, world: "requests" as const } : of,
      );
      return powerCurve({ ...picture, answer: { ...answer, worlds } })!.sureness;
    };
    expect(slow(["patient"])).toContain(" Slow, as each request is simulated: Patient.");
    expect(slow(["quick", "patient"])).toContain(" Slow, as each request is simulated.");
  });

  test("marks where the candidate turns bad", () => {
    expect(curve.turn?.label).toBe("bad from 0.55%");
    expect(drawn).toContain("bad from 0.55%");
  });

  test("is a table too, with the view's own scenario in its place", () => {
    const table = renderToStaticMarkup(<CurveTable curve={curve} />);
    const heads = [...table.matchAll(/<th scope="row">([^<]+)/g)].map(([, head]) => head);
    expect(heads).toHaveLength(6);
    expect(heads.at(-1)).toBe("4.0%");
    const runs = [...table.matchAll(/<td>(\d+)<\/td><\/tr>/g)].map(([, n]) => Number(n));
    expect(runs).toEqual([20, 20, 20, 20, 20, 40]);
    expect(table).toContain(
      `by error rate, with 95% intervals; bad from 0.55%. ${curve.sureness}<`,
    );
  });

  test("has few, round ticks on either scale", () => {
    const all = knobs(written.facts, {});
    for (const knob of all) {
      const ticks = knobTicks(knob, 6);
      expect(ticks.length).toBeGreaterThan(1);
      expect(ticks.length).toBeLessThan(12);
      for (const { at } of ticks) expect(at).toBeGreaterThanOrEqual(0);
      expect(new Set(ticks.map(({ label }) => label)).size).toBe(ticks.length);
    }
  });
});

test("times of rollback: a row a strategy, a bar for each part of the run that has any", () => {
  const { histograms, here } = picture.answer;
  const svg = renderToStaticMarkup(
    <RollbackTimes
      strategies={here.points[0]!.strategies}
      histograms={histograms}
      inks={curve.inks}
      duration={picture.facts.duration}
      layout={layout}
    />,
  );
  const bars = [...svg.matchAll(/class="spread" d="([^"]*)"/g)].map(
    ([, d]) => d!.split("M").length - 1,
  );
  expect(bars).toEqual(histograms.map(({ rollbacks }) => rollbacks.filter((n) => n > 0).length));
  expect(bars[0]).toBeGreaterThan(0);
});
