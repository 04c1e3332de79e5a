import { applyDecorators } from '@nestjs/common';
import { Validate, ValidatorConstraint, type ValidatorConstraintInterface } from 'class-validator';

const ISO_TIME =
  /^(\d{4})-(\d{2})-(\d{2})(?:T([01]\d|2[0-3]):[0-5]\d(?::[0-5]\d(?:\.\d{1,6})?)?(?:Z|[+-](?:0\d|1[0-4]):[0-5]\d))?$/;

/** Whether it is a day that the calendar has, or a time of such a day with its zone, as Postgres takes them. */
export function isQueryTime(value: unknown): boolean {
  const [, year, month, day] = ISO_TIME.exec(typeof value === 'string' ? value : '') ?? [];
  if (year === undefined || month === undefined || year === '0000') return false;
  const date = new Date(`${year}-${month}-01T00:00:00Z`);
  if (Number.isNaN(date.getTime())) return false;
  const daysInMonth = new Date(Date.UTC(date.getUTCFullYear(), date.getUTCMonth() + 1, 0)).getUTCDate();
  return Number(day) >= 1 && Number(day) <= daysInMonth;
}

@ValidatorConstraint({ name: 'queryTime' })
class QueryTime implements ValidatorConstraintInterface {
  validate(value: unknown): boolean {
    return isQueryTime(value);
  }

  defaultMessage(): string {
    return 'must be a day (2026-11-22) or an ISO 8601 time with its zone (2026-11-22T10:30:00Z)';
  }
}

/** A query parameter that is a day (its beginning in UTC) or a time with its zone. */
export const IsQueryTime = (): PropertyDecorator => applyDecorators(Validate(QueryTime));

/** Whether it is a day that the calendar has. */
const isQueryDay = (value: unknown): boolean => isQueryTime(value) && String(value).length === 10;

@ValidatorConstraint({ name: 'queryDay' })
class QueryDay implements ValidatorConstraintInterface {
  validate(value: unknown): boolean {
    return isQueryDay(value);
  }

  defaultMessage(): string {
    return 'must be a day (2026-11-22)';
  }
}

/** A query parameter that is a day. */
export const IsQueryDay = (): PropertyDecorator => applyDecorators(Validate(QueryDay));
