// Writes sim/manifests/README.md: what an import understands, field by field.
import { writeFileSync } from "node:fs";
import { fieldTables } from "./fieldTables.ts";

const path = new URL("../sim/manifests/README.md", import.meta.url);
writeFileSync(path, fieldTables());
console.log("wrote sim/manifests/README.md");
