import { gzipSync } from "node:zlib";
import { expect, test } from "./lab.ts";

const story = "#canary-catches-a-bad-model";

test("opens on a story that has already run", async ({ lab }) => {
  await lab.open();
  await expect(lab.page.getByRole("heading", { level: 1 })).toHaveText(
    "Does the canary catch a model that fails 3% of requests?",
  );
  await expect(lab.answer).toContainText(/Canary rolled back at \d+m( \d+s)?, \d+ users harmed/);
  const rows = lab.page.getByRole("region", { name: "Outcome" }).getByRole("row");
  await expect(rows).toHaveCount(6);
  await expect(lab.figure.locator(".line")).toHaveCount(15);
});

test("a dragged slider shows results while it is dragged", async ({ lab }) => {
  await lab.open();
  const box = (await lab.slider("Error rate").boundingBox())!;
  const y = box.y + box.height / 2;
  await lab.answer.evaluate((node) => {
    const seen = new Set<string>();
    Object.assign(window, { seen });
    new MutationObserver(() => seen.add(node.textContent)).observe(node, {
      subtree: true,
      childList: true,
      characterData: true,
    });
  });
  await lab.page.mouse.move(box.x + box.width * 0.3, y);
  await lab.page.mouse.down();
  // To and fro until it has answered four times: the button is down all the while.
  await expect
    .poll(async () => {
      for (const share of [0.5, 0.7, 0.9])
        await lab.page.mouse.move(box.x + box.width * share, y, { steps: 8 });
      return lab.page.evaluate(() => (window as unknown as { seen: Set<string> }).seen.size);
    })
    .toBeGreaterThan(3);
  await lab.page.mouse.up();
  // And it ends where the slider ended.
  const last = await lab.slider("Error rate").inputValue();
  expect(Number(last)).toBeGreaterThan(0.08);
  await expect(lab.page).toHaveURL(new RegExp(`versions\\[1\\]\\.errorRate=${last}$`));
  await expect(lab.exact("Error rate")).toHaveValue(`${(Number(last) * 100).toFixed(1)}%`);
});

test("what is typed counts exactly, and what cannot be read is said beside it", async ({ lab }) => {
  await lab.open();
  const field = lab.exact("Error rate");
  await field.fill("many");
  await expect(lab.page.getByRole("alert")).toHaveText("like 3.0%");
  await field.fill("2.25%");
  await field.press("Enter");
  await expect(lab.page).toHaveURL(/versions\[1\]\.errorRate=0\.0225$/);
  await lab.page.getByRole("button", { name: "Reset" }).click();
  await expect(field).toHaveValue("3.0%");
  await expect(lab.page).toHaveURL(/bad-model$/);
});

test("every state is a link: reload keeps it, back and forward walk it", async ({ lab }) => {
  await lab.open(
    `${story}?strategies=canary,thompson&seed=7&versions[1].errorRate=0.02&errors=candidate&at=600`,
  );
  const { page } = lab;
  const check = async (): Promise<void> => {
    await expect(lab.exact("Error rate")).toHaveValue("2.0%");
    await expect(page.getByRole("textbox", { name: "Seed" })).toHaveValue("7");
    await expect(page.getByRole("checkbox", { name: "Rolling" })).not.toBeChecked();
    await expect(page.getByRole("button", { name: "candidate", exact: true })).toHaveAttribute(
      "aria-pressed",
      "true",
    );
    await expect(lab.slider("Time cursor")).toHaveValue("600");
    await expect(lab.figure.locator(".line")).toHaveCount(6);
  };
  await check();
  const before = await lab.answer.innerText();
  await page.reload();
  await check();
  await expect(lab.answer).toHaveText(before);

  await page.getByRole("checkbox", { name: "Rolling" }).check();
  await expect(page).toHaveURL(/strategies=canary,rolling,thompson/);
  await expect(lab.figure.locator(".line")).toHaveCount(9);
  await page.goBack();
  await check();
  await page.goForward();
  await expect(page.getByRole("checkbox", { name: "Rolling" })).toBeChecked();
});

