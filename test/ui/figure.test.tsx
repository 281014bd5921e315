// The whole figure as text: what changes in it, changes here, and a reader of the diff sees what.
import { renderToStaticMarkup } from "react-dom/server";
import { describe, expect, test } from "vitest";
import { Figure } from "../../ui/charts/Figure.tsx";
import { figureData, type Look } from "../../ui/charts/figureData.ts";
import { layout } from "../../ui/charts/layout.ts";
import { Tables } from "../../ui/charts/Tables.tsx";
import { comparison, facts, theory } from "./fixture.ts";

const look: Look = { errors: "all", zoom: null, regret: "linear" };

/** Digits that only an engine's arithmetic tells apart are rounded away; an element a line. */
function stable(markup: string): string {
  const rounded = markup.replace(/\d+\.\d+/g, (digits) =>
    String(Math.round(Number(digits) * 10) / 10),
  );
  return `${rounded.replaceAll("><", ">\n<")}\n`;
}

const draw = (width: number, cursor: number | null, spot: string | null = null): string => {
  const figure = figureData(facts, comparison, theory, look);
  const place = layout(width, 100, comparison.runs.length);
  return stable(
    renderToStaticMarkup(<Figure figure={figure} layout={place} cursor={cursor} spot={spot} />),
  );
};

