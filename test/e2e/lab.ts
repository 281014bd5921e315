// The page as a test meets it: opened, watched for anything it complains of, and asked for its parts by the names a person reads.
import { expect as soon, test as base, type Locator, type Page } from "@playwright/test";

export interface Lab {
  readonly page: Page;
  /** Opens a view by its fragment and waits for its picture. */
  readonly open: (hash?: string) => Promise<void>;
  /** The sentence that answers the story's question. */
  readonly answer: Locator;
  readonly slider: (name: string) => Locator;
  readonly exact: (name: string) => Locator;
  readonly figure: Locator;
}

/** A small machine that does other things too is slow, not wrong. */
export const expect = soon.configure({ timeout: 20_000 });

/** A console error, a page error or a broken policy fails the test, whatever it was about. */
export const test = base.extend<{ lab: Lab }>({
  lab: async ({ page }, use, info) => {
    info.setTimeout(90_000);
    const complaints: string[] = [];
    page.on("console", (message) => {
      if (message.type() === "error" || message.type() === "warning")
        complaints.push(message.text());
    });
    page.on("pageerror", (error) => complaints.push(error.message));
    const figure = page.getByRole("group", { name: /^Rollout, traffic to the candidate/ });
    await use({
      page,
      answer: page.locator(".answer"),
      figure,
      slider: (name) => page.getByRole("slider", { name, exact: true }),
      exact: (name) => page.getByRole("textbox", { name: `${name}, exact` }),
      async open(hash = "") {
        await page.goto(`/${hash}`);
        await expect(figure).toBeVisible();
        await expect(page.getByRole("heading", { level: 1 })).not.toBeEmpty();
      },
    });
    expect(complaints).toEqual([]);
  },
});