test("the same link is the same run", async ({ lab, browser }) => {
  await lab.open(`${story}?seed=11`);
  const first = await lab.answer.innerText();
  const other = await browser.newPage();
  await other.goto(`${new URL(lab.page.url()).origin}/${story}?seed=11`);
  await expect(other.locator(".answer")).toHaveText(first);
  await other.close();
});

test("a strategy keeps its colour whatever else is chosen", async ({ lab }) => {
  await lab.open();
  const line = lab.figure.locator('[data-chart="regret"] .line[data-line="rolling"]');
  const before = await line.getAttribute("stroke");
  await lab.page.getByRole("checkbox", { name: "Canary" }).uncheck();
  await lab.page.getByRole("checkbox", { name: "Blue-green" }).uncheck();
  await expect(lab.figure.locator(".line")).toHaveCount(9);
  await expect(line).toHaveAttribute("stroke", before!);
});

test("without a strategy it says what to do", async ({ lab }) => {
  await lab.open();
  for (const box of await lab.page
    .getByRole("group", { name: "Strategies" })
    .getByRole("checkbox")
    .all())
    await box.uncheck();
  await expect(lab.page.getByText("No strategy is chosen.")).toBeVisible();
  await lab.page.getByRole("checkbox", { name: "Thompson" }).check();
  await expect(lab.answer).toContainText("Thompson");
  await expect(lab.figure.locator(".line")).toHaveCount(3);
});

test("a long run shows its progress and can be cancelled; the last picture stays", async ({
  lab,
}) => {
  await lab.open();
  const before = await lab.figure.locator(".line").count();
  await lab.exact("Traffic").fill("20,000");
  await lab.exact("Traffic").press("Enter");
  await expect(lab.page.getByRole("progressbar", { name: "Simulating" })).toBeVisible();
  await expect(lab.page.getByText(/% · .* requests/)).toBeVisible();
  await expect(lab.figure.locator(".line")).toHaveCount(before);
  await lab.page.getByRole("button", { name: "Cancel" }).click();
  await expect(lab.page.getByText("Cancelled: this is the last finished run.")).toBeVisible();
  await expect(lab.page.getByRole("progressbar", { name: "Simulating" })).toHaveCount(0);
  // The worker is well: the next run comes through.
  await lab.page.getByRole("button", { name: "Reset" }).click();
  await expect(lab.page.getByText("Cancelled")).toHaveCount(0);
  await expect(lab.answer).toContainText("Canary rolled back");
});

test("what cannot be run is said beside its slider, and the last good picture stays", async ({
  lab,
}) => {
  await lab.open();
  const before = await lab.answer.innerText();
  await lab.exact("Traffic").fill("9,000,000");
  await lab.exact("Traffic").press("Enter");
  await expect(lab.page.getByRole("alert")).toContainText(/requests/);
  await expect(lab.answer).toHaveText(before);
  await expect(lab.figure).toBeVisible();
});

test("a link that cannot be read runs what it can, and says the rest", async ({ lab }) => {
  await lab.open(`${story}?seed=seven&versions[1].errorRate=0.04`);
  await expect(lab.page.getByRole("alert")).toContainText("seed expected a whole number");
  await expect(lab.exact("Error rate")).toHaveValue("4.0%");
  await lab.page.getByRole("button", { name: "Back to the scenario as written" }).click();
  await expect(lab.page.getByRole("alert")).toHaveCount(0);
});

test("a link to no scenario says so, and the list leads on", async ({ lab }) => {
  await lab.page.goto("/#no-such-story");
  await expect(lab.page.getByRole("alert")).toContainText('there is no scenario "no-such-story"');
  await lab.page.getByRole("button", { name: /^Scenario/ }).click();
  await lab.page.getByRole("link", { name: /Canary catches a bad model/ }).click();
  await expect(lab.answer).toContainText("Canary rolled back");
});

