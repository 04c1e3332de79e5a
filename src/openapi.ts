import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { DocumentBuilder, type OpenAPIObject, SwaggerModule } from '@nestjs/swagger';

const DESCRIPTION = `One place from which a person runs many online shops.

Every answer bears \`request_id\`, which stands in each log line of the request. Lists page by \`next_cursor\`.
Every POST takes an \`Idempotency-Key\`. Money is decimal text beside an ISO 4217 currency; times are ISO 8601 UTC.

To try it here: call \`POST /api/v1/auth/register\` or \`POST /api/v1/auth/login\`, copy \`access_token\` from the answer,
press **Authorize** and paste it.`;

/** The OpenAPI document of every route of the app. */
export function createOpenApiDocument(app: NestFastifyApplication): OpenAPIObject {
  const options = new DocumentBuilder()
    .setTitle('KSAP')
    .setVersion('1')
    .setDescription(DESCRIPTION)
    .addServer('/', 'This server')
    .addBearerAuth({ type: 'http', scheme: 'bearer', bearerFormat: 'JWT', description: 'An access token' })
    .build();
  return SwaggerModule.createDocument(app, options, {
    operationIdFactory: (controller, method) => `${controller.replace(/Controller$/, '')}_${method}`,
  });
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
      tagsSorter: 'alpha',
    },
  });
}
