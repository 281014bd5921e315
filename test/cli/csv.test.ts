// The CSV reader against RFC 4180 and what spreadsheets write, in chunks of every size.
import { describe, expect, test } from "vitest";
import { CsvError, csvReader } from "../../src/trace/csv.ts";

/** The header and the second column of the other rows, read in chunks of `size` bytes. */
function read(text: string | Buffer, size: number, wanted = 1) {
  const rows: [row: number, text: string | undefined][] = [];
  let header: readonly string[] | undefined;
  const reader = csvReader({
    header: (fields) => {
      header = fields;
      return [wanted];
    },
    row: ([field], row) => void rows.push([row, field]),
  });
  const bytes = Buffer.from(text as string);
  for (let at = 0; at < bytes.length; at += size) reader.push(bytes.subarray(at, at + size));
  reader.end();
  return { header, rows };
}

const BOM = "\uFEFF";
const cases: [
  name: string,
  text: string,
  header: string[],
  rows: [number, string | undefined][],
][] = [
  [
    "LF",
    "a,b\n1,2\n3,4\n",
    ["a", "b"],
    [
      [2, "2"],
      [3, "4"],
    ],
  ],
  ["no last line break", "a,b\n1,2", ["a", "b"], [[2, "2"]]],
  [
    "CRLF",
    "a,b\r\n1,2\r\n3,4\r\n",
    ["a", "b"],
    [
      [2, "2"],
      [3, "4"],
    ],
  ],
  [
    "CR",
    "a,b\r1,2\r3,4",
    ["a", "b"],
    [
      [2, "2"],
      [3, "4"],
    ],
  ],
  ["a byte order mark", `${BOM}a,b\n1,2\n`, ["a", "b"], [[2, "2"]]],
  ["a byte order mark before a quote", `${BOM}"a,a",b\n1,2\n`, ["a,a", "b"], [[2, "2"]]],
  ["no mark, but the same first byte", "ｆ,b\n1,2\n", ["ｆ", "b"], [[2, "2"]]],
  ["quotes", 'a,b\n"1,1","2,2"\n', ["a", "b"], [[2, "2,2"]]],
  ["doubled quotes", 'a,b\n1,"say ""hi"""\n', ["a", "b"], [[2, 'say "hi"']]],
  [
    "only quotes",
    'a,b\n1,""""\n1,""\n',
    ["a", "b"],
    [
      [2, '"'],
      [3, ""],
    ],
  ],
  [
    "line breaks in quotes",
    'a,b\n"1\r\n1","2\n2"\n3,4\n',
    ["a", "b"],
    [
      [2, "2\n2"],
      [3, "4"],
    ],
  ],
  ["a line break after CR in quotes", 'a,b\r"x\n",2\r', ["a", "b"], [[2, "2"]]],
  ["a quote inside a field", 'a,b\n1"1,2"2\n', ["a", "b"], [[2, '2"2']]],
  ["blank rows", "\n\na,b\n\n1,2\n\n", ["a", "b"], [[5, "2"]]],
  [
    "an empty field is no blank row",
    'a,b\n,\n""\n',
    ["a", "b"],
    [
      [2, ""],
      [3, undefined],
    ],
  ],
  [
    "short and long rows",
    "a,b\n1\n1,2,3\n",
    ["a", "b"],
    [
      [2, undefined],
      [3, "2"],
    ],
  ],
  ["letters of many bytes", "α,β\né,日本\n", ["α", "β"], [[2, "日本"]]],
  ["an empty file", "", [], []],
  ["a header alone", "a,b", ["a", "b"], []],
];

describe.each([1, 2, 3, 7, 1000])("in chunks of %i bytes", (size) => {
  test.each(cases)("%s", (_name, text, header, rows) => {
    expect(read(text, size)).toEqual({ header, rows });
  });
});

test("a quote that is never closed is refused with its row", () => {
  expect(() => read('a,b\n1,"2\n3,4\n', 5)).toThrow(new CsvError("row 2: a quote is never closed"));
});

test("what is not wanted may be of any length, what is wanted may not", () => {
  const long = "x".repeat(1_000_000);
  expect(read(`a,b\n"${long}",2\n`, 4096).rows).toEqual([[2, "2"]]);
  expect(() => read(`a,b\n1,${long}\n`, 4096)).toThrow("row 2: a field is longer than 10000 bytes");
  expect(() => read(Buffer.alloc(100_000, "x"), 4096)).toThrow("row 1: a field is longer");
  expect(() => read(",".repeat(20_000), 4096)).toThrow("more than 10000 columns");
});