test("a flag tells its reason when pointed at, and keeps telling it when clicked", async ({
  lab,
}) => {
  await lab.open();
  const flag = lab.figure.getByRole("button", { name: /^Canary rolled back/ });
  const card = lab.page.getByRole("note");
  await flag.hover();
  await expect(card).toContainText(/error rate .*> 1.5%/);
  await lab.page.mouse.move(5, 5);
  await expect(card).toHaveCount(0);
  await flag.click();
  await lab.page.mouse.move(5, 5);
  await expect(card).toContainText(/error rate .*> 1.5%/);
  await lab.page.keyboard.press("Escape");
  await expect(card).toHaveCount(0);
});

test("the cursor reads every line at its time", async ({ lab }) => {
  await lab.open();
  const value = lab.figure.locator('.end[data-line="blueGreen"] .end-value').first();
  await expect(value).toHaveText("0%");
  const box = (await lab.figure.boundingBox())!;
  const plot = (await lab.figure.locator('[data-chart="share"] .zero').boundingBox())!;
  await lab.page.mouse.move(plot.x + plot.width * (4 / 30), box.y + 260);
  await expect(value).toHaveText("100%");
  await expect(lab.figure.locator(".cursor-label")).toHaveText(/^(3m 5\ds|4m)/);
  await lab.page.mouse.move(5, 5);
  await expect(value).toHaveText("0%");
});

test("a drag over the charts zooms in, and the whole run is one click away", async ({ lab }) => {
  await lab.open();
  const plot = (await lab.figure.locator('[data-chart="share"] .zero').boundingBox())!;
  const x = (minutes: number): number => plot.x + (plot.width * minutes) / 30;
  await lab.page.mouse.move(x(10), plot.y - 30);
  await lab.page.mouse.down();
  await lab.page.mouse.move(x(15), plot.y - 30, { steps: 4 });
  await lab.page.mouse.up();
  await expect(lab.page).toHaveURL(/zoom=\d+(\.\d+)?,\d+/);
  await expect(lab.figure).not.toContainText("promoted 17m");
  await expect(lab.figure.locator(".tick", { hasText: /^12m$/ })).toBeVisible();
  await lab.page.reload();
  await expect(lab.figure.locator(".tick", { hasText: /^12m$/ })).toBeVisible();
  await lab.page.getByRole("button", { name: "Show the whole run" }).click();
  await expect(lab.figure).toContainText("promoted 17m");
  await expect(lab.page).not.toHaveURL(/zoom/);
});

test("the log tells decisions in order, by strategy, and puts the cursor where they were taken", async ({
  lab,
}) => {
  await lab.open();
  const log = lab.page.getByRole("region", { name: "Decisions" });
  await log.getByRole("combobox").selectOption("canary");
  await expect(log.getByRole("listitem").last()).toContainText("Canary rolled back");
  for (const item of await log.getByRole("listitem").all())
    await expect(item).toContainText("Canary");
  const few = await log.getByRole("listitem").count();
  await log.getByRole("checkbox", { name: "in full" }).check();
  expect(await log.getByRole("listitem").count()).toBeGreaterThan(few);
  await log.getByRole("listitem").last().getByRole("button").click();
  await expect(lab.page).toHaveURL(/at=\d+/);
  await expect(lab.page.getByRole("note")).toContainText("rolled back");
});

test("each chart is a table too", async ({ lab }) => {
  await lab.open();
  await lab.page.getByRole("button", { name: "Show as tables" }).click();
  const table = lab.page.getByRole("table", { name: /^Cumulative regret/ });
  await expect(table).toBeVisible();
  await expect(table.getByRole("row")).toHaveCount(32);
  await lab.page.getByRole("button", { name: "Show charts" }).click();
  await expect(lab.figure).toBeVisible();
});

