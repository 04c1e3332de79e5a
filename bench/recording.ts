import { createHash, randomBytes } from 'node:crypto';
import { createServer, request as forward, type IncomingHttpHeaders, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import { encodeQuery, type Parameter } from '../src/common/security/oauth1.js';
import { signQuery } from '../src/modules/stores/platforms/woocommerce/woocommerce.oauth.js';

/** The sandbox's fixed credentials: what is passed on must be signed for the sandbox's own address. */
const KEY = { consumer_key: 'ck_sandbox_demo', consumer_secret: 'cs_sandbox_demo' };

interface Answer {
  status: number;
  headers: IncomingHttpHeaders;
  body: Buffer;
}

/**
 * Stands before the sandbox. Passes calls on and keeps the answers; told to (`POST /_recording/replay`), it gives the
 * kept ones again, from memory. What the product then takes is its own time: making the answers is taken out, sending
 * and reading them is not. Where a call was repeated (a state that is polled), the last answer is the one that is kept.
 */
class Recording {
  private readonly kept = new Map<string, Answer>();
  private isReplaying = false;
  private missed = 0;
  private url = '';
  private readonly server = createServer((message, response) => {
    this.answer(message).then(
      ({ status, headers, body }) => {
        response.writeHead(status, { ...headers, 'content-length': body.length }).end(body);
      },
      (error: unknown) => {
        response.writeHead(502).end(String(error));
      },
    );
  });

  constructor(private readonly sandbox: string) {}

  async listen(): Promise<void> {
    this.server.keepAliveTimeout = 75_000;
    await new Promise<void>((resolve) => this.server.listen(0, '127.0.0.1', resolve));
    this.url = `http://127.0.0.1:${(this.server.address() as AddressInfo).port}`;
    process.stdout.write(`recording on ${this.url}\n`);
  }

  private async answer(message: IncomingMessage): Promise<Answer> {
    const body = await bytesOf(message);
    const { method = 'GET', url = '/' } = message;
    if (url === '/_recording/replay') {
      this.isReplaying = true;
      return json({ answers: this.kept.size });
    }
    if (url === '/_recording') return json({ answers: this.kept.size, missed: this.missed });
    const asked = new URL(url, this.url);
    const parameters = [...asked.searchParams].filter(([name]) => !name.startsWith('oauth_'));
    const key = createHash('sha1')
      .update(`${method} ${asked.pathname} ${encodeQuery(parameters)} ${message.headers.range ?? ''}\n`)
      .update(body)
      .digest('hex');
    const known = this.isReplaying ? this.kept.get(key) : undefined;
    if (known) return known;
    if (this.isReplaying) this.missed += 1;
    const answer = await this.passOn(method, asked, parameters, message.headers, body);
    this.kept.set(key, answer);
    return answer;
  }

  private async passOn(
    method: string,
    asked: URL,
    parameters: Parameter[],
    headers: IncomingHttpHeaders,
    body: Buffer,
  ): Promise<Answer> {
    const address = `${this.sandbox}${asked.pathname}`;
    const isSigned = asked.searchParams.has('oauth_signature');
    const signer = { ...KEY, timestamp: Math.floor(Date.now() / 1000), nonce: randomBytes(16).toString('hex') };
    const query = isSigned ? signQuery(method, address, parameters, signer) : parameters;
    const target = query.length === 0 ? address : `${address}?${encodeQuery(query)}`;
    const { host: _host, 'accept-encoding': _encoding, ...rest } = headers;
    const response = await new Promise<IncomingMessage>((resolve, reject) => {
      forward(target, { method, headers: { ...rest, 'content-length': body.length } }, resolve)
        .once('error', reject)
        .end(body);
    });
    const { 'transfer-encoding': _chunked, connection: _connection, 'keep-alive': _alive, ...kept } = response.headers;
    const text = (await bytesOf(response)).toString('utf8');
    return {
      status: response.statusCode ?? 502,
      headers: kept,
      body: Buffer.from(text.replaceAll(this.sandbox, this.url)),
    };
  }
}

async function bytesOf(message: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of message as AsyncIterable<Buffer>) chunks.push(chunk);
  return Buffer.concat(chunks);
}

function json(value: object): Answer {
  return { status: 200, headers: { 'content-type': 'application/json' }, body: Buffer.from(JSON.stringify(value)) };
}

await new Recording(process.env.KSAP_BENCH_SANDBOX ?? '').listen();
