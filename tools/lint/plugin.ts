// The project's own lint rules, beside oxlint's: the walls between the rooms, what keeps sim/ pure, and runs cheap.
import { arithmetic } from "./arithmetic.ts";
import { getters } from "./getters.ts";
import { host } from "./host.ts";
import { imports } from "./imports.ts";

const rules: Record<string, object> = { arithmetic, getters, host, imports };

export default { meta: { name: "house" }, rules };
