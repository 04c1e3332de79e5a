import { Inject } from '@nestjs/common';

export const LOGGER = Symbol('ksap:logger');

/** Injects the process's pino logger. */
export const InjectLogger = (): ParameterDecorator & PropertyDecorator => Inject(LOGGER);
