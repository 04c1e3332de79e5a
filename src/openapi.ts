import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { DocumentBuilder, type OpenAPIObject, SwaggerModule } from '@nestjs/swagger';

const DESCRIPTION = `One place from which a person runs many online shops.

Every answer bears \`request_id\`, which stands in each log line of the request. Lists page by \`next_cursor\`.
Every POST takes an \`Idempotency-Key\`. Money is decimal text beside an ISO 4217 currency; times are ISO 8601 UTC.

To try it here: call \`POST /api/v1/auth/register\` or \`POST /api/v1/auth/login\`, copy \`access_token\` from the answer,
press **Authorize** and paste it.`;

/** In the order in which a newcomer meets them. */
const TAGS = {
  Auth: 'Register, sign in and out, forgotten passwords',
  Users: 'Your profile, settings, password and sessions',
  Stores: 'Your shops: connect, sync, disconnect',
  Products: 'What your shops sell',
  Inventory: 'How much of it lies where',
  Orders: 'What your shops sold, of all shops in one list',
  'Payment processors': 'Your accounts at payment services: connect, import, disconnect',
  Payments: 'Every payment, refund, chargeback and fee, and every payout with its lines',
  Reconciliation: 'Which money is of which order, and what does not fit',
  Proxies: 'Where calls go out: add, test, watch',
  'Social accounts': 'Your accounts at social networks: consent, token, standing, how fast their spend may grow',
  'Ad campaigns': 'Campaigns on those accounts: drafts, pictures, approval, publishing, caps, what they bring',
  Jobs: 'Work that takes longer than a request: watch it, cancel it, run it again',
  Webhooks: 'Where shops and payment services say that something changed',
  'Webhook endpoints': 'Where you want to hear what happens here',
  Health: 'For load balancers and orchestrators',
};

/** The OpenAPI document of every route of the app. */
export function createOpenApiDocument(app: NestFastifyApplication): OpenAPIObject {
  const builder = new DocumentBuilder()
    .setTitle('KSAP')
    .setVersion('1')
    .setDescription(DESCRIPTION)
    .addServer('/', 'This server')
    .addBearerAuth({ type: 'http', scheme: 'bearer', bearerFormat: 'JWT', description: 'An access token' });
  for (const [name, description] of Object.entries(TAGS)) builder.addTag(name, description);
  const document = SwaggerModule.createDocument(app, builder.build(), {
    operationIdFactory: (controller, method) => `${controller.replace(/Controller$/, '')}_${method}`,
  });
  sayTypes(document);
  return document;
}

/** What the decorators leave open, all over the document: fractions are text here, so every number is whole; ids are UUIDs. */
function sayTypes(node: unknown): void {
  if (typeof node !== 'object' || node === null) return;
  const fields = node as Record<string, unknown>;
  if (fields.type === 'number') fields.type = 'integer';
  if (fields.in === 'path' && typeof fields.name === 'string' && fields.name.endsWith('_id')) {
    fields.schema = { type: 'string', format: 'uuid' };
  }
  for (const value of Object.values(fields)) sayTypes(value);
  if (fields.in === 'query' && fields.required !== true) describeExample(fields);
}

/** Swagger UI fills examples in and sends them: a first try of a list would be filtered by all of them, and come back empty. */
function describeExample(parameter: Record<string, unknown>): void {
  const schema = parameter.schema as Record<string, unknown> | undefined;
  const example = parameter.example ?? schema?.example;
  delete parameter.example;
  delete schema?.example;
  if (typeof example !== 'string' && typeof example !== 'number') return;
  const said = typeof parameter.description === 'string' ? `${parameter.description.replace(/\.$/, '')}. ` : '';
  parameter.description = `${said}For example \`${example}\``;
}

/** Swagger UI at `/docs` and the document at `/openapi.json`, made when first asked for. */
export function mountDocs(app: NestFastifyApplication): void {
  let document: OpenAPIObject | undefined;
  SwaggerModule.setup('docs', app, () => (document ??= createOpenApiDocument(app)), {
    jsonDocumentUrl: 'openapi.json',
    yamlDocumentUrl: 'openapi.yaml',
    customSiteTitle: 'KSAP API',
    swaggerOptions: {
      persistAuthorization: true,
      displayRequestDuration: true,
      docExpansion: 'none',
    },
  });
}
