// The odds of a scenario: opened, dragged, cancelled, linked; and the same bits as in Node.
import { AxeBuilder } from "@axe-core/playwright";
import type { Download } from "@playwright/test";
import { execFileSync } from "node:child_process";
import { expect, test, type Lab } from "./lab.ts";

const story = "flagger-rolls-back-a-good-release";
const path = "versions[1].errorRate";

async function openOdds({ page }: Lab, query = ""): Promise<void> {
  await page.goto(`/#${story}?look=odds${query}`);
  await expect(page.getByRole("region", { name: "How it ends" })).toBeVisible();
  await expect(page.locator('[data-chart="power"] .line').first()).toBeVisible();
}

const over = async ({ page }: Lab): Promise<void> =>
  expect(page.getByRole("progressbar")).toHaveCount(0);

test("are one click from the run, and a link; back leads to the run again", async ({ lab }) => {
  const { page } = lab;
  await lab.open(`#${story}`);
  await page.getByRole("button", { name: "Odds" }).click();
  await expect(lab.answer).toContainText(
    /^Speller rolls back this good candidate in \d+ of 100 releases \(\d+ to \d+\); Threshold 5 in \d+ \(\d+ to \d+\)/,
  );
  await expect(page.locator('[data-chart="power"] .band')).toHaveCount(2);
  await expect(page).toHaveURL(/\?look=odds$/);
  await page.reload();
  await expect(lab.answer).toContainText("of 100 releases");
  await page.goBack();
  await expect(lab.figure).toBeVisible();
  await expect(lab.answer).not.toContainText("of 100 releases");
});

test("follow a drag along the curve, which stays", async ({ lab }) => {
  const { page } = lab;
  await openOdds(lab, "&strategies=speller");
  await over(lab);
  const curve = page.locator('[data-chart="power"] .line[data-line="speller"]');
  const before = await curve.getAttribute("d");
  const track = page.getByRole("slider", { name: "Error rate on the curve" });
  const plot = (await page.locator('[data-chart="power"] .zero').boundingBox())!;
  await page.mouse.move(plot.x + plot.width * 0.2, plot.y - 60);
  await page.mouse.down();
  await page.mouse.move(plot.x + plot.width * 0.4, plot.y - 60, { steps: 6 });
  await expect(lab.answer).toContainText("catches this candidate");
  await page.mouse.up();
  await expect(lab.exact("Error rate")).toHaveValue("2.0%");
  await expect(lab.slider("Error rate")).toHaveValue("0.02");
  await expect(page).toHaveURL(/errorRate=0\.02&/);
  await track.press("ArrowRight");
  await expect(track).toHaveValue("0.0205");
  expect(await curve.getAttribute("d")).toBe(before);
  // What is not on the curve's axis moves the curve.
  await lab.exact("Traffic").fill("12/s");
  await lab.exact("Traffic").press("Enter");
  await expect(curve).not.toHaveAttribute("d", before!);
});

test("of an uncertain world: catches and false alarms apart, by what was drawn, until a slider makes it certain", async ({
  lab,
}) => {
  const { page } = lab;
  await page.goto("/#one-release-in-ten-is-bad?look=odds&strategies=patient,hasty");
  await expect(lab.answer).toContainText(
    /^Patient catches \d+ of 100 bad releases \(\d+ to 100\) and rolls back \d+ of 100 good ones \(\d+ to \d+\); Hasty \d+ and \d+\./,
  );
  await expect(lab.answer).toContainText(/Of those that Patient promotes, \d+ of 100/);
  const drawn = page.getByRole("table", { name: `Rolled back, by what was drawn as ${path}` });
  await expect(drawn.getByRole("row", { name: /^0\.50%/ })).toBeVisible();
  const bad = drawn.getByRole("row", { name: /^4\.0%/ });
  await expect(bad.getByRole("cell").first()).toHaveText("100%");
  await lab.slider("Error rate").fill("0.03");
  await expect(lab.answer).toContainText(/^Patient catches this candidate in \d+ of 100 releases/);
  await expect(drawn).toHaveCount(0);
  // Rates that wander are drawn too, but make no candidate bad.
  await page.goto("/#weather-rolls-back-a-good-release?look=odds");
  await expect(lab.answer).toContainText(
    /^Absolute rolls back this good candidate in \d+ of 100 releases \(\d+ to \d+\)/,
  );
  await expect(page.locator('[data-chart="power"] .line')).not.toHaveCount(0);
});

