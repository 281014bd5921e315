// Writes scenarios/scenario.schema.json, by which editors complete and check a scenario as it is written.
import { writeFileSync } from "node:fs";
import { scenarioJsonSchema } from "../sim/parse.ts";

const path = new URL("../scenarios/scenario.schema.json", import.meta.url);
writeFileSync(path, `${JSON.stringify(scenarioJsonSchema(), null, 2)}\n`);
console.log("wrote scenarios/scenario.schema.json");
