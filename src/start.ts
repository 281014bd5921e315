// `npm start`: the first story, compared in the terminal, then the page.
import path from "node:path";
import { guarded } from "./cli/guard.ts";
import { packageFolder } from "./cli/packageFolder.ts";
import { run } from "./cli/run.ts";
import { readWords } from "./cli/command.ts";
import { servePage } from "./cli/serve.ts";
import { print } from "./cli/terminal.ts";

const STORY = path.join(packageFolder(), "scenarios", "canary-catches-a-bad-model.json");

await guarded(async () => {
  await run.run(readWords(run, [STORY]));
  await print("\n");
  await servePage();
  return 0;
});
