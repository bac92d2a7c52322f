import { ValidateBy, buildMessage } from 'class-validator';
import { accessSync, constants } from 'node:fs';
import { isIP } from 'node:net';

/** The path of a file that this process can read, or nothing. */
export function IsReadableFile(): PropertyDecorator {
  return ValidateBy({
    name: 'isReadableFile',
    validator: {
      validate: (value: unknown) => value === '' || (typeof value === 'string' && isReadable(value)),
      defaultMessage: buildMessage((each) => `${each}$property must be a readable file`),
    },
  });
}

/** Addresses (10.0.0.1) and networks (10.0.0.0/8, fd00::/8). */
export function AreNetworks(): PropertyDecorator {
  return ValidateBy({
    name: 'areNetworks',
    validator: {
      validate: (value: unknown) => Array.isArray(value) && value.every(isNetwork),
      defaultMessage: buildMessage((each) => `${each}$property must be addresses or networks`),
    },
  });
}

function isReadable(file: string): boolean {
  try {
    accessSync(file, constants.R_OK);
    return true;
  } catch {
    return false;
  }
}

function isNetwork(text: unknown): boolean {
  if (typeof text !== 'string') return false;
  const [address = '', bits, ...rest] = text.split('/');
  const family = isIP(address);
  if (family === 0 || rest.length > 0) return false;
  return bits === undefined || (/^\d{1,3}$/.test(bits) && Number(bits) <= (family === 4 ? 32 : 128));
}
