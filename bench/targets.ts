/** What is asked of each endpoint: its share of a bare server's requests per second in the same run. */
export const targets = {
  list: 0.4,
  file: 0.35,
  register: 0.3,
  search: 0.5,
} as const;
export type Endpoint = keyof typeof targets;

/** From the smallest to the largest number of cases, no endpoint may become slower than this. */
export const GROWTH = 2;
/** Resident memory of the application through the whole run, in megabytes. */
export const MEMORY_MB = 350;
export const CONNECTIONS = 10;
