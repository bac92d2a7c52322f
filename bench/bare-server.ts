import fastify from 'fastify';
import pg from 'pg';
import { plainCaseFile } from './plain-case-file.js';
import { PlainSearch } from './plain-search.js';
import { Plain } from './plain-tables.js';

/**
 * The measure: Fastify and pg with one prepared statement a request, no rights, no validation, no audit, on the same
 * database, as a role that row-level security does not concern. Same rows, same columns, same JSON.
 */
const url = process.env['BENCH_DATABASE_URL'];
if (url === undefined) throw new Error('BENCH_DATABASE_URL is missing');
const pool = new pg.Pool({ connectionString: url, max: 10 });
const plain = new Plain(pool);
const search = new PlainSearch(pool);
const server = fastify();

const LIST = `SELECT c.id, c.number, c.title, o.code AS office, c.matter, c.registered_on::text AS registered_on,
    c.facts_from::text AS facts_from, c.facts_precision, p.name AS place, c.tags, c.stage, c.stage_min, c.stage_max, c.ahead,
    c.status, c.responsible_id, c.sealed, c.version
  FROM app.cases c JOIN app.offices o ON o.id = c.office_id LEFT JOIN app.places p ON p.id = c.place_id
  WHERE c.office_id = $1 ORDER BY c.registered_on DESC, c.id DESC LIMIT 26`;

server.get<{ Querystring: { office: string } }>('/list', async ({ query }) => {
  return (await pool.query<object>({ name: 'list', text: LIST, values: [query.office] })).rows;
});
server.get<{ Params: { id: string } }>('/file/:id', async ({ params }) => {
  return (await pool.query({ name: 'file', text: plainCaseFile, values: [params.id] })).rows[0] as unknown;
});
server.post<{ Body: { name: string; office: string } }>('/search', async ({ body }) =>
  search.find(body.name, body.office),
);
server.post('/register', async ({ body }, reply) => {
  // The body is the one that our own endpoint gets.
  return reply.status(201).send(await plain.insert(body as Parameters<Plain['insert']>[0]));
});

await plain.prepare();
await search.prepare();
const address = await server.listen({ port: 0, host: '127.0.0.1' });
process.stdout.write(`listening ${address}\n`);
