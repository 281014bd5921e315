// Sixteen policies on one traffic, each to be found and read.
import { AxeBuilder } from "@axe-core/playwright";
import { blankView, linkTo, OWN } from "../../ui/link.ts";
import { expect, test } from "./lab.ts";

const policies = [
  "thompson",
  "ucb1",
  "ucbAlpha",
  "ucbTuned",
  "klUcb",
  "moss",
  "imed",
  "bayesUcb",
  "epsilonGreedy",
  "epsilonDecreasing",
  "greedy",
  "uniform",
  "softmax",
  "exp3",
  "topTwoThompson",
  "exploreThenCommit",
];

const plan = {
  text: JSON.stringify({
    name: "Sixteen policies",
    duration: "10m",
    traffic: { rate: 20 },
    versions: [
      { id: "stable", errorRate: 0.05 },
      { id: "small", errorRate: 0.03 },
      { id: "large", errorRate: 0.08 },
    ],
    strategies: policies.map((policy) => ({ type: "bandit", id: policy, policy })),
  }),
  metrics: {},
};
const link = linkTo(blankView(OWN, plan));

for (const width of [390, 1280]) {
  test(`${width} wide, every name can be read`, async ({ lab }) => {
    const { page } = lab;
    await page.setViewportSize({ width, height: 900 });
    await lab.open(link);
    await expect(lab.figure.locator('[data-chart="regret"] .line')).toHaveCount(16);
    const boxes = await lab.figure.evaluate((svg) =>
      [...svg.querySelectorAll(".end, .end-rest")].map((end) => {
        const { top, bottom, right } = end.querySelector(".end-value, .end-name")
          ? end.querySelector(".end-value")!.getBoundingClientRect()
          : end.getBoundingClientRect();
        return { middle: (top + bottom) / 2, right };
      }),
    );
    const edge = await lab.figure.evaluate((svg) => svg.getBoundingClientRect().right);
    const heights = boxes.map(({ middle }) => middle).sort((a, b) => a - b);
    heights.slice(1).forEach((y, i) => expect(y - heights[i]!).toBeGreaterThan(12));
    for (const { right } of boxes) expect(right).toBeLessThanOrEqual(edge + 1);
    // In the last chart all sixteen are named, whatever the room.
    const plot = await lab.figure
      .locator('[data-chart="regret"] .chart-title')
      .evaluate((title) => title.getBoundingClientRect().bottom);
    expect(heights.filter((y) => y > plot)).toHaveLength(16);
  });
}

test("one stands out in every chart: by its row, its box, its name or its line", async ({
  lab,
}) => {
  const { page } = lab;
  await lab.open(link);
  const bright = lab.figure.locator(".line:not(.dim)");
  const isAlone = async (id: string): Promise<void> => {
    await expect(bright).toHaveCount(3);
    for (const line of await bright.all()) await expect(line).toHaveAttribute("data-line", id);
  };
  await page.locator('tr[data-strategy="klUcb"]').hover();
  await isAlone("klUcb");
  await page.mouse.move(2, 2);
  await page.getByRole("checkbox", { name: "IMED" }).focus();
  await isAlone("imed");
  await page.locator('.end[data-line="uniform"]').last().locator(".end-name").hover();
  await isAlone("uniform");
  await page.mouse.move(2, 2);
  await expect(bright).toHaveCount(48);
  // At the end of the line that lost most, no other is near.
  const last = await lab.figure.evaluate((svg) => {
    const ends = [...svg.querySelectorAll<SVGPathElement>('[data-chart="regret"] .line')].map(
      (line) => ({ id: line.dataset["line"]!, end: line.getPointAtLength(line.getTotalLength()) }),
    );
    const top = ends.sort((a, b) => a.end.y - b.end.y)[0]!;
    const { left, top: above } = svg.getBoundingClientRect();
    return { id: top.id, x: left + top.end.x - 2, y: above + top.end.y + 1 };
  });
  await page.mouse.move(last.x, last.y);
  await isAlone(last.id);
});

test("ranked by regret with a key, drawn by ratios, and both are the link's", async ({ lab }) => {
  const { page } = lab;
  await lab.open(link);
  const outcome = page.getByRole("region", { name: "Outcome" });
  await outcome.getByRole("button", { name: "regret" }).focus();
  await page.keyboard.press("Enter");
  await page.getByRole("button", { name: "log", exact: true }).click();
  const check = async (): Promise<void> => {
    await expect(outcome.getByRole("columnheader", { name: "regret" })).toHaveAttribute(
      "aria-sort",
      "ascending",
    );
    const figures = await outcome.locator("tbody td:nth-child(3)").allInnerTexts();
    const regrets = figures.map((text) => Number(text.replace(",", "")));
    expect(regrets).toHaveLength(16);
    expect([...regrets].sort((a, b) => a - b)).toEqual(regrets);
    await expect(lab.figure.locator(".tick", { hasText: /^10$/ })).toBeVisible();
  };
  await check();
  await expect(page).toHaveURL(/regret=log&rank=regret/);
  await page.reload();
  await check();
  await outcome.getByRole("button", { name: "regret" }).click();
  await expect(outcome.getByRole("rowheader").first()).toHaveText("Thompson");
});

test("as tables they scroll, and nothing an audit finds", async ({ lab }) => {
  const { page } = lab;
  await lab.open(link);
  await page.emulateMedia({ reducedMotion: "reduce" });
  await page.getByRole("button", { name: "Show as tables" }).click();
  const tables = page.getByRole("group", { name: "Charts as tables" }).first();
  await tables.focus();
  await page.keyboard.press("ArrowRight");
  await expect.poll(() => tables.evaluate((node) => node.scrollLeft)).toBeGreaterThan(0);
  const { violations } = await new AxeBuilder({ page }).analyze();
  expect(violations.map(({ id, nodes }) => `${id}: ${nodes[0]?.html}`)).toEqual([]);
});
