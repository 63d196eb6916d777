/** What every control of a schema form may ask: the whole schema, the errors, files, and what “auto” comes to. */
import { createContext, useContext, type ReactNode } from "react";
import type { JsonSchema } from "../api/types";
import type { Field, Path, Value } from "../lib/schema";

export interface FormHelp {
  root: JsonSchema;
  errorAt: (at: Path) => string | undefined;
  /** What the server will take where “auto” stands, by the field's name. */
  autoText?: (name: string) => string | undefined;
  /** Draws the choice of an uploaded file. */
  fileControl?: (control: FileControlProps) => ReactNode;
}

export interface FileControlProps {
  kind: string;
  label: string;
  help: string;
  value: string;
  error: string | undefined;
  onChange: (sha256: string) => void;
}

export interface FieldsProps {
  schema: JsonSchema;
  value: Value;
  onChange: (value: Value) => void;
  at: Path;
  /** Fields that come before the others. */
  first?: readonly string[] | undefined;
  without?: readonly string[] | undefined;
}

/** Controls draw the fields of nested objects through `draw`, so that no file imports its importer. */
export interface FormTools extends FormHelp {
  draw: (fields: FieldsProps) => ReactNode;
}

export const FormContext = createContext<FormTools>({
  root: {},
  errorAt: () => undefined,
  draw: () => null,
});

export const useFormTools = (): FormTools => useContext(FormContext);

/** What each control of a form is given. */
export interface ControlProps<Kind extends Field = Field> {
  field: Kind;
  at: Path;
  value: unknown;
  onChange: (value: unknown) => void;
}

export type ControlOf<Type extends Field["type"]> = ControlProps<Extract<Field, { type: Type }>>;
