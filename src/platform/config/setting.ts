/** How the text of an environment variable becomes a value. */
export type SettingKind = 'text' | 'integer' | 'flag' | 'list';

export interface Setting {
  /** Name of the environment variable. */
  name: string;
  /** Property of the configuration. */
  property: string;
  kind: SettingKind;
  /** Never printed, and may be given as NAME_FILE: the path of a file that holds it. */
  secret: boolean;
}

const registered: Setting[] = [];

/** Every setting of the configuration, in the order of the class. */
export function settings(): readonly Setting[] {
  return registered;
}

/** Binds a property of the configuration to an environment variable. */
export function Env(
  name: string,
  kind: SettingKind = 'text',
  options: { secret?: boolean } = {},
): PropertyDecorator {
  return (_target, property) => {
    registered.push({ name, property: String(property), kind, secret: options.secret ?? false });
  };
}

/** Text that does not fit its kind is handed on as it is, for the validator to name. */
export function convert(text: string, kind: SettingKind): unknown {
  switch (kind) {
    case 'text':
      return text;
    case 'integer':
      return /^-?\d{1,9}$/.test(text) ? Number(text) : text;
    case 'flag':
      return { '1': true, true: true, '0': false, false: false }[text] ?? text;
    case 'list':
      return text
        .split(',')
        .map((part) => part.trim())
        .filter((part) => part !== '');
  }
}
