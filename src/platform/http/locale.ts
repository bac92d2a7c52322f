import { IncomingMessage } from 'node:http';
import Negotiator from 'negotiator';
import { Locale } from '../context/request-context.js';
import { locales } from '../i18n/translator.js';

/** The language of the answer: the best of Accept-Language that we speak, else the installation's own. */
export function requestLocale(request: { headers: IncomingMessage['headers'] }, fallback: Locale): Locale {
  const header = request.headers['accept-language'];
  if (header === undefined || header === '*') return fallback;
  const chosen = new Negotiator(request).language([...locales]);
  return locales.find((locale) => locale === chosen) ?? fallback;
}
