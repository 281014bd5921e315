import "../seeded.ts";
import fc from "fast-check";
import { expect, test } from "vitest";
import { readSeconds, readStamp } from "../../sim/fit/stamp.ts";

test("a stamp is read to the nanosecond, in integers", () => {
  const seconds = Date.UTC(2023, 10, 16, 18, 15, 46) / 1000;
  const same = { seconds, nanoseconds: 680_590_000 };
  expect(readStamp("2023-11-16 18:15:46.6805900")).toEqual(same);
  expect(readStamp("2023-11-16T18:15:46.68059Z")).toEqual(same);
  expect(readStamp("2023-11-16t18:15:46,680590z")).toEqual(same);
  expect(readStamp("2023-11-16T20:15:46.68059+02:00")).toEqual(same);
  expect(readStamp("2023-11-16 12:45:46.680590 -0530")).toEqual(same);
  expect(readStamp("2023-11-16 19:15:46.680590+01")).toEqual(same);
  expect(readStamp("2023-11-16 18:15:46.680590000999 UTC")).toEqual(same);
  expect(readStamp("2023-11-16T18:15")).toEqual({ seconds: seconds - 46, nanoseconds: 0 });
  expect(readStamp("2023-11-16")?.seconds).toBe(Date.UTC(2023, 10, 16) / 1000);
});

test.each([
  "",
  "n/a",
  "2023-02-29",
  "2023-13-01",
  "2023-00-01",
  "2023-01-00",
  "2023-01-32 00:00:00",
  "2023-01-01 24:00:00",
  "2023-01-01 00:60:00",
  "2023-01-01T00:00:00+24:00",
  "16/11/2023 18:15",
  "1700158546",
])("%j is no stamp", (text) => {
  expect(readStamp(text)).toBeUndefined();
});

test("every day from 1 to 9999 is where Date puts it", () => {
  const days = fc.date({
    min: new Date("0001-01-01T00:00:00Z"),
    max: new Date("9999-12-31T23:59:59Z"),
    noInvalidDate: true,
  });
  fc.assert(
    fc.property(days, (date) => {
      const { seconds, nanoseconds } = readStamp(date.toISOString())!;
      expect(seconds * 1000 + nanoseconds / 1e6).toBe(date.getTime());
    }),
  );
});

test("seconds are plain numbers from 0 up", () => {
  expect(["0", "1.5", ".5", "2.", "+3", "1e3"].map(readSeconds)).toEqual([0, 1.5, 0.5, 2, 3, 1000]);
  for (const text of ["", "-1", "1,5", "0x10", "Infinity", "NaN", "1e999", "1 2"])
    expect(readSeconds(text)).toBeUndefined();
});
