#!/usr/bin/env node
// The command line. What it is made of is loaded second: so that an older Node is told in a sentence what it lacks, and so that
// Node can keep the rest compiled, for half of a short run is loading.
import module from "node:module";

if (Number(process.versions.node.split(".")[0]) < 22) {
  process.stderr.write(`rollout-lab needs Node 22.18 or newer; this is ${process.version}\n`);
  process.exit(2);
}
module.enableCompileCache();
const { guarded } = await import("./cli/guard.ts");
const { main } = await import("./cli/main.ts");
await guarded(() => main(process.argv.slice(2)));
