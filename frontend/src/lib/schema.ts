/** From a form's JSON Schema (as pydantic writes it) to fields a page can draw. Pure: no React. */
import type { JsonSchema } from "../api/types";

export type Value = Record<string, unknown>;
export type Path = (string | number)[];

export interface Option {
  value: string | number | null;
  title: string;
}

export interface Entry {
  kind: string;
  title: string;
  help: string;
  schema: JsonSchema;
}

interface Common {
  title: string;
  help: string;
  group: "basic" | "more";
  nullable: boolean;
}

export interface NumberField extends Common {
  type: "number";
  integer: boolean;
  minimum?: number;
  maximum?: number;
  step: number;
  /** Whether “auto” may stand instead of a number, and the number to begin with when it does not. */
  auto: boolean;
  start: number;
}

export type Field =
  | NumberField
  | (Common & { type: "union"; by: string; entries: Entry[] })
  | (Common & { type: "object"; schema: JsonSchema })
  | (Common & { type: "constant"; value: unknown })
  | (Common & { type: "switch" })
  | (Common & { type: "choice"; options: Option[] })
  | (Common & { type: "many"; options: Option[] })
  | (Common & { type: "list"; numbers: boolean })
  | (Common & { type: "rows"; items: JsonSchema; least: number; most: number })
  | (Common & { type: "file"; kind: string })
  | (Common & { type: "text"; suggestions: string[] });

/** Follow `$ref` inside the document; what stands beside the reference wins over what it names. */
export function resolve(schema: JsonSchema, root: JsonSchema): JsonSchema {
  if (!schema.$ref) return schema;
  const { $ref, ...beside } = schema;
  const name = $ref.replace("#/$defs/", "");
  const named = root.$defs?.[name];
  if (!named) throw new Error(`The form's schema names “${name}” but does not hold it.`);
  return { ...resolve(named, root), ...beside };
}

/** `macro_f1` → "Macro F1" */
export function spoken(word: string): string {
  const text = word.replaceAll("_", " ").replace(/\bf1\b/g, "F1");
  return /^[a-z]/.test(text) ? text[0]!.toUpperCase() + text.slice(1) : text;
}

const optionsOf = (values: unknown[], titled = spoken): Option[] =>
  values.map((value) => ({ value: value as string | number, title: titled(String(value)) }));

const isNull = (schema: JsonSchema) => schema.type === "null";
const isAuto = (schema: JsonSchema) => schema.const === "auto";

/** What kind of field a property is. */
export function fieldOf(name: string, property: JsonSchema, root: JsonSchema): Field {
  const outer = resolve(property, root);
  const branches = outer.anyOf ?? (outer.discriminator ? undefined : outer.oneOf);
  const inner = branches?.filter((branch) => !isNull(branch) && !isAuto(branch)) ?? [];
  const nullable = branches?.some(isNull) ?? false;
  const auto = Boolean(outer["x-auto"]) || (branches?.some(isAuto) ?? false);
  const schema = inner.length === 1 ? { ...resolve(inner[0]!, root), ...own(outer) } : outer;
  const common: Common = {
    title: outer.title && !property.$ref ? outer.title : (property.title ?? spoken(name)),
    help: unwrapped(outer["x-help"] ?? outer.description ?? ""),
    group: outer["x-group"] === "more" ? "more" : "basic",
    nullable,
  };
  return shape(schema, root, common, auto);
}

/** The parts of a wrapping schema that its single branch does not have itself. */
function own({ title, description, default: initial, ...rest }: JsonSchema): JsonSchema {
  const extras = Object.entries(rest).filter(([key]) => key.startsWith("x-"));
  return {
    ...(title === undefined ? {} : { title }),
    ...(description === undefined ? {} : { description }),
    ...(initial === undefined ? {} : { default: initial }),
    ...Object.fromEntries(extras),
  };
}

const unwrapped = (text: string) =>
  text
    .split(/\n\s*\n/)[0]!
    .replaceAll("\n", " ")
    .trim();

