// How soon the page's odds follow a slider: dragged in a real browser, timed inside the page from the drag's last input to the
// frame that shows odds of it, and to the one that shows them refined.
import { spawnSync } from "node:child_process";
import path from "node:path";
import { chromium, type Browser, type Page } from "playwright";
import { preview } from "vite";
import { findChromium, launchOptions } from "../../tools/browser.ts";

const ROOT = path.resolve(import.meta.dirname, "../..");

/**
 * Stories, and of each the slider that its curve is drawn over and one that makes the whole curve anew. What is refined is within so
 * many points: where some strategies are simulated request by request, that is all that a few seconds are good for.
 */
const STORIES = [
  {
    id: "flagger-rolls-back-a-good-release",
    says: "counted",
    points: 5,
    sliders: { along: "Error rate", across: "Traffic" },
  },
  {
    id: "shared-outage-rolls-back-a-good-release",
    says: "counted, in a world that changes all the time",
    points: 10,
    sliders: { along: "Error rate", across: "Traffic" },
  },
  {
    id: "canary-catches-a-bad-model",
    says: "some request by request",
    points: 25,
    sliders: { along: "Error rate", across: "Traffic" },
  },
] as const;
/** How a hand drags. */
const STEPS = 12;
const STEP_MS = 16;
/** A drag that shows nothing refined for longer is let be. */
const PATIENCE_MS = 6_000;

interface Watched {
  /** Milliseconds after the newest input; null: not yet. */
  first: number | null;
  refined: number | null;
}

interface Watching extends Window {
  watched: Watched;
}

/** Runs in the page: odds are of the newest input once they are not busy, and say how far they may be off. */
function watch(points: number): void {
  const here = globalThis as unknown as Watching;
  let from = 0;
  const begin = (): void => {
    from = performance.now();
    here.watched = { first: null, refined: null };
  };
  const look = (at: number): void => {
    const odds = document.querySelector("section.odds");
    // tables for screen readers wait until the picture rests: they say nothing of what is seen
    const unseen = [...(odds?.querySelectorAll(".visually-hidden") ?? [])];
    const seen = unseen.reduce(
      (text, { textContent }) => text.replace(textContent ?? "", ""),
      odds?.textContent ?? "",
    );
    const within = [...seen.matchAll(/within ±(\d+) points/g)];
    if (odds?.getAttribute("aria-busy") !== "false" || within.length === 0) return;
    here.watched.first ??= at - from;
    if (within.every(([, width]) => Number(width) <= points)) here.watched.refined ??= at - from;
  };
  begin();
  from = 0;
  addEventListener("input", begin, true);
  new MutationObserver(() => requestAnimationFrame(look)).observe(document, {
    subtree: true,
    childList: true,
    attributes: true,
    characterData: true,
  });
}

/** From one share of its way to another, in steps, and let go. */
async function drag(page: Page, label: string, from: number, to: number): Promise<Watched> {
  const track = page.getByRole("slider", { name: label, exact: true });
  await track.scrollIntoViewIfNeeded();
  const { x, y, width, height } = (await track.boundingBox())!;
  const at = (way: number) => [x + 8 + way * (width - 16), y + height / 2] as const;
  await page.mouse.move(...at(from));
  await page.mouse.down();
  for (let step = 1; step <= STEPS; step++) {
    await page.mouse.move(...at(from + ((to - from) * step) / STEPS));
    await page.waitForTimeout(STEP_MS);
  }
  await page.mouse.up();
  return watched(page);
}

/** Once it is refined, or takes too long. */
async function watched(page: Page): Promise<Watched> {
  const isRefined = () => (globalThis as unknown as Watching).watched.refined !== null;
  await page.waitForFunction(isRefined, null, { timeout: PATIENCE_MS }).catch(() => null);
  return page.evaluate(() => (globalThis as unknown as Watching).watched);
}

/** Prints, of each story and slider: the first drag since the view was opened, then median and worst of the others. */
export async function racePage(drags: number, only?: string): Promise<void> {
  const build = [path.join(ROOT, "tools/build.ts"), "page", "--if-stale"];
  if (spawnSync(process.execPath, build, { stdio: "inherit" }).status !== 0) return;
  const server = await preview({
    root: ROOT,
    configFile: path.join(ROOT, "vite.config.ts"),
    preview: { host: "127.0.0.1", port: 0 },
    logLevel: "warn",
  });
  const address = server.resolvedUrls!.local[0]!;
  const browser = await chromium.launch(launchOptions(await findChromium()));
  try {
    console.log(
      `\nthe page's odds, ms after a slider's last input, ${drags} drags each (goals, of what is counted: first 200, refined 2000)`,
    );
    for (const story of STORIES) {
      if (only !== undefined && only !== story.id) continue;
      console.log(`  ${story.id}: ${story.says}; refined is within ${story.points} points`);
      for (const [way, label] of Object.entries(story.sliders))
        console.log(`    ${await raceSlider(browser, address, story, way, label, drags)}`);
    }
  } finally {
    await browser.close();
    await server.close();
  }
}

async function raceSlider(
  browser: Browser,
  address: string,
  { id, points }: (typeof STORIES)[number],
  way: string,
  label: string,
  drags: number,
): Promise<string> {
  const page = await browser.newPage({ viewport: { width: 1280, height: 900 } });
  try {
    await page.addInitScript(watch, points);
    await page.goto(`${address}#${id}?look=odds`);
    await page.waitForFunction(() => (globalThis as unknown as Watching).watched.first !== null);
    const opened = await page.evaluate(() => (globalThis as unknown as Watching).watched);
    const timed: Watched[] = [];
    // There and back, never to the same place twice.
    for (let i = 0; i <= drags; i++) {
      const to = i % 2 === 0 ? 0.3 + 0.02 * i : 0.8 - 0.02 * i;
      timed.push(await drag(page, label, 1 - to, to));
    }
    const [soonest, ...others] = timed;
    const figures = (["first", "refined"] as const).map((which) => {
      const all = others.map((one) => one[which] ?? Infinity).sort((a, b) => a - b);
      const [median, worst] = [all[Math.floor(all.length / 2)]!, all.at(-1)!].map(ms);
      return `${which} ${median}, worst ${worst}, very first drag ${ms(soonest![which])}`;
    });
    return `${label}, ${way} the curve: ${figures.join("; ")} (opened in ${ms(opened.first)})`;
  } finally {
    await page.close();
  }
}

function ms(time: number | null): string {
  return time === null || time === Infinity ? `over ${PATIENCE_MS}` : String(Math.round(time));
}
