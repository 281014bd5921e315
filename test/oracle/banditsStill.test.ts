// Two versions that stay as they are, success rates .9 and .8.
import { reference } from "./banditsPlay.ts";
import { testLongRun } from "./banditsLongRun.ts";

testLongRun("two versions that stay as they are", reference.long.still);
