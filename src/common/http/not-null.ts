import { ValidateIf } from 'class-validator';

/** An optional field that may be left out but not be null. */
export const NotNull = (): PropertyDecorator => ValidateIf((_object, value) => value !== undefined);
