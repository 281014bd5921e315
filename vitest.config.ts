// Two projects: `unit` in Node, and `browser` in a real Chromium. A Chromium is looked for only when the browser project may
// run: `npx vitest --project unit` needs none.
import react from "@vitejs/plugin-react";
import { playwright } from "@vitest/browser-playwright";
import { defineConfig, type TestProjectConfiguration } from "vitest/config";
import manifest from "./package.json" with { type: "json" };
import { findChromium, launchOptions } from "./tools/browser.ts";

const modelPackages = Object.keys(manifest.dependencies).map((name) =>
  name === "seedrandom" ? "seedrandom/lib/alea.js" : name,
);

// Generous, for a slow machine: a limit is there to end a hang, not to judge speed.
const limits = { testTimeout: 300_000, hookTimeout: 300_000 };

const unit: TestProjectConfiguration = {
  test: {
    ...limits,
    name: "unit",
    environment: "node",
    include: ["test/**/*.test.{ts,tsx}"],
    exclude: ["test/browser/**", "test/e2e/**"],
    // What plays a billion rounds is loaded by Node itself: through vitest's own loader each call between files costs more, and
    // the whole of it half as much again.
    server: { deps: { external: [/\/test\/oracle\/banditsPlay\.ts$/] } },
  },
};

/**
 * A question the browser asks of the Node that serves it. The model is loaded only then, by an address that is not bundled with
 * this file, so that no mistake in it stops vitest.
 */
async function fingerprintsInNode(_context: unknown, text: string) {
  const address = new URL("test/browser/fingerprints.ts", import.meta.url).href;
  const { fingerprints }: typeof import("./test/browser/fingerprints.ts") = await import(address);
  return fingerprints(text);
}

async function browser(): Promise<TestProjectConfiguration> {
  return {
    plugins: [react()],
    // All that may be imported: a dependency found late reloads the page in the middle of a run.
    optimizeDeps: { include: [...modelPackages, "fast-check", "react", "react-dom/client"] },
    test: {
      ...limits,
      name: "browser",
      include: ["test/browser/**/*.test.{ts,tsx}"],
      browser: {
        enabled: true,
        commands: { fingerprintsInNode },
        headless: true,
        screenshotFailures: false,
        provider: playwright({ launchOptions: launchOptions(await findChromium()) }),
        instances: [{ browser: "chromium" }],
      },
    },
  };
}

function wants(project: string): boolean {
  const asked = process.argv.flatMap((arg, i, all) =>
    arg === "--project" ? [all[i + 1]] : arg.startsWith("--project=") ? [arg.slice(10)] : [],
  );
  return asked.length === 0 || asked.includes(project);
}

export default defineConfig({
  test: {
    // Every core: vitest's own default leaves one idle, which is half of a machine with two.
    maxWorkers: "100%",
    projects: [unit, ...(wants("browser") ? [await browser()] : [])],
  },
});
