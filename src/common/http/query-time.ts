import { applyDecorators } from '@nestjs/common';
import { Matches } from 'class-validator';

const ISO_TIME = /^\d{4}-\d{2}-\d{2}(T\d{2}:\d{2}(:\d{2}(\.\d{1,6})?)?(Z|[+-]\d{2}:\d{2}))?$/;

/** A query parameter that is a day (its beginning in UTC) or a time with its zone. Impossible dates are refused by Postgres. */
export const IsQueryTime = (): PropertyDecorator =>
  applyDecorators(
    Matches(ISO_TIME, {
      message: 'must be a day (2026-11-22) or an ISO 8601 time with its zone (2026-11-22T10:30:00Z)',
    }),
  );
