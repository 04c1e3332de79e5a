import { ValidationPipe, type ValidationError, type PipeTransform } from '@nestjs/common';
import { AppError, type FieldFault } from '../errors/app-error.js';

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i;

/** DTOs are the whole truth: unknown fields are refused by name, every fault is told at once. */
export function createValidationPipe(): ValidationPipe {
  return new ValidationPipe({
    whitelist: true,
    forbidNonWhitelisted: true,
    forbidUnknownValues: true,
    transform: true,
    stopAtFirstError: true,
    validationError: { target: false, value: false },
    exceptionFactory: (errors) => AppError.validation(flatten(errors)),
  });
}

/** Nested class-validator errors as dotted paths. */
export function flatten(errors: ValidationError[], prefix = ''): FieldFault[] {
  return errors.flatMap((error) => {
    const field = prefix ? `${prefix}.${error.property}` : error.property;
    const own = Object.entries(error.constraints ?? {}).map(([rule, text]) => ({
      field,
      reason: reasonOf(rule, text, error.property),
    }));
    return [...own, ...flatten(error.children ?? [], field)];
  });
}

function reasonOf(rule: string, text: string, property: string): string {
  if (rule === 'whitelistValidation') return 'unknown field';
  return text.startsWith(`${property} `) ? text.slice(property.length + 1) : text;
}

/** A path parameter that must be a UUID; `name` is what the fault is reported as. */
export class UuidParameter implements PipeTransform<string, string> {
  constructor(private readonly name: string) {}

  transform(value: string): string {
    if (!UUID.test(value)) throw AppError.validation([{ field: this.name, reason: 'must be a UUID' }]);
    return value.toLowerCase();
  }
}
