import './typescript.js';

export default async function setUp() {
  const { startTestServer } = await import('./server.ts');
  const server = await startTestServer();
  process.env.GREFFE_TEST_SUPERUSER_URL = server.superuserUrl;
  globalThis.stopTestServer = server.stop;
}
