// As much of JSON schema (draft 2020-12) as scenario.schema.json uses, written from the standard and not from the parser, so that
// the two can be held against each other. A keyword it does not know is an error: nothing is skipped unseen.

type Schema = Readonly<Record<string, unknown>>;

const ANNOTATIONS = new Set(["$schema", "$defs", "title", "description", "default", "examples"]);

/** Whether `value` is valid; `root` holds the definitions. */
export function isValid(schema: Schema, value: unknown, root: Schema = schema): boolean {
  return Object.entries(schema).every(([keyword, wanted]) => {
    if (ANNOTATIONS.has(keyword)) return true;
    const assertion = ASSERTIONS[keyword];
    if (assertion === undefined)
      throw new Error(`JSON schema keyword ${keyword} is not known here`);
    return assertion(value, wanted as never, schema, root);
  });
}

type Assertion = (value: unknown, wanted: never, schema: Schema, root: Schema) => boolean;
const assertion = <T>(
  holds: (value: unknown, wanted: T, schema: Schema, root: Schema) => boolean,
) => holds as Assertion;

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === "object" && value !== null && !Array.isArray(value);

function kindOf(value: unknown): string {
  if (value === null) return "null";
  if (Array.isArray(value)) return "array";
  return typeof value;
}

/** An assertion about numbers (strings, arrays, objects), which other values satisfy. */
const about = <T, W>(is: (value: unknown) => value is T, holds: (value: T, wanted: W) => boolean) =>
  assertion<W>((value, wanted) => !is(value) || holds(value, wanted));
const isNumber = (value: unknown): value is number => typeof value === "number";
const isString = (value: unknown): value is string => typeof value === "string";
const isArray = (value: unknown): value is unknown[] => Array.isArray(value);

const valid = (value: unknown, root: Schema) => (schema: Schema) => isValid(schema, value, root);

const ASSERTIONS: Readonly<Record<string, Assertion>> = {
  $ref: assertion<string>((value, ref, _schema, root) => {
    const name = ref.replace("#/$defs/", "");
    const definition = (root["$defs"] as Record<string, Schema>)[name];
    if (definition === undefined) throw new Error(`no definition of ${ref}`);
    return isValid(definition, value, root);
  }),
  type: assertion<string>((value, type) =>
    type === "integer" ? Number.isInteger(value) : kindOf(value) === type,
  ),
  const: assertion((value, wanted) => value === wanted),
  enum: assertion<unknown[]>((value, wanted) => wanted.includes(value)),
  anyOf: assertion<Schema[]>((value, schemas, _schema, root) => schemas.some(valid(value, root))),
  oneOf: assertion<Schema[]>(
    (value, schemas, _schema, root) => schemas.filter(valid(value, root)).length === 1,
  ),
  allOf: assertion<Schema[]>((value, schemas, _schema, root) => schemas.every(valid(value, root))),
  minimum: about(isNumber, (value, least: number) => value >= least),
  maximum: about(isNumber, (value, most: number) => value <= most),
  exclusiveMinimum: about(isNumber, (value, least: number) => value > least),
  exclusiveMaximum: about(isNumber, (value, most: number) => value < most),
  minLength: about(isString, (value, least: number) => value.length >= least),
  maxLength: about(isString, (value, most: number) => value.length <= most),
  pattern: about(isString, (value, pattern: string) => new RegExp(pattern, "u").test(value)),
  minItems: about(isArray, (value, least: number) => value.length >= least),
  maxItems: about(isArray, (value, most: number) => value.length <= most),
  prefixItems: assertion<Schema[]>(
    (value, schemas, _schema, root) =>
      !isArray(value) ||
      value.slice(0, schemas.length).every((item, i) => isValid(schemas[i]!, item, root)),
  ),
  items: assertion<Schema | false>((value, items, schema, root) => {
    if (!isArray(value)) return true;
    const rest = value.slice(((schema["prefixItems"] as unknown[] | undefined) ?? []).length);
    return items === false ? rest.length === 0 : rest.every((item) => isValid(items, item, root));
  }),
  required: about(isObject, (value, keys: string[]) =>
    keys.every((key) => Object.hasOwn(value, key)),
  ),
  properties: assertion<Record<string, Schema>>(
    (value, properties, _schema, root) =>
      !isObject(value) ||
      Object.entries(properties).every(
        ([key, schema]) => !Object.hasOwn(value, key) || isValid(schema, value[key], root),
      ),
  ),
  propertyNames: assertion<Schema>(
    (value, names, _schema, root) =>
      !isObject(value) || Object.keys(value).every((key) => isValid(names, key, root)),
  ),
  additionalProperties: assertion<Schema | boolean>((value, additional, schema, root) => {
    if (!isObject(value) || additional === true) return true;
    const known = Object.keys((schema["properties"] as object | undefined) ?? {});
    const rest = Object.entries(value).filter(([key]) => !known.includes(key));
    return additional === false
      ? rest.length === 0
      : rest.every(([, inner]) => isValid(additional, inner, root));
  }),
};