function shape(schema: JsonSchema, root: JsonSchema, common: Common, auto: boolean): Field {
  const extra = schema as Record<string, unknown>;
  if (schema.discriminator && schema.oneOf)
    return {
      ...common,
      type: "union",
      by: schema.discriminator.propertyName,
      entries: entriesOf(schema, root),
    };
  if (schema.const !== undefined) return { ...common, type: "constant", value: schema.const };
  if (schema.enum) return { ...common, type: "choice", options: choicesOf(schema, common) };
  if (schema.type === "integer" || schema.type === "number") return numberOf(schema, common, auto);
  if (schema.type === "boolean") return { ...common, type: "switch" };
  if (schema.type === "array") {
    const items = resolve(schema.items ?? {}, root);
    if (items.discriminator ?? items.properties)
      return {
        ...common,
        type: "rows",
        items,
        least: asNumber(extra["minItems"]) ?? 0,
        most: asNumber(extra["maxItems"]) ?? 20,
      };
    return items.enum
      ? { ...common, type: "many", options: optionsOf(items.enum) }
      : { ...common, type: "list", numbers: items.type === "integer" || items.type === "number" };
  }
  if (schema.properties) return { ...common, type: "object", schema };
  if (typeof extra["x-file"] === "string")
    return { ...common, type: "file", kind: extra["x-file"] };
  const suggestions = Array.isArray(extra["x-suggestions"])
    ? extra["x-suggestions"].map(String)
    : [];
  return { ...common, type: "text", suggestions };
}

/** Names that people gave, such as those of folders, are shown as they are. */
function choicesOf(schema: JsonSchema, { nullable }: Common): Option[] {
  const found = optionsOf(schema.enum ?? [], schema["x-given"] ? String : spoken);
  return nullable ? [...found, { value: null, title: "None" }] : found;
}

function numberOf(schema: JsonSchema, common: Common, auto: boolean): NumberField {
  const extra = schema as Record<string, unknown>;
  const minimum = schema.minimum ?? schema.exclusiveMinimum ?? asNumber(extra["x-minimum"]);
  const maximum = schema.maximum ?? schema.exclusiveMaximum ?? asNumber(extra["x-maximum"]);
  const start = asNumber(extra["x-default"]) ?? asNumber(schema.default) ?? minimum ?? 0;
  const integer = schema.type === "integer";
  return {
    ...common,
    type: "number",
    integer,
    ...(minimum === undefined ? {} : { minimum }),
    ...(maximum === undefined ? {} : { maximum }),
    step: integer ? 1 : stepFor(start, maximum),
    auto,
    start,
  };
}

const asNumber = (value: unknown) => (typeof value === "number" ? value : undefined);

/** A click on the arrow changes a share by 0.05 and a small rate by its own order of size. */
function stepFor(start: number, maximum: number | undefined): number {
  if (start > 0 && start < 0.02) return 10 ** Math.floor(Math.log10(start));
  return maximum !== undefined && maximum <= 1 ? 0.05 : 0.1;
}

export function entriesOf(schema: JsonSchema, root: JsonSchema): Entry[] {
  const by = schema.discriminator?.propertyName ?? "kind";
  return (schema.oneOf ?? []).map((branch) => {
    const entry = resolve(branch, root);
    const kind = String(entry.properties?.[by]?.const ?? "");
    return {
      kind,
      title: entry.title ?? spoken(kind),
      help: unwrapped(entry.description ?? ""),
      schema: entry,
    };
  });
}

/** The fields of an object in the order in which they are written, without its `kind`. */
export function fieldsOf(schema: JsonSchema, root: JsonSchema): [name: string, field: Field][] {
  return Object.entries(schema.properties ?? {})
    .map(([name, property]): [string, Field] => [name, fieldOf(name, property, root)])
    .filter(([, field]) => field.type !== "constant");
}

/** The field at a place in a form's value. Of a choice counts the entry that the value took, or the
 * first one that has such a field. */
