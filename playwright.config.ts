// End-to-end tests of the built page, served from a free port: in Chromium, and in Firefox when FIREFOX_PATH names one.
import { defineConfig } from "@playwright/test";
import { findChromium, launchOptions } from "./tools/browser.ts";
import { freePort } from "./tools/port.ts";

const chromium = await findChromium();
const firefox = process.env["FIREFOX_PATH"];
// Chosen once: the workers read this file again, and inherit the variable.
const port = (process.env["ROLLOUT_LAB_E2E_PORT"] ??= String(await freePort()));
const baseURL = `http://127.0.0.1:${port}`;
const node = JSON.stringify(process.execPath);

export default defineConfig({
  testDir: "test/e2e",
  fullyParallel: true,
  workers: 2,
  retries: 0,
  forbidOnly: true,
  reporter: "list",
  use: { baseURL, trace: "retain-on-failure" },
  webServer: {
    command: `${node} tools/build.ts page --if-stale && vite preview --host 127.0.0.1 --port ${port} --strictPort`,
    url: baseURL,
    reuseExistingServer: false,
  },
  projects: [
    { name: "chromium", use: { browserName: "chromium", launchOptions: launchOptions(chromium) } },
    ...(firefox
      ? [
          {
            name: "firefox",
            use: {
              browserName: "firefox" as const,
              channel: "moz-firefox",
              launchOptions: { executablePath: firefox },
            },
          },
        ]
      : []),
  ],
});
