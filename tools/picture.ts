// Takes the README's pictures, light and dark: the built page with its first story, in the real browser.
// `node tools/picture.ts` writes ui/picture-light.png and ui/picture-dark.png.
import { spawnSync } from "node:child_process";
import { writeFileSync } from "node:fs";
import { resolve } from "node:path";
import { chromium, type Browser } from "playwright";
import { preview } from "vite";
import { findChromium, launchOptions } from "./browser.ts";
import { repacked } from "./png.ts";

/** Three columns wide, and high enough for the whole of the charts. */
const viewport = { width: 1240, height: 845 };
/** Everybody who clones the project fetches the pictures. */
const MAX_BYTES = 200_000;

async function photograph(browser: Browser, address: string, colorScheme: "light" | "dark") {
  const page = await browser.newPage({ viewport, colorScheme, reducedMotion: "reduce" });
  await page.goto(address);
  await page.getByRole("group", { name: /^Rollout, traffic to the candidate/ }).waitFor();
  const body = await page.locator("body").boundingBox();
  const clip = { x: 0, y: 0, width: body!.width, height: viewport.height }; // without the scrollbar's place
  const shot = await page.screenshot({ animations: "disabled", clip });
  await page.close();
  return repacked(shot);
}

process.chdir(resolve(import.meta.dirname, ".."));
const build = ["tools/build.ts", "page", "--if-stale"];
if (spawnSync(process.execPath, build, { stdio: "inherit" }).status !== 0) process.exit(1);

const server = await preview({ preview: { host: "127.0.0.1", port: 0 }, logLevel: "warn" });
const browser = await chromium.launch(launchOptions(await findChromium()));
try {
  for (const scheme of ["light", "dark"] as const) {
    const file = `ui/picture-${scheme}.png`;
    const picture = await photograph(browser, server.resolvedUrls!.local[0]!, scheme);
    if (picture.length > MAX_BYTES)
      throw new Error(`${file}: expected at most ${MAX_BYTES} bytes, got ${picture.length}`);
    writeFileSync(file, picture);
    console.log(`${file}: ${Math.round(picture.length / 1000)} kB`);
  }
} finally {
  await browser.close();
  await server.close();
}
