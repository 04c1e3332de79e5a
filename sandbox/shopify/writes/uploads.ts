import { createHmac, randomUUID } from 'node:crypto';

import type { SandboxAnswer, SandboxRequest } from '../../core/provider.js';

const SIGNING_KEY = 'sandbox-uploads';
const MOST_BYTES = 100 * 1024 * 1024;

export interface UploadTarget {
  url: string;
  resourceUrl: null;
  parameters: { name: string; value: string }[];
}

/** The storage beside the API: takes files by a signed form, and keeps them until the sandbox ends. */
export class StagedUploads {
  private readonly files = new Map<string, string>();

  constructor(private readonly address: () => string) {}

  target(filename: string, mime_type: string): UploadTarget {
    const key = `tmp/70000000001/bulk/${randomUUID()}/${filename}`;
    const parameters = { key, 'Content-Type': mime_type, success_action_status: '201', acl: 'private', 'x-goog-signature': sign(key) }; // prettier-ignore
    return {
      url: this.address(),
      resourceUrl: null,
      parameters: Object.entries(parameters).map(([name, value]) => ({ name, value })),
    };
  }

  get(path: string): string | null {
    return this.files.get(path) ?? null;
  }

  /** POST multipart/form-data, every parameter as a field, the file last. */
  take(request: SandboxRequest): SandboxAnswer {
    const boundary = /boundary="?([^";]+)"?/.exec(request.headers['content-type'] ?? '')?.[1];
    if (boundary === undefined) return refusal(400, 'MalformedPOSTRequest');
    if (request.body.length > MOST_BYTES) return refusal(400, 'EntityTooLarge');
    const fields = partsOf(request.body, boundary);
    const [key, file] = [fields.get('key'), fields.get('file')];
    if (key === undefined || file === undefined) return refusal(400, 'InvalidArgument');
    if (fields.get('x-goog-signature') !== sign(key)) return refusal(403, 'SignatureDoesNotMatch');
    this.files.set(key, file);
    return { status: 201, headers: XML, body: `<?xml version='1.0'?><PostResponse><Key>${key}</Key></PostResponse>` };
  }
}

const XML = { 'content-type': 'application/xml; charset=UTF-8' };

function partsOf(body: Buffer, boundary: string): Map<string, string> {
  const fields = new Map<string, string>();
  for (const part of body.toString('utf8').split(`--${boundary}`)) {
    const match = /^\r\n([\s\S]*?)\r\n\r\n([\s\S]*)\r\n$/.exec(part);
    const name = /name="([^"]*)"/.exec(match?.[1] ?? '')?.[1];
    if (match !== null && name !== undefined) fields.set(name, match[2] ?? '');
  }
  return fields;
}

function sign(key: string): string {
  return createHmac('sha256', SIGNING_KEY).update(key).digest('hex');
}

function refusal(status: number, code: string): SandboxAnswer {
  return { status, headers: XML, body: `<?xml version='1.0'?><Error><Code>${code}</Code></Error>` };
}
