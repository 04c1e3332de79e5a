import { Body, Controller, Get, Param, Post, Query } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { ApiRoute, type OtherAnswer } from '../../../common/http/api-docs.js';
import { type Caller, CurrentCaller } from '../../../common/http/http.decorators.js';
import { ListQueryDto } from '../../../common/http/list.dto.js';
import { accepted, created, RawJson, type Reply } from '../../../common/http/reply.js';
import { UuidParameter } from '../../../common/http/validation.js';
import { EXAMPLE_SETTLE_JOB } from '../../jobs/jobs.api.js';
import { EXAMPLE_TRANSACTION, TransactionDto, WholeTransactionDto } from '../books/transaction.dto.js';
import { TransactionQueries } from '../books/transaction.queries.js';
import { CreateRefund } from './create-refund.js';
import { SETTLE_REFUND_JOB } from './pending-refunds.js';
import { RefundQueries } from './refund.queries.js';
import { CreateRefundDto, PendingRefundDto } from './refunds.dto.js';

const TransactionId = (): ParameterDecorator => Param('transaction_id', new UuidParameter('transaction_id'));

const OF_A_REFUND = {
  id: '019aa5c0-7d01-7a3b-b0c4-2d3e4f5a6b7c',
  platform_transaction_id: 're_3QK2mZLkdIwHu7ix0f00ba12',
  type: 'refund',
  provider_type: 'refund',
  amount: '-20.00',
  settlement_amount: '-20.00',
  fee_amount: '0.00',
  net_amount: '-20.00',
  payout_id: null,
  parent_transaction_id: EXAMPLE_TRANSACTION.id,
  description: 'Damaged on the way',
} as const;
const EXAMPLE_REFUND: WholeTransactionDto = {
  ...EXAMPLE_TRANSACTION,
  ...OF_A_REFUND,
  fee_lines: [],
  own_references: [],
  order_references: [],
  related: [],
  gateway_response: { id: OF_A_REFUND.platform_transaction_id, object: 'refund' },
};
const EXAMPLE_PENDING: TransactionDto = {
  ...EXAMPLE_TRANSACTION,
  ...OF_A_REFUND,
  platform_transaction_id: null,
  status: 'pending',
  settlement_amount: null,
  fee_amount: null,
  net_amount: null,
};

const PENDING = 'The payment provider has not answered yet; the job goes on until the outcome is known';
const PENDING_ANSWER: OtherAnswer = {
  status: 202,
  when: 'No answer of the provider was heard: the refund stays `pending`, and the job finds out what became of it',
  data: PendingRefundDto,
  message: PENDING,
  example: { transaction: EXAMPLE_PENDING, job: { ...EXAMPLE_SETTLE_JOB, type: SETTLE_REFUND_JOB, store_id: null } },
};

/** Money given back through the provider that took it. */
@ApiTags('Payments')
@Controller('transactions/:transaction_id/refunds')
export class RefundsController {
  constructor(
    private readonly createRefund: CreateRefund,
    private readonly queries: RefundQueries,
    private readonly transactions: TransactionQueries,
  ) {}

  @Post()
  @ApiRoute({
    summary: 'Refund a payment, whole or in part',
    description:
      'Never more than is left: 409 `CONFLICT` with `details.left` and `details.currency`; what is left counts refunds that are under way and those made elsewhere. Made once at the provider, however often it has to be asked. The payment’s order learns of it, and its shop, without paying a second time. Some providers take a refund on and carry it out later: its status is `pending` until then.',
    status: 201,
    data: WholeTransactionDto,
    message: 'Refunded',
    example: EXAMPLE_REFUND,
    others: [PENDING_ANSWER],
    failures: ['NOT_FOUND', 'MALFORMED_JSON', 'CONFLICT', 'INVALID_STATE', 'PROVIDER_AUTH_FAILED', 'PROVIDER_REJECTED'],
    idempotent: true,
  })
  async create(
    @CurrentCaller() caller: Caller,
    @TransactionId() id: string,
    @Body() input: CreateRefundDto,
  ): Promise<Reply> {
    const { refund_id: refundId, job } = await this.createRefund.run(caller.user_id, id, input);
    const transaction = await this.transactions.get(caller.user_id, refundId);
    if (job === null) return created(transaction, `/api/v1/transactions/${refundId}`, 'Refunded');
    const text = `{"transaction":${transaction.text},"job":${JSON.stringify(job)}}`;
    return accepted(new RawJson(text), `/api/v1/jobs/${job.id}`, PENDING);
  }

  @Get()
  @ApiRoute({
    summary: 'List the refunds of a payment',
    description: 'Those made here as well as those that only the provider told of, the newest first.',
    data: TransactionDto,
    list: true,
    example: {
      items: [{ ...EXAMPLE_TRANSACTION, ...OF_A_REFUND }],
      page: { limit: 50, next_cursor: null, has_more: false },
    },
    failures: ['NOT_FOUND'],
  })
  list(@CurrentCaller() caller: Caller, @TransactionId() id: string, @Query() query: ListQueryDto): Promise<RawJson> {
    return this.queries.list(caller.user_id, id, query);
  }
}
