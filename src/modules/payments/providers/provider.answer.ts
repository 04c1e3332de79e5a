/**
 * An answer whose body is in memory already, as text. A `Response` would make a stream of it for the SDKs to read it from again,
 * which takes longer than all the rest of a small call.
 */
export class TextResponse extends Response {
  constructor(
    private readonly said: string,
    private readonly about: { status?: number; headers?: Record<string, string> } = {},
  ) {
    super(null, about);
  }

  /** The bytes as UTF-8, without a byte order mark. */
  static of(bytes: Uint8Array, about: { status: number; headers: Record<string, string> }): TextResponse {
    const text = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('utf8');
    return new TextResponse(text.startsWith('\uFEFF') ? text.slice(1) : text, about);
  }

  override readonly text = (): Promise<string> => Promise.resolve(this.said);

  override readonly json = async (): Promise<unknown> => JSON.parse(await this.text()) as unknown;

  override readonly clone = (): Response => new TextResponse(this.said, this.about);
}