test("can be taken away: link, command, picture, table, runs", async ({
  lab,
  context,
  browserName,
}) => {
  test.skip(browserName !== "chromium", "only Chromium lets a test read the clipboard");
  await context.grantPermissions(["clipboard-read", "clipboard-write"]);
  await lab.open(`${story}?seed=3`);
  const copied = (): Promise<string> => lab.page.evaluate(() => navigator.clipboard.readText());
  await lab.page.getByRole("button", { name: "Copy link" }).click();
  await expect(lab.page.getByRole("button", { name: "Copied" })).toBeVisible();
  expect(await copied()).toBe(lab.page.url());

  await lab.page.getByRole("button", { name: /^Export/ }).click();
  await lab.page.getByRole("button", { name: "Copy as a command" }).click();
  await expect
    .poll(copied)
    .toBe("npm run -s lab -- run scenarios/canary-catches-a-bad-model.json --seed 3");

  for (const [name, starts] of [
    ["Picture (SVG)", "<svg "],
    ["Table (CSV)", "strategy,type,outcome,"],
    ["Runs (JSON)", '{\n  "lab": 1,'],
  ] as const) {
    const wait = lab.page.waitForEvent("download");
    await lab.page.getByRole("button", { name }).click();
    const download = await wait;
    expect(download.suggestedFilename()).toMatch(
      /^canary-catches-a-bad-model-seed-3\.(svg|csv|json)$/,
    );
    const chunks: Buffer[] = [];
    for await (const chunk of await download.createReadStream()) chunks.push(chunk as Buffer);
    expect(Buffer.concat(chunks).toString("utf8").slice(0, starts.length)).toBe(starts);
  }
});

test("runs no text as code, and asks no other host for anything", async ({ lab }) => {
  const hosts = new Set<string>();
  lab.page.on("request", (request) => hosts.add(new URL(request.url()).host));
  await lab.open();
  expect([...hosts]).toEqual([new URL(lab.page.url()).host]);
  const policy = await lab.page
    .locator('meta[http-equiv="Content-Security-Policy"]')
    .getAttribute("content");
  expect(policy).toContain("default-src 'none'");
  expect(policy).not.toMatch(/unsafe|https?:|\*/);
});

test("the first script is small", async ({ lab }) => {
  await lab.page.goto("/");
  const first = lab.page.locator("script[src]");
  await expect(first).toHaveCount(1);
  const source = await lab.page.request.get(
    new URL((await first.getAttribute("src"))!, lab.page.url()).href,
  );
  expect(gzipSync(await source.body()).length).toBeLessThan(130_000);
});

test("every scenario of the list runs, and its question is the headline", async ({ lab }) => {
  test.slow();
  await lab.open();
  await lab.page.getByRole("button", { name: /^Scenario/ }).click();
  const links = lab.page.getByRole("navigation", { name: "Scenarios" }).getByRole("link");
  const stories = await links.evaluateAll((nodes) =>
    nodes.map((node) => ({
      hash: (node as HTMLAnchorElement).hash,
      question: node.querySelector(".story-question")!.textContent,
    })),
  );
  expect(stories.length).toBeGreaterThanOrEqual(10);
  expect(stories[0]!.hash).toBe(story);
  for (const { hash, question } of stories) {
    await lab.page.evaluate((to) => void (location.hash = to), hash);
    await expect(lab.page.getByRole("heading", { level: 1 })).toHaveText(question);
    await expect(lab.figure.locator(".line").first()).toBeAttached();
    await expect(lab.answer).toContainText(/harmed|lost/);
    await expect(lab.page.getByRole("alert")).toHaveCount(0);
  }
});

test("a lesson sets what is to be typed apart", async ({ lab }) => {
  await lab.open("#peeking-finds-what-is-not-there");
  await lab.page.getByText("What it teaches").click();
  await expect(lab.page.locator(".lesson code")).toHaveText("--set versions[1].reward=55%");
  await expect(lab.page.locator(".lesson")).not.toContainText("`");
});
