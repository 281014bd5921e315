// Builds what is published: `node tools/build.ts [page | lib] [--if-stale]`; both parts without a name.
// The page goes to dist/page; the library and the command line to dist/lib, their declarations to dist/types.
import { spawnSync } from "node:child_process";
import { rmSync, writeFileSync } from "node:fs";
import { resolve } from "node:path";
import { engineVersion, VERSION_FILE } from "../src/engineVersion.ts";
import { isStale } from "./stale.ts";

const SHARED = ["sim", "src", "package-lock.json", "tsconfig.base.json"];

interface Part {
  /** A file that is written last, or at least always. */
  made: string;
  sources: string[];
  make: () => Promise<void>;
}

const parts: Record<string, Part> = {
  page: {
    made: "dist/page/index.html",
    sources: [...SHARED, "ui", "scenarios", "index.html", "vite.config.ts"],
    make: () => bundle("vite.config.ts"),
  },
  lib: {
    made: `dist/lib/${VERSION_FILE}`,
    sources: [...SHARED, "vite.lib.config.ts"],
    make: async () => {
      // From nothing: a declaration whose source is gone must not be published.
      rmSync("dist/types", { recursive: true, force: true });
      const declared = spawnSync("tsc", ["-b", "src"], { stdio: "inherit" });
      if (declared.status !== 0) throw new Error("the declarations could not be built: see above");
      const engine = engineVersion();
      await bundle("vite.lib.config.ts");
      writeFileSync(`dist/lib/${VERSION_FILE}`, engine);
    },
  },
};

async function bundle(configFile: string): Promise<void> {
  const { build } = await import("vite");
  await build({ configFile, logLevel: "warn" });
}

// Whatever runs this (a test says "test"): React's other build is twice as large.
process.env["NODE_ENV"] = "production";
process.chdir(resolve(import.meta.dirname, ".."));
const args = process.argv.slice(2);
const ifStale = args.includes("--if-stale");
const asked = args.filter((arg) => arg !== "--if-stale");
const unknown = asked.filter((name) => !(name in parts));
if (unknown.length) {
  console.error(`tools/build.ts: expected page, lib or --if-stale, got ${unknown.join(" ")}`);
  process.exit(2);
}
for (const [name, part] of Object.entries(parts)) {
  if (asked.length && !asked.includes(name)) continue;
  if (ifStale && !isStale(part.made, part.sources)) continue;
  try {
    await part.make();
    console.error(`built ${name}`);
  } catch (error) {
    console.error(`${name}: ${(error as Error).message}`);
    process.exitCode = 1;
  }
}
