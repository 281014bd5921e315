// The better of two versions breaks after 5,000 rounds: .9 and .95, then .9 and .5.
import { reference } from "./banditsPlay.ts";
import { testLongRun } from "./banditsLongRun.ts";

testLongRun("the better version breaks", reference.long.regression);
