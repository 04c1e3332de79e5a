/** A refusal to start or to go on that a person can mend: its message says all, a stack would only hide it. */
export class ExpectedError extends Error {
  readonly isExpected = true;

  constructor(message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = new.target.name;
  }
}

/** What a program prints of the error that ends it. */
export function lastWords(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  return 'isExpected' in error ? error.message : (error.stack ?? error.message);
}