describe("the figure", () => {
  test("wide, at its end", async () => {
    await expect(draw(640, null)).toMatchFileSnapshot("snapshots/wide.svg");
  });

  test("narrow, with the cursor at the canary's rollback", async () => {
    await expect(draw(358, 380)).toMatchFileSnapshot("snapshots/narrow.svg");
  });

  test("has a line for each strategy in each chart, and a flag for each end of a rollout", () => {
    const svg = draw(640, null);
    expect(svg.match(/class="line"/g)).toHaveLength(15);
    expect(svg.match(/class="hairline"/g)).toHaveLength(3);
    expect([...svg.matchAll(/data-kind="(\w+)"/g)].map(([, kind]) => kind)).toEqual([
      "rolledBack",
      "rolledBack",
      "promoted",
    ]);
    expect(svg).toContain("rolled back 6m 20s");
  });

  test("lets one strategy stand out", () => {
    expect(draw(640, null, "canary").match(/class="line dim"/g)).toHaveLength(12);
  });

  test("moves no label when the cursor moves, only numbers", () => {
    const places = (svg: string): string[] =>
      [...svg.matchAll(/class="end-(?:name|value)" x="([\d.]+)" y="([\d.]+)"/g)].map(String);
    expect(places(draw(640, 700))).toEqual(places(draw(640, null)));
    expect(places(draw(640, null)).length).toBeGreaterThan(30);
  });

  test("leaves no tick in part behind the cursor's label", () => {
    const overlaps: boolean[] = [];
    for (let at = 0; at <= 1800; at += 20) {
      const svg = draw(640, at);
      const [, left, width] = /class="cursor-ground" x="([\d.]+)" y="[\d.]+" width="([\d.]+)"/.exec(
        svg,
      )!;
      const right = Number(left) + Number(width);
      const axis = svg.split('data-chart="')[0]!;
      const ticks = [...axis.matchAll(/class="tick" x="([\d.]+)" [^>]*>(\w+)</g)];
      expect(ticks.length).toBeGreaterThan(3);
      for (const [, x, words] of ticks) {
        // 3 pixels are half of the widest letter that an axis has.
        const half = words!.length * 3;
        const [start, end] = [Number(x) - half, Number(x) + half];
        const isTouched = start < right && end > Number(left);
        if (isTouched) expect(start >= Number(left) && end <= right).toBe(true);
        overlaps.push(isTouched);
      }
    }
    expect(new Set(overlaps).size).toBe(2);
  });

  test("no end labels of one chart overlap", () => {
    for (const chart of draw(640, null).split('data-chart="').slice(1)) {
      const heights = [...chart.matchAll(/class="end-value" x="[\d.]+" y="([\d.]+)"/g)].map((m) =>
        Number(m[1]),
      );
      const sorted = [...heights].sort((a, b) => a - b);
      sorted.slice(1).forEach((y, i) => expect(y - sorted[i]!).toBeGreaterThanOrEqual(14.9));
    }
  });

  test("draws no runs as an empty frame", () => {
    const figure = figureData(facts, { ...comparison, runs: [] }, theory, look);
    const svg = renderToStaticMarkup(
      <Figure figure={figure} layout={layout(640, 100, 0)} cursor={null} />,
    );
    expect(svg).toContain("Cumulative regret");
    expect(svg).not.toContain("NaN");
  });

  test("zoomed in, shows what happened then and no flag of another time", () => {
    const figure = figureData(facts, comparison, theory, { ...look, zoom: [120, 420] });
    const place = layout(640, 100, comparison.runs.length);
    const svg = renderToStaticMarkup(<Figure figure={figure} layout={place} cursor={null} />);
    expect(svg).toContain("rolled back 6m 20s");
    expect(svg).not.toContain("promoted 11m");
    expect(svg).toContain(">3m</text>");
    expect(svg).not.toContain(">10m</text>");
    expect(svg).not.toMatch(/NaN|Infinity/);
    // The regret of its own end, not of the run's.
    const regret = figure.charts[2]!;
    expect(regret.top).toBeLessThan(500);
  });

  test("draws regret by ratios too: what is below one stands on one", () => {
    const figure = figureData(facts, comparison, theory, { ...look, regret: "log" });
    expect(figure.charts[2]).toMatchObject({ bottom: 1, top: 2000, ticks: [1, 10, 100, 1000] });
    const place = layout(640, 100, comparison.runs.length);
    const svg = renderToStaticMarkup(<Figure figure={figure} layout={place} cursor={60} />);
    expect(svg).not.toMatch(/NaN|Infinity/);
  });

  test("says how regret must grow where a bandit is shown, and makes room only up to twice the runs'", () => {
    const chart = (asymptoticRegret: number | null, ids: string[]) =>
      figureData(
        facts,
        { ...comparison, runs: comparison.runs.filter(({ strategy }) => ids.includes(strategy)) },
        { ...theory, asymptoticRegret },
        look,
      ).charts[2]!;
    const { guides, lines } = chart(0.861, ["canary", "thompson"]);
    expect(guides.map(({ label }) => label)).toEqual(["Lai-Robbins C ln n (asymptotic)"]);
    expect(guides[0]!.y.at(-1)).toBeCloseTo(0.861 * Math.log(90_000), 1);
    expect(chart(0.861, ["canary"]).guides).toEqual([]);
    expect(chart(0.861, ["rolling", "thompson"]).guides).toEqual([]); // on the axis
    for (const none of [null, 0]) expect(chart(none, ["thompson"]).guides).toEqual([]);
    const most = Math.max(...lines.flatMap(({ y }) => y.map((value) => value ?? 0)));
    expect(chart(1e6, ["canary", "thompson"]).top).toBeLessThanOrEqual(2.5 * most);
  });

  test("names every one of sixteen lines where regret is told, and the best and worst elsewhere", () => {
    const specs = Array.from({ length: 16 }, (_, i) => ({ type: "bandit", id: `policy${i}` }));
    const runs = specs.map(({ id }, i) => ({ ...comparison.runs[i % 5]!, strategy: id }));
    const figure = figureData(
      { ...facts, strategies: specs },
      { ...comparison, runs },
      theory,
      look,
    );
    const place = layout(640, 122, runs.length);
    const draw16 = (spot: string | null): string =>
      renderToStaticMarkup(<Figure figure={figure} layout={place} cursor={null} spot={spot} />);
    const named = (svg: string, id = "policy\\d+"): number =>
      svg.match(new RegExp(`<g class="end[^"]*"[^>]*data-line="${id}"`, "g"))?.length ?? 0;
    const svg = draw16(null);
    expect(named(svg)).toBe(7 + 7 + 16);
    expect(svg.match(/\+9 between/g)).toHaveLength(2);
    // Whichever stands out takes the place of those between.
    for (const { id } of specs) expect(named(draw16(id), id)).toBe(3);
  });

  test("contains no number that is none", () => {
    expect(draw(640, 380) + draw(358, null)).not.toMatch(/NaN|Infinity|undefined/);
  });
});

describe("the tables", () => {
  test("say what the charts draw", () => {
    const figure = figureData(facts, comparison, theory, { ...look, errors: "candidate" });
    const html = renderToStaticMarkup(<Tables frame={figure} shown />);
    expect(html.match(/<table>/g)).toHaveLength(3);
    expect(html).toContain("Error rate: of the candidate&#x27;s requests, over the last 1m");
    expect(html).toContain('<th scope="col">Blue-green</th>');
    // Blue-green serves everything from the candidate at 2m, and nobody after 3m.
    expect(html).toMatch(/<th scope="row">2m<\/th><td>5.0%<\/td><td>100%<\/td>/);
    expect(html).toMatch(/<th scope="row">5m<\/th><td>5.0%<\/td><td>0%<\/td>/);
  });
});