export function fieldAt(place: Path, root: JsonSchema, value?: unknown): Field | undefined {
  let open = branches(root, root, value);
  let at = value;
  let field: Field | undefined;
  for (const step of place) {
    at = typeof at === "object" && at !== null ? (at as Record<string, unknown>)[step] : undefined;
    if (typeof step === "number") continue;
    const property = open.map(({ properties }) => properties?.[step]).find(Boolean);
    field = property && fieldOf(step, property, root);
    open = field ? inside(field, root, at) : [];
  }
  return field;
}

/** How the form names a place, step by step: ["algorithm", "words", "file"] → ["Algorithm", "Word
 * embedding", "File of vectors"]; what it does not know goes by its own name. */
export const named = (place: Path, root: JsonSchema, value?: unknown): string[] =>
  place.map((step, i) =>
    typeof step === "number"
      ? String(step + 1)
      : (fieldAt(place.slice(0, i + 1), root, value)?.title ?? spoken(step)),
  );

/** How the form names a value: of a choice, or of a union's `kind`; undefined where it has no name. */
export function titleAt(place: Path, value: unknown, root: JsonSchema): string | undefined {
  const union = fieldAt(place.slice(0, -1), root);
  if (union?.type === "union" && union.by === place.at(-1))
    return union.entries.find(({ kind }) => kind === value)?.title;
  const field = fieldAt(place, root);
  return field?.type === "choice"
    ? field.options.find((option) => option.value === value)?.title
    : undefined;
}

/** The schemas that what stands below a field may have. */
function inside(field: Field, root: JsonSchema, value: unknown): JsonSchema[] {
  if (field.type === "object") return [field.schema];
  if (field.type === "rows") return branches(field.items, root, undefined);
  return field.type === "union" ? sorted(field.entries, field.by, value) : [];
}

const branches = (schema: JsonSchema, root: JsonSchema, value: unknown): JsonSchema[] =>
  schema.discriminator
    ? sorted(entriesOf(schema, root), schema.discriminator.propertyName, value)
    : [schema];

/** The schemas of entries, the one that the value took first. */
function sorted(entries: Entry[], by: string, value: unknown): JsonSchema[] {
  const taken = (value as Value | undefined)?.[by];
  return entries
    .toSorted((one, two) => Number(two.kind === taken) - Number(one.kind === taken))
    .map(({ schema }) => schema);
}

/** The value a form starts with: the schema's defaults, and `kind` where a choice needs it. */
export function initial(schema: JsonSchema, root: JsonSchema): unknown {
  const found = resolve(schema, root);
  if (found.default !== undefined) return structuredClone(found.default);
  if (found.const !== undefined) return found.const;
  if (found.discriminator && found.oneOf?.[0]) return initial(found.oneOf[0], root);
  if (!found.properties) return undefined;
  const filled = Object.entries(found.properties).map(([name, property]) => [
    name,
    initial(property, root),
  ]);
  return Object.fromEntries(filled.filter(([, value]) => value !== undefined)) as Value;
}

/** A new kind is chosen: its own defaults, keeping the values of fields that both have and that fit. */
export function switched(entry: Entry, old: Value, root: JsonSchema): Value {
  const fresh = initial({ ...entry.schema, default: undefined }, root) as Value;
  for (const [name, property] of Object.entries(entry.schema.properties ?? {})) {
    if (resolve(property, root).const !== undefined || !(name in old)) continue;
    const field = fieldOf(name, property, root);
    if (fits(field, old[name]) && sameKind(old[name], fresh[name])) fresh[name] = old[name];
  }
  return fresh;
}

/** Entries may use one name for different things: a share here, a choice of documents there. */
function fits(field: Field, value: unknown): boolean {
  const plain = typeof value !== "object" || Array.isArray(value);
  if (value === null) return field.nullable;
  if (field.type === "number" && value === "auto") return field.auto;
  return field.type === "object" || field.type === "union" ? !plain : plain;
}

/** Choices nested deeper are kept only when they are of the same kind. */
function sameKind(left: unknown, right: unknown): boolean {
  const kind = (value: unknown) =>
    typeof value === "object" && value !== null ? (value as Value)["kind"] : undefined;
  return kind(left) === kind(right);
}
