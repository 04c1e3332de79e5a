import { Controller, Get, Param, Query, Res } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import type { FastifyReply } from 'fastify';
import { Clock } from '../../../common/clock/clock.js';
import { ApiRoute } from '../../../common/http/api-docs.js';
import { type Caller, CurrentCaller, Unwrapped } from '../../../common/http/http.decorators.js';
import type { RawJson } from '../../../common/http/reply.js';
import { UuidParameter } from '../../../common/http/validation.js';
import { EXPORT_NOTES, sendTable, TABLE_TYPES } from '../../../common/tables/table-answer.js';
import { BookExport } from './book-export.js';
import { BookOwners } from './book-owners.js';
import {
  EXAMPLE_TRANSACTION,
  EXAMPLE_WHOLE_TRANSACTION,
  TransactionDto,
  WholeTransactionDto,
} from './transaction.dto.js';
import { TransactionQueries } from './transaction.queries.js';
import { AllTransactionsQueryDto, TransactionExportQueryDto, TransactionListQueryDto } from './transactions.dto.js';

const LIST_EXAMPLE = { items: [EXAMPLE_TRANSACTION], page: { limit: 50, next_cursor: null, has_more: false } };

/** Every movement of money, whichever provider it went through. */
@ApiTags('Payments')
@Controller()
export class TransactionsController {
  constructor(
    private readonly queries: TransactionQueries,
    private readonly exports: BookExport,
    private readonly owners: BookOwners,
    private readonly clock: Clock,
  ) {}

  @Get('transactions')
  @ApiRoute({
    summary: 'List the transactions of all your processors',
    data: TransactionDto,
    list: true,
    example: LIST_EXAMPLE,
  })
  listAll(@CurrentCaller() caller: Caller, @Query() query: AllTransactionsQueryDto): Promise<RawJson> {
    return this.queries.list(caller.user_id, query, query.processor_id);
  }

  @Get('transactions/export')
  @Unwrapped()
  @ApiRoute({
    summary: 'Export transactions as CSV or XLSX',
    description: `All transactions that the filters leave, the newest first. ${EXPORT_NOTES}`,
    data: null,
    example: null,
    file: { [TABLE_TYPES.csv]: 'transaction_id,processor_name,provider…', [TABLE_TYPES.xlsx]: 'PK…' },
  })
  async export(
    @CurrentCaller() caller: Caller,
    @Query() query: TransactionExportQueryDto,
    @Res() response: FastifyReply,
  ): Promise<void> {
    const { format, processor_id: processorId, ...filter } = query;
    const name = `transactions-${this.clock.iso().slice(0, 10)}`;
    await sendTable(response, format, name, this.exports.transactions(caller.user_id, filter, processorId));
  }

  @Get('transactions/:transaction_id')
  @ApiRoute({
    summary: 'Get a transaction',
    description: 'With its fees, its refunds and chargebacks, and the provider’s own record without card data.',
    data: WholeTransactionDto,
    example: EXAMPLE_WHOLE_TRANSACTION,
    failures: ['NOT_FOUND'],
  })
  get(
    @CurrentCaller() caller: Caller,
    @Param('transaction_id', new UuidParameter('transaction_id')) id: string,
  ): Promise<RawJson> {
    return this.queries.get(caller.user_id, id);
  }

  @Get('payment-processors/:processor_id/transactions')
  @ApiRoute({
    summary: 'List the transactions of a processor',
    description: 'Those of a deleted processor stay.',
    data: TransactionDto,
    list: true,
    example: LIST_EXAMPLE,
    failures: ['NOT_FOUND'],
  })
  async listOfProcessor(
    @CurrentCaller() caller: Caller,
    @Param('processor_id', new UuidParameter('processor_id')) processorId: string,
    @Query() query: TransactionListQueryDto,
  ): Promise<RawJson> {
    await this.owners.check(caller.user_id, processorId);
    return this.queries.list(caller.user_id, query, processorId);
  }
}
