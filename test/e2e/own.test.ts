// A plan of one's own, from the first key to the link: pasted, mended, rehearsed, kept.
import { AxeBuilder } from "@axe-core/playwright";
import type { Locator, Page } from "@playwright/test";
import { readFileSync } from "node:fs";
import { expect, test, type Lab } from "./lab.ts";

const manifest = (name: string): string =>
  readFileSync(new URL(`../../scenarios/manifests/${name}.yaml`, import.meta.url), "utf8");
const rollout = manifest("argo-background-analysis");

const dialogOf = (page: Page): Locator => page.getByRole("dialog", { name: "Your own plan" });
const textOf = (page: Page): Locator =>
  page.getByRole("textbox", { name: "Manifests or scenario" });
const rehearse = (page: Page): Locator => page.getByRole("button", { name: "Rehearse it" });
const headline = (page: Page): Locator => page.getByRole("heading", { level: 1 });

async function openDialog({ page }: Lab): Promise<void> {
  await page.getByRole("button", { name: "Your own…" }).click();
  await expect(dialogOf(page)).toBeVisible();
  await expect(textOf(page)).toBeFocused();
}

test("pasted, told what is wrong, mended, rehearsed; reload keeps it, back leaves it", async ({
  lab,
}) => {
  const { page } = lab;
  await lab.open();
  const story = await headline(page).innerText();
  await page.getByRole("button", { name: /^Scenario/ }).click();
  await page.getByRole("button", { name: /^Your own: paste a manifest/ }).click();
  await expect(dialogOf(page)).toBeVisible();
  await expect(rehearse(page)).toBeDisabled();
  await textOf(page).fill(rollout.replace("replicas: 10", "replicas: ten"));
  const problem = dialogOf(page).getByRole("button", { name: /line 8, column 3.*spec\.replicas/ });
  await expect(problem).toBeVisible();
  await expect(rehearse(page)).toBeDisabled();
  await problem.click();
  await expect(textOf(page)).toBeFocused();
  const caret = await textOf(page).evaluate((area: HTMLTextAreaElement) =>
    area.value.slice(area.selectionStart, area.selectionStart + 13),
  );
  expect(caret).toBe("replicas: ten");

  await textOf(page).fill(rollout);
  await expect(dialogOf(page).getByRole("region")).toContainText("Rollout ranker");
  await rehearse(page).click();
  await expect(dialogOf(page)).toBeHidden();
  await expect(headline(page)).toHaveText("Would ranker’s rollout catch a bad release?");
  await expect(lab.answer).toContainText(/Ranker .*harmed/);
  await expect(lab.slider("Error rate")).toBeVisible();
  await expect(page).toHaveURL(/#own\?plan=[\w-]+$/);
  const answer = await lab.answer.innerText();

  await page.reload();
  await expect(lab.answer).toHaveText(answer);
  await page.getByRole("button", { name: "Edit the plan" }).click();
  await expect(textOf(page)).toHaveValue(rollout);
  await page.keyboard.press("Escape");
  await expect(dialogOf(page)).toBeHidden();

  await page.goBack();
  await expect(headline(page)).toHaveText(story);
  await openDialog(lab);
  await expect(textOf(page)).toHaveValue(rollout);
  await page.keyboard.press("Escape");
  await page.goForward();
  await expect(headline(page)).toHaveText("Would ranker’s rollout catch a bad release?");
  await expect(lab.answer).toHaveText(answer);
});

test("its sliders edit it by path, and the link has both", async ({ lab }) => {
  const { page } = lab;
  await lab.open();
  await openDialog(lab);
  await dialogOf(page)
    .getByRole("button", { name: /^Argo background analysis/ })
    .click();
  await rehearse(page).click();
  await expect(lab.answer).toContainText(/Ranker/);
  await lab.exact("Error rate").fill("0%");
  await lab.exact("Error rate").press("Enter");
  await expect(page).toHaveURL(/#own\?versions\[1\]\.errorRate=0&plan=/);
  await expect(lab.answer).toContainText("Ranker promoted it");
  await page.reload();
  await expect(lab.exact("Error rate")).toHaveValue("0%");
  await expect(lab.answer).toContainText("Ranker promoted it");
  // A change of the text leaves what was set by hand.
  await page.getByRole("button", { name: "Edit the plan" }).click();
  await textOf(page).fill(rollout.replace("setWeight: 80", "setWeight: 90"));
  await rehearse(page).click();
  await expect(dialogOf(page)).toBeHidden();
  await expect(lab.exact("Error rate")).toHaveValue("0%");
});

test("its scenario can be taken away as a file, and run by the command that is copied", async ({
  lab,
  context,
  browserName,
}) => {
  test.skip(browserName !== "chromium", "only Chromium lets a test read the clipboard");
  await context.grantPermissions(["clipboard-read", "clipboard-write"]);
  const { page } = lab;
  await lab.open();
  await openDialog(lab);
  await dialogOf(page)
    .getByRole("button", { name: /^Argo background analysis/ })
    .click();
  await rehearse(page).click();
  await expect(lab.answer).toContainText(/Ranker/);
  await page.getByRole("button", { name: /^Export/ }).click();
  const wait = page.waitForEvent("download");
  await page.getByRole("button", { name: "Scenario (JSON)" }).click();
  const download = await wait;
  expect(download.suggestedFilename()).toBe("ranker-canary.json");
  const chunks: Buffer[] = [];
  for await (const chunk of await download.createReadStream()) chunks.push(chunk as Buffer);
  expect(JSON.parse(Buffer.concat(chunks).toString("utf8"))).toMatchObject({
    strategies: [{ type: "canary", id: "ranker" }, { type: "stay" }],
  });
  await page.getByRole("button", { name: "Copy as a command" }).click();
  await expect
    .poll(() => page.evaluate(() => navigator.clipboard.readText()))
    .toBe("npm run -s lab -- run ranker-canary.json");
});

test("a file dropped on the page is read, and a second one is added", async ({ lab }) => {
  const { page } = lab;
  await lab.open();
  const drop = async (name: string, text: string): Promise<void> => {
    const transfer = await page.evaluateHandle(
      ([name, text]) => {
        const transfer = new DataTransfer();
        transfer.items.add(new File([text!], name!, { type: "text/yaml" }));
        return transfer;
      },
      [name, text],
    );
    await page.dispatchEvent("body", "drop", { dataTransfer: transfer });
  };
  const [first, second] = rollout.split("---\n") as [string, string];
  await drop("rollout.yaml", first);
  await expect(dialogOf(page)).toBeVisible();
  await expect(dialogOf(page).getByRole("region")).toContainText(/error-rate/);
  await expect(rehearse(page)).toBeDisabled();
  await drop("template.yaml", second);
  await expect(textOf(page)).toHaveValue(rollout);
  await expect(rehearse(page)).toBeEnabled();
});

test("keyboard alone pastes, reads and rehearses; Escape and back again lose nothing", async ({
  lab,
}) => {
  const { page } = lab;
  await lab.open();
  const button = page.getByRole("button", { name: "Your own…" });
  for (let i = 0; i < 10; i++) {
    if (await button.evaluate((node) => node === document.activeElement)) break;
    await page.keyboard.press("Tab");
  }
  await page.keyboard.press("Enter");
  await expect(textOf(page)).toBeFocused();
  await page.keyboard.insertText("kind: Rollout?");
  await page.keyboard.press("Escape");
  await expect(dialogOf(page)).toBeHidden();
  await expect(button).toBeFocused();
  await page.keyboard.press("Enter");
  await expect(textOf(page)).toHaveValue("kind: Rollout?");
  // The page under it is out of reach.
  for (let i = 0; i < 30; i++) {
    await page.keyboard.press("Tab");
    const inside = await page.evaluate(
      () =>
        document.activeElement === document.body ||
        document.activeElement?.closest("dialog") !== null,
    );
    expect(inside).toBe(true);
  }
  await textOf(page).focus();
  await page.keyboard.press("ControlOrMeta+A");
  await page.keyboard.insertText(manifest("flagger-threshold-unset"));
  await expect(rehearse(page)).toBeEnabled();
  await page.keyboard.press("ControlOrMeta+Enter");
  await expect(dialogOf(page)).toBeHidden();
  await expect(headline(page)).toContainText("canary catch a bad release?");
});

test("a scenario of one's own is read too, with the line of what is wrong", async ({ lab }) => {
  const { page } = lab;
  await lab.open();
  await openDialog(lab);
  const scenario = {
    name: "Mine",
    duration: "20m",
    traffic: { rate: "20/s" },
    versions: [
      { id: "stable", errorRate: "1%" },
      { id: "candidate", errorRate: "5 of 100" },
    ],
    strategies: [{ type: "blueGreen" }],
  };
  const text = JSON.stringify(scenario, null, 2);
  await textOf(page).fill(text);
  await expect(
    dialogOf(page).getByRole("button", { name: /line 14.*versions\[1\]\.errorRate/ }),
  ).toBeVisible();
  await textOf(page).fill(text.replace("5 of 100", "5%"));
  await rehearse(page).click();
  await expect(headline(page)).toHaveText("Mine");
  await expect(lab.answer).toContainText("Blue-green");
  // No page reads files.
  await openDialog(lab);
  await textOf(page).fill(
    JSON.stringify({ ...scenario, traffic: { trace: { file: "requests.csv", column: "at" } } }),
  );
  await expect(dialogOf(page).getByRole("region")).toContainText(
    /only the command line reads files/,
  );
  await expect(rehearse(page)).toBeDisabled();
});

test("what reads manifests is loaded with the first one, from this host alone", async ({ lab }) => {
  const { page } = lab;
  const asked: string[] = [];
  page.on("request", (request) => asked.push(request.url()));
  await lab.open();
  await openDialog(lab);
  const before = asked.length;
  expect(asked.filter((url) => /manifestReader/.test(url))).toEqual([]);
  await textOf(page).fill(rollout);
  await expect(rehearse(page)).toBeEnabled();
  const later = asked.slice(before);
  expect(later.filter((url) => /manifestReader/.test(url))).toHaveLength(1);
  expect([...new Set(asked.map((url) => new URL(url).host))]).toEqual([new URL(page.url()).host]);
});

test("a metric nobody recognises is asked for, and the link has the answer", async ({ lab }) => {
  const { page } = lab;
  await lab.open();
  await openDialog(lab);
  await textOf(page).fill(rollout.replaceAll("istio_requests_total", "things_done"));
  const ask = dialogOf(page).getByRole("combobox", { name: "error-rate" });
  await expect(ask).toBeVisible();
  await expect(rehearse(page)).toBeDisabled();
  await ask.selectOption("error rate, from 0 to 1");
  await expect(rehearse(page)).toBeEnabled();
  await expect(ask).toHaveValue("errorRate");
  await rehearse(page).click();
  await expect(page).toHaveURL(/#own\?metric=error-rate=errorRate&plan=/);
  await expect(lab.answer).toContainText("Ranker rolled back");
  await page.reload();
  await expect(lab.answer).toContainText("Ranker rolled back");
});

test("what was not rehearsed yet outlives a reload", async ({ lab }) => {
  const { page } = lab;
  await lab.open();
  await openDialog(lab);
  await textOf(page).fill("kind: Rollout # to be");
  await page.reload();
  await expect(lab.figure).toBeVisible();
  await openDialog(lab);
  await expect(textOf(page)).toHaveValue("kind: Rollout # to be");
});

test("a plan too long for a link says so, and stays with this tab", async ({ lab }) => {
  const { page } = lab;
  await lab.open();
  await openDialog(lab);
  const noise = Array.from({ length: 9000 }, (_, i) => `#${(i * 7919) % 65537}`).join("\n");
  await textOf(page).evaluate((area, text) => {
    const clipboardData = new DataTransfer();
    clipboardData.setData("text/plain", text);
    area.dispatchEvent(
      new ClipboardEvent("paste", { clipboardData, bubbles: true, cancelable: true }),
    );
  }, `${rollout}\n${noise}\n`);
  await rehearse(page).click();
  await expect(page.getByText("too long for a link")).toBeVisible();
  await expect(page).toHaveURL(/#own$/);
  await page.getByRole("button", { name: "Copy link" }).click();
  await expect(page.getByRole("button", { name: "Too long for a link" })).toBeVisible();
  await page.reload();
  await expect(headline(page)).toHaveText("Would ranker’s rollout catch a bad release?");
});

test("a link whose plan is damaged says so, and the page goes on", async ({ lab }) => {
  const { page } = lab;
  await page.goto("/#own?plan=AAAA");
  await expect(page.getByRole("alert")).toContainText("expected a whole packed plan");
  await openDialog(lab);
  await dialogOf(page)
    .getByRole("button", { name: /^Argo background analysis/ })
    .click();
  await rehearse(page).click();
  await expect(headline(page)).toHaveText("Would ranker’s rollout catch a bad release?");
  await expect(page.getByRole("alert")).toHaveCount(0);
});

test("every manifest of ours can be rehearsed as it is", async ({ lab }) => {
  test.slow();
  const { page } = lab;
  await lab.open();
  await openDialog(lab);
  const examples = dialogOf(page).getByRole("listitem").getByRole("button");
  const names = await examples.locator(".story-title").allInnerTexts();
  expect(names.length).toBeGreaterThanOrEqual(6);
  for (const name of names) {
    await dialogOf(page)
      .getByRole("button", { name: new RegExp(`^${name}`) })
      .click();
    await expect(rehearse(page)).toBeEnabled();
    await rehearse(page).click();
    await expect(headline(page)).toContainText(/catch a bad release\?/);
    await expect(lab.figure.locator(".line").first()).toBeAttached();
    await expect(page.getByRole("alert")).toHaveCount(0);
    await page.getByRole("button", { name: "Edit the plan" }).click();
    await dialogOf(page).getByRole("button", { name: "Clear" }).click();
  }
});

for (const theme of ["light", "dark"] as const)
  test.describe(theme, () => {
    test.use({ colorScheme: theme });

    test("nothing an audit finds: empty, wrong, understood, rehearsed", async ({ lab }) => {
      const { page } = lab;
      const audit = async (): Promise<void> => {
        const { violations } = await new AxeBuilder({ page }).analyze();
        expect(
          violations.map(({ id, nodes }) => `${id}: ${nodes.map((n) => n.html).join(" ")}`),
        ).toEqual([]);
      };
      await page.emulateMedia({ reducedMotion: "reduce", colorScheme: theme });
      await lab.open();
      await openDialog(lab);
      await audit();
      await textOf(page).fill("a: [1");
      await expect(dialogOf(page).getByRole("heading", { level: 3 })).toContainText("problem");
      await expect(dialogOf(page).getByRole("status")).toContainText("problem");
      await audit();
      await textOf(page).fill(rollout);
      await expect(rehearse(page)).toBeEnabled();
      for (const summary of await dialogOf(page).locator("summary").all())
        if ((await summary.locator("..").getAttribute("open")) === null) await summary.click();
      await audit();
      await rehearse(page).click();
      await expect(headline(page)).toContainText("ranker");
      await page.getByText("What was understood").click();
      await audit();
    });
  });

test.describe("on a phone", () => {
  test.use({ viewport: { width: 390, height: 844 }, hasTouch: true });

  test("the dialog fits, and nothing scrolls sideways", async ({ lab }) => {
    const { page } = lab;
    await lab.open();
    await page.getByRole("button", { name: "Canary catches a bad model" }).tap();
    await page.getByRole("button", { name: /^Your own: paste a manifest/ }).tap();
    await textOf(page).fill(rollout);
    await expect(rehearse(page)).toBeEnabled();
    await expect(rehearse(page)).toBeInViewport();
    const wide = (): Promise<string[]> =>
      page.evaluate(() =>
        [...document.querySelectorAll("html, dialog, .own-body, .own-read")]
          .filter((node) => node.scrollWidth > node.clientWidth)
          .map((node) => node.className || node.tagName),
      );
    expect(await wide()).toEqual([]);
    await rehearse(page).tap();
    await expect(headline(page)).toContainText("ranker");
    expect(await wide()).toEqual([]);
  });
});
