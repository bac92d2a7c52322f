/** What a printed slip is for: a first password, a new one, or a way in without the lost second factor. */
export const slipKinds = ['activation', 'reset', 'second_factor'] as const;
export type SlipKind = (typeof slipKinds)[number];
