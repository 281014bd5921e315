// Two projects: `unit` in Node, and `browser` in a real Chromium. A Chromium is looked for only when the browser project may
// run: `npx vitest --project unit` needs none.
import react from "@vitejs/plugin-react";
import { playwright } from "@vitest/browser-playwright";
import { defineConfig, type TestProjectConfiguration } from "vitest/config";
import { findChromium, launchOptions } from "./tools/browser.ts";

// Generous, for a slow machine: a limit is there to end a hang, not to judge speed.
const limits = { testTimeout: 60_000, hookTimeout: 60_000 };

const unit: TestProjectConfiguration = {
  test: {
    ...limits,
    name: "unit",
    environment: "node",
    include: ["test/**/*.test.{ts,tsx}"],
    exclude: ["test/browser/**", "test/e2e/**"],
  },
};

/** A question the browser asks of the Node that serves it. The model is loaded only then, so that no mistake in it stops vitest. */
async function fingerprintsInNode(_context: unknown, text: string) {
  const { fingerprints } = await import("./test/browser/fingerprints.ts");
  return fingerprints(text);
}

async function browser(): Promise<TestProjectConfiguration> {
  return {
    plugins: [react()],
    // Dependencies found late would reload the page in the middle of a run.
    optimizeDeps: {
      include: [
        "@stdlib/math-base-special-erfc",
        "@stdlib/math-base-special-erfcinv",
        "@stdlib/math-base-special-exp",
        "@stdlib/math-base-special-ln",
        "@stdlib/math-base-special-pow",
        "d3",
        "fast-check",
        "jsonc-parser",
        "react",
        "react-dom/client",
        "react/jsx-dev-runtime",
        "seedrandom/lib/alea.js",
        "zod",
        "zustand",
      ],
    },
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
  test: { projects: [unit, ...(wants("browser") ? [await browser()] : [])] },
});
