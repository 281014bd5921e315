// What a strategy knew: chosen, linked, read at the shared cursor, taken away; and nothing where there is nothing to know.
import { expect, test } from "./lab.ts";

const story = "#canary-catches-a-bad-model";

test("is shown of the first that knows anything; another choice is a link", async ({ lab }) => {
  const { page } = lab;
  await lab.open();
  await expect(page.getByRole("region", { name: "What A/B test knew" })).toBeVisible();
  await page.getByRole("combobox", { name: "Show what was known by" }).selectOption("thompson");
  const known = page.getByRole("region", { name: "What Thompson knew" });
  const check = async (): Promise<void> => {
    await expect(known.locator(".chart-title")).toHaveText([
      /^Success rate/,
      /^Chance of being the best/,
    ]);
    await expect(known.locator(".band")).toHaveCount(2);
    await expect(known.locator(".truth")).toHaveCount(2);
  };
  await check();
  await expect(page).toHaveURL(/evidence=thompson/);
  await page.reload();
  await check();
  await page.goBack();
  await expect(page.getByRole("region", { name: "What A/B test knew" })).toBeVisible();
});

test("moves with the cursor, the zoom and the slider of all charts", async ({ lab }) => {
  const { page } = lab;
  await lab.open(`${story}?evidence=thompson`);
  const known = page.getByRole("region", { name: "What Thompson knew" });
  const zero = known.locator('[data-chart="best"] .zero');
  await zero.scrollIntoViewIfNeeded();
  const plot = (await zero.boundingBox())!;
  await page.mouse.move(plot.x + plot.width / 3, plot.y - 40);
  const there = known.locator(".cursor-label");
  await expect(there).toHaveText(/^(9m 5\ds|10m)/);
  await expect(lab.figure.locator(".cursor-label")).toHaveText((await there.textContent())!);

  const height = (await known.boundingBox())!.height;
  const chance = known.locator('.end[data-line="candidate"] .end-value').last();
  await expect(chance).toHaveText(/^<?0/);
  await lab.slider("Error rate").fill("0");
  await expect(chance).toHaveText(/^(9\d|>99.9|100)/);
  expect((await known.boundingBox())!.height).toBe(height);

  await page.goto(`/${story}?evidence=thompson&zoom=600,900`);
  await expect(known.locator(".tick", { hasText: /^12m$/ })).toBeVisible();
});

test("is a table too, and in the picture to take away", async ({ lab }) => {
  const { page } = lab;
  await lab.open(`${story}?evidence=thompson`);
  const wait = page.waitForEvent("download");
  await page.getByRole("button", { name: /^Export/ }).click();
  await page.getByRole("button", { name: "Picture (SVG)" }).click();
  const chunks: Buffer[] = [];
  for await (const chunk of await (await wait).createReadStream()) chunks.push(chunk as Buffer);
  const svg = Buffer.concat(chunks).toString("utf8");
  expect(svg.match(/<svg/g)).toHaveLength(3);
  expect(svg).toContain(">What Thompson knew</text>");
  expect(svg).toContain("Cumulative regret");

  await page.getByRole("button", { name: "Show as tables" }).click();
  const table = page.getByRole("table", { name: /^Success rate: as believed/ });
  await expect(table.getByRole("cell").last()).toHaveText(/^\d+(\.\d+)?% \(.*% to .*%\)$/);
});

test("is not there for strategies that compute nothing", async ({ lab }) => {
  await lab.open(`${story}?strategies=canary,blueGreen&evidence=thompson`);
  await expect(lab.answer).toContainText("Blue-green");
  await expect(lab.page.getByRole("region", { name: /knew$/ })).toHaveCount(0);
});

test("has its choice below its title where a long name leaves no room beside it", async ({
  lab,
}) => {
  const { page } = lab;
  await page.setViewportSize({ width: 360, height: 800 });
  await lab.open("#sixteen-policies-one-traffic?evidence=discountedThompson");
  const title = page.getByRole("heading", { name: "What Discounted Thompson knew" });
  const choice = page.getByRole("combobox", { name: "Show what was known by" });
  await expect(title).toBeVisible();
  const [above, below] = [(await title.boundingBox())!, (await choice.boundingBox())!];
  expect(below.y).toBeGreaterThanOrEqual(above.y + above.height);
  expect(below.x + below.width).toBeLessThanOrEqual(360);
  expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(360);
});
