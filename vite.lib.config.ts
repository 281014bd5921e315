// The package: the library, its statistics, its matchers and the command line, bundled to dist/lib for Node without TypeScript. What
// package.json lists under dependencies is imported from there; all else is inside.
import { existsSync } from "node:fs";
import { defineConfig } from "vite";

const entries = {
  index: "sim/index.ts",
  statistics: "sim/statistics/index.ts",
  cli: "src/cli.ts",
  vitest: "src/vitest.ts",
  poolWorker: "src/poolWorker.ts",
};

export default defineConfig({
  publicDir: false,
  build: {
    ssr: true,
    outDir: "dist/lib",
    target: "node22",
    emptyOutDir: true,
    rolldownOptions: {
      input: Object.fromEntries(Object.entries(entries).filter(([, file]) => existsSync(file))),
      output: {
        format: "es",
        entryFileNames: "[name].js",
        // Flat, so that an address relative to a module is the same in each: ../page is the page.
        chunkFileNames: "[name]-[hash].js",
      },
    },
  },
});
