#!/usr/bin/env node
// The command line. What it is made of is loaded second, so that Node can keep it compiled: half of a short run is loading.
import module from "node:module";

module.enableCompileCache();
const { guarded } = await import("./cli/guard.ts");
const { main } = await import("./cli/main.ts");
await guarded(() => main(process.argv.slice(2)));
