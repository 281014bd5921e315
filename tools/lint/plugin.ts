// The project's own lint rules, beside oxlint's: the walls between the rooms, and what keeps sim/ pure.
import { arithmetic } from "./arithmetic.ts";
import { host } from "./host.ts";
import { imports } from "./imports.ts";

const rules: Record<string, object> = { arithmetic, host, imports };

export default { meta: { name: "house" }, rules };