test("say how sure they are, ever surer, and what keeps them", async ({ lab }) => {
  const { page } = lab;
  await openOdds(lab, "&strategies=speller");
  const sureness = page.getByText(/ a point; 95% intervals within ±\d+ points\.$/).first();
  await expect(sureness).toHaveText(
    /^100 to [\d,]+ runs a point; 95% intervals within ±[34] points\.$/,
  );
  // Steeper parts have more points than a curve begins with.
  const table = page.getByRole("table", { name: /^Rolled back by error rate/ });
  await expect.poll(() => table.getByRole("row").count()).toBeGreaterThan(16);
  await page.goto("/#thompson-loses-less-than-an-ab-test?look=odds");
  await expect(page.getByText(/Slow, as each request is simulated/).first()).toBeVisible();
  await expect(page.getByText(/because: .*it learns from each request/).first()).toBeVisible();
  await page.getByRole("button", { name: "Cancel" }).click();
});

test("can be cancelled, keep what there is, and go on", async ({ lab }) => {
  const { page } = lab;
  await lab.open("#canary-catches-a-bad-model?traffic.rate=500");
  await page.getByRole("button", { name: "Odds" }).click();
  await expect(page.getByRole("progressbar", { name: "Running" })).toBeVisible();
  await page.getByRole("button", { name: "Cancel" }).click();
  await expect(page.getByText(/^Cancelled/).first()).toBeVisible();
  await page.getByRole("button", { name: "Go on" }).click();
  await expect(page.getByRole("progressbar", { name: "Running" })).toBeVisible();
});

test("what cannot be run is said beside its slider; without a strategy it says what to do", async ({
  lab,
}) => {
  const { page } = lab;
  await openOdds(lab);
  const before = await lab.answer.innerText();
  await lab.exact("Traffic").fill("9,000,000");
  await lab.exact("Traffic").press("Enter");
  await expect(page.getByRole("alert")).toContainText(/requests/);
  await expect(lab.answer).toContainText(before.slice(0, 40));
  await page.getByRole("button", { name: "Reset" }).click();
  await expect(page.getByRole("alert")).toHaveCount(0);
  const boxes = page.getByRole("group", { name: "Strategies" }).getByRole("checkbox");
  for (const box of await boxes.all()) await box.uncheck();
  await expect(page.getByText("No strategy is chosen.")).toBeVisible();
});

test("are, as JSON, what Node makes of the same seeds, bit for bit", async ({ lab }) => {
  const { page } = lab;
  await openOdds(lab, `&${path}=0.015&seed=3`);
  await over(lab);
  await page.getByRole("button", { name: /^Export/ }).click();
  const wait = page.waitForEvent("download");
  await page.getByRole("button", { name: "Runs (JSON)" }).click();
  const { here } = JSON.parse(await textOf(await wait)) as { here: { runs: number } };
  const make = `
    import { readFileSync } from "node:fs";
    import { odds, parseScenario } from "./sim/index.ts";
    import { setInDocument } from "./sim/parse.ts";
    const document = JSON.parse(readFileSync("scenarios/${story}.json", "utf8"));
    const scenario = parseScenario(setInDocument(document, "${path}", 0.015));
    const strategies = ["speller", "threshold-5"];
    console.log(JSON.stringify(odds(scenario, { runs: ${here.runs}, seed: 3, strategies })));`;
  const node = execFileSync(process.execPath, ["--input-type=module-typescript", "-e", make]);
  const there = JSON.parse(node.toString()) as { points: object[] };
  // The page sets what the document above says already.
  const points = there.points.map((point) => ({ ...point, set: { [path]: 0.015 } }));
  expect(here.runs).toBeGreaterThan(100);
  expect(here).toEqual({ ...there, points });
});

async function textOf(download: Download): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of await download.createReadStream()) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks).toString("utf8");
}

for (const [colorScheme, show] of [
  ["light", "charts"],
  ["dark", "tables"],
] as const) {
  test.describe(colorScheme, () => {
    test.use({ colorScheme });

    test(`pass an audit, as ${show}`, async ({ lab }) => {
      const { page } = lab;
      await page.emulateMedia({ reducedMotion: "reduce" });
      await openOdds(lab, `&${path}=0.015`);
      if (show === "tables") await page.getByRole("button", { name: "Show as tables" }).click();
      const { violations } = await new AxeBuilder({ page }).analyze();
      expect(
        violations.map(({ id, nodes }) => `${id}: ${nodes.map((n) => n.html).join(" ")}`),
      ).toEqual([]);
    });
  });
}

for (const width of [320, 720, 1280]) {
  test(`fit ${width} pixels`, async ({ lab }) => {
    const { page } = lab;
    await page.setViewportSize({ width, height: 800 });
    await openOdds(lab);
    const wider = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
    expect(wider).toBeLessThanOrEqual(0);
    const cut = await page.locator("svg.figure").evaluateAll((all) =>
      all.flatMap((svg) => {
        const edge = svg.getBoundingClientRect().right;
        return [...svg.querySelectorAll("text")]
          .filter((text) => text.getBoundingClientRect().right > edge + 1)
          .map((text) => text.textContent);
      }),
    );
    expect(cut).toEqual([]);
  });
}
