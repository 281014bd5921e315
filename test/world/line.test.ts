import { expect, test } from "vitest";
import { Line } from "../../sim/world/line.ts";

test("first come, first served, past those who left out of turn", () => {
  const line = new Line();
  const places = [10, 11, 12, 13, 14].map((slot) => line.push(slot));
  line.drop(places[1]!);
  line.drop(places[2]!);
  expect(line.first).toBe(10);
  expect(line.shift()).toBe(10);
  expect(line.first).toBe(13);
  line.drop(places[3]!);
  expect([line.first, line.shift()]).toEqual([14, 14]);
});

test("nobody is let in, and everybody gives up in turn: it stays as short as those who wait", () => {
  const line = new Line();
  const waiting: number[] = [];
  for (let i = 0; i < 100_000; i++) {
    waiting.push(line.push(i));
    if (waiting.length > 10) line.drop(waiting.shift()!);
  }
  expect(line.first).toBe(99_990);
  expect(line.room).toBe(1024);
});
