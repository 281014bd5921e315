import { expect, test } from "./lab.ts";

test("keyboard alone picks a scenario, changes a slider and reads the result", async ({ lab }) => {
  const { page } = lab;
  await lab.open();
  const press = async (key: string, times = 1): Promise<void> => {
    for (let i = 0; i < times; i++) await page.keyboard.press(key);
  };
  const tabTo = async (
    name: string | RegExp,
    role: "button" | "slider" | "link",
  ): Promise<void> => {
    const wanted = page.getByRole(role, { name });
    for (let i = 0; i < 60; i++) {
      if (await wanted.evaluate((node) => node === document.activeElement).catch(() => false))
        return;
      await press("Tab");
    }
    throw new Error(`60 tabs do not reach the ${role} ${name}`);
  };

  await tabTo(/^Scenario/, "button");
  await press("Enter");
  const current = page.getByRole("link", { name: /Canary catches a bad model/ });
  await expect(current).toBeFocused();
  await press("End");
  const other = await page.locator(":focus").innerText();
  await press("Home");
  await press("Enter");
  expect(other).not.toBe("");
  await expect(page.getByRole("heading", { level: 1 })).not.toBeEmpty();
  await page.goto("/#canary-catches-a-bad-model");
  await expect(lab.figure).toBeVisible();

  await tabTo("Error rate", "slider");
  const spoken = page.getByRole("status");
  await expect(spoken).toContainText("Canary rolled back");
  await press("Home");
  await expect(lab.slider("Error rate")).toHaveAttribute("aria-valuetext", "0%");
  await expect(spoken).not.toContainText("Canary rolled back");
  await expect(spoken).toContainText("Canary promoted it");
});

test("the time cursor answers to arrows, Home and End, and says where it is", async ({ lab }) => {
  await lab.open();
  const cursor = lab.slider("Time cursor");
  await cursor.focus();
  await lab.page.keyboard.press("Home");
  await expect(cursor).toHaveAttribute("aria-valuetext", /^0s: traffic to the candidate Canary 0%/);
  await lab.page.keyboard.press("ArrowRight");
  await expect(cursor).toHaveValue("6");
  await lab.page.keyboard.press("End");
  await expect(cursor).toHaveValue("1800");
  await expect(lab.page).toHaveURL(/bad-model$/);
});

test("? lists the keys, Escape closes them, Space plays", async ({ lab }) => {
  await lab.open();
  await lab.page.keyboard.press("?");
  const keys = lab.page.getByRole("dialog", { name: "Keys" });
  await expect(keys).toBeVisible();
  await lab.page.keyboard.press("Escape");
  await expect(keys).toBeHidden();
  await lab.page.keyboard.press("Home");
  await lab.page.keyboard.press("Space");
  await expect(lab.page.getByRole("button", { name: "Pause", exact: true })).toBeVisible();
  await expect
    .poll(async () => Number(await lab.slider("Time cursor").inputValue()))
    .toBeGreaterThan(30);
  await lab.page.keyboard.press("Space");
  await expect(lab.page.getByRole("button", { name: "Play" })).toBeVisible();
});

test("+ and − zoom around the cursor, 0 shows all", async ({ lab }) => {
  await lab.open("#canary-catches-a-bad-model?at=360");
  await lab.page.keyboard.press("+");
  await expect(lab.page).toHaveURL(/zoom=0,900/);
  await lab.page.keyboard.press("+");
  await expect(lab.page).toHaveURL(/zoom=135,585/);
  await expect(lab.slider("Time cursor")).toHaveValue(/^36[0-3]/);
  await lab.page.keyboard.press("-");
  await lab.page.keyboard.press("0");
  await expect(lab.page).not.toHaveURL(/zoom/);
});

test("a flag is reached by Tab and tells its reason", async ({ lab }) => {
  await lab.open();
  await lab.figure.getByRole("button", { name: /^Canary rolled back/ }).focus();
  const card = lab.page.getByRole("note");
  await expect(card).toBeVisible();
  await lab.page.keyboard.press("Enter");
  await lab.page.keyboard.press("Tab");
  await expect(card).toContainText("Canary rolled back");
});

test("the decisions are one stop, walked with arrows", async ({ lab }) => {
  await lab.open();
  const log = lab.page.getByRole("region", { name: "Decisions" });
  await log.getByRole("listitem").first().getByRole("button").focus();
  await lab.page.keyboard.press("ArrowDown");
  await expect(log.getByRole("listitem").nth(1).getByRole("button")).toBeFocused();
  await lab.page.keyboard.press("End");
  await expect(log.getByRole("listitem").last().getByRole("button")).toBeFocused();
});
