// Imported before the first schema is made: without it zod tries `new Function`, which the page's content security policy forbids
// and reports, and which a simulator that must give the same bits everywhere does without.
import * as z from "zod";

z.config({ jitless: true });
