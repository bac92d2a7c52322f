import { randomUUID } from 'node:crypto';

/** What is read of a JSON schema of the API's document. */
export interface Schema {
  $ref?: string;
  allOf?: Schema[];
  type?: string;
  format?: string;
  enum?: string[];
  pattern?: string;
  minLength?: number;
  minItems?: number;
  minimum?: number;
  items?: Schema;
  properties?: Record<string, Schema>;
  required?: string[];
}

/** The smallest value that a schema lets pass: the required fields, each as short as it may be. */
export function sample(schema: Schema): unknown {
  if (schema.enum) return schema.enum[0];
  switch (schema.type) {
    case 'array':
      return Array.from({ length: schema.minItems ?? 0 }, () => sample(schema.items ?? {}));
    case 'integer':
    case 'number':
      return schema.minimum ?? 0;
    case 'boolean':
      return false;
    case 'string':
      return text(schema);
    default:
      return Object.fromEntries(
        (schema.required ?? []).map((key) => [key, sample(schema.properties?.[key] ?? {})] as const),
      );
  }
}

function text({ format, minLength = 1 }: Schema): string {
  switch (format) {
    case 'uuid':
      return randomUUID();
    case 'date':
      return '2023-05-05';
    case 'date-time':
      return '2023-05-05T10:00:00Z';
    default:
      return 'x'.repeat(Math.max(1, minLength));
  }
}
