// `schema`: the JSON schema of a scenario, for editors and for other people's checkers.
import { scenarioJsonSchema } from "../../sim/parse.ts";
import { type Command, refuseOperands } from "./command.ts";
import { print } from "./terminal.ts";

export const schema: Command = {
  name: "schema",
  summary: "print the JSON schema of a scenario",
  operands: "",
  options: {},
  examples: [["schema > scenario.schema.json", 'then name it in a scenario as "$schema"']],
  async run(words) {
    refuseOperands("schema", words);
    await print(`${JSON.stringify(scenarioJsonSchema(), null, 2)}\n`);
    return 0;
  },
};
