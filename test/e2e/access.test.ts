// Nothing an audit finds, in light and dark, in every state a person meets; and it fits a phone.
import { AxeBuilder } from "@axe-core/playwright";
import { expect, test, type Lab } from "./lab.ts";

async function audit(lab: Lab): Promise<void> {
  // Transitions half way are no colours of ours.
  await lab.page.emulateMedia({ reducedMotion: "reduce" });
  const { violations } = await new AxeBuilder({ page: lab.page }).analyze();
  expect(
    violations.map(
      ({ id, impact, nodes }) => `${impact} ${id}: ${nodes.map((n) => n.html).join(" ")}`,
    ),
  ).toEqual([]);
}

for (const theme of ["light", "dark"] as const) {
  test.describe(theme, () => {
    test.use({ colorScheme: theme });

    test("the page", async ({ lab }) => {
      await lab.open();
      await audit(lab);
    });

    test("with a reason told, and all that folds unfolded", async ({ lab }) => {
      await lab.open();
      await lab.figure.getByRole("button", { name: /^Canary rolled back/ }).click();
      for (const summary of await lab.page.locator("summary").all()) await summary.click();
      await audit(lab);
    });

    test("as tables, with the list of scenarios", async ({ lab }) => {
      await lab.open();
      await lab.page.getByRole("button", { name: "Show as tables" }).click();
      await lab.page.getByRole("button", { name: /^Scenario/ }).click();
      await audit(lab);
    });

    test("with the list of keys", async ({ lab }) => {
      await lab.open();
      await lab.page.keyboard.press("?");
      await audit(lab);
    });

    test("with a problem", async ({ lab }) => {
      await lab.open("#canary-catches-a-bad-model?seed=x&versions[1].errorRate=0.02");
      await audit(lab);
    });

    test("with nothing to show", async ({ lab }) => {
      await lab.page.goto("/#no-such-story");
      await expect(lab.page.getByRole("alert")).toBeVisible();
      await audit(lab);
    });
  });
}

test("the theme can be chosen, and is remembered", async ({ lab }) => {
  await lab.open();
  const ground = (): Promise<string> =>
    lab.page.evaluate(() => getComputedStyle(document.body).backgroundColor);
  const light = await ground();
  await lab.page.getByRole("button", { name: /^Theme: auto/ }).click();
  await lab.page.getByRole("button", { name: /^Theme: light/ }).click();
  await expect(lab.page.getByRole("button", { name: /^Theme: dark/ })).toBeVisible();
  const dark = await ground();
  expect(dark).not.toBe(light);
  await lab.page.reload();
  await expect(lab.figure).toBeVisible();
  expect(await ground()).toBe(dark);
});

for (const width of [320, 390, 720, 900, 1280, 1680]) {
  test(`${width} wide: nothing is cut off or overlaps the charts' column`, async ({ lab }) => {
    await lab.page.setViewportSize({ width, height: 800 });
    await lab.open();
    const wider = await lab.page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
    expect(wider).toBeLessThanOrEqual(0);
    const figures = lab.page.locator("svg.figure");
    await expect(figures).toHaveCount(2);
    const right = await figures.evaluateAll((all) =>
      all.flatMap((svg) => {
        const edge = svg.getBoundingClientRect().right;
        return [...svg.querySelectorAll("text")]
          .filter((text) => text.getBoundingClientRect().right > edge + 1)
          .map((text) => text.textContent);
      }),
    );
    expect(right).toEqual([]);
    const clashes = await figures.locator(".end").evaluateAll((ends) =>
      ends
        .filter((end) => {
          const [name, value] = [".end-name", ".end-value"].map((part) =>
            end.querySelector(part)!.getBoundingClientRect(),
          );
          return name!.right > value!.left;
        })
        .map((end) => end.textContent),
    );
    expect(clashes).toEqual([]);
  });
}

test.describe("on a phone", () => {
  test.use({ viewport: { width: 390, height: 844 }, hasTouch: true });

  test("the first slider is always within reach, the others in a sheet", async ({ lab }) => {
    await lab.open();
    await expect(lab.slider("Error rate")).toBeInViewport();
    await expect(lab.slider("Traffic")).toBeHidden();
    await lab.page.getByRole("button", { name: "All controls" }).tap();
    await expect(lab.slider("Latency p99")).toBeVisible();
    await expect(lab.answer).toBeInViewport();
    await lab.slider("Error rate").fill("0");
    await expect(lab.answer).toContainText("Canary promoted it");
    await lab.page.getByRole("button", { name: "Fewer controls" }).tap();
    await expect(lab.slider("Traffic")).toBeHidden();
    await audit(lab);
  });

  test("the end of the page can be reached above the sheet", async ({ lab }) => {
    await lab.open();
    await lab.page.evaluate(() => scrollTo(0, document.body.scrollHeight));
    const last = (await lab.page.getByRole("region", { name: "Decisions" }).boundingBox())!;
    const sheet = (await lab.page.getByRole("complementary", { name: "Controls" }).boundingBox())!;
    expect(last.y + last.height).toBeLessThanOrEqual(sheet.y);
  });
});

test.describe("when less motion is asked for", () => {
  test.use({ contextOptions: { reducedMotion: "reduce" } });

  test("nothing moves by itself", async ({ lab }) => {
    await lab.open();
    const moving = await lab.page.evaluate(
      () =>
        [...document.querySelectorAll("*")].filter(
          (node) => getComputedStyle(node).transitionDuration !== "0s",
        ).length,
    );
    expect(moving).toBe(0);
  });
});
