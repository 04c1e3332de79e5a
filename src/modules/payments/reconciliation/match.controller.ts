import { Body, Controller, Param, Post } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { ApiRoute } from '../../../common/http/api-docs.js';
import { Answers200, type Caller, CurrentCaller } from '../../../common/http/http.decorators.js';
import { ok, type RawJson, type Reply } from '../../../common/http/reply.js';
import { UuidParameter } from '../../../common/http/validation.js';
import { EXAMPLE_WHOLE_TRANSACTION, WholeTransactionDto } from '../books/transaction.dto.js';
import { TransactionQueries } from '../books/transaction.queries.js';
import { MatchTransaction } from './match-transaction.js';
import { MatchTransactionDto, UnmatchTransactionDto } from './reconciliation.dto.js';

const TransactionId = (): ParameterDecorator => Param('transaction_id', new UuidParameter('transaction_id'));

/** What a person knows better. */
@ApiTags('Reconciliation')
@Controller('transactions/:transaction_id')
export class MatchController {
  constructor(
    private readonly matching: MatchTransaction,
    private readonly transactions: TransactionQueries,
  ) {}

  @Post('match')
  @Answers200()
  @ApiRoute({
    summary: 'Match a payment to its order',
    description:
      'Stays so, whatever is found out later; refunds and chargebacks of the payment go with it. Refused with 409 `CONFLICT` and `details.reason`: `not_a_payment`, `not_paid` (failed, cancelled), `matched_elsewhere` (unmatch it first), `currency_mismatch`. Repeating it changes nothing.',
    data: WholeTransactionDto,
    message: 'Payment matched',
    example: EXAMPLE_WHOLE_TRANSACTION,
    failures: ['NOT_FOUND', 'CONFLICT', 'MALFORMED_JSON'],
    idempotent: true,
  })
  async match(
    @CurrentCaller() caller: Caller,
    @TransactionId() id: string,
    @Body() input: MatchTransactionDto,
  ): Promise<Reply<RawJson>> {
    await this.matching.match(caller.user_id, id, input.order_id, input.note);
    return ok(await this.transactions.get(caller.user_id, id), 'Payment matched');
  }

  @Post('unmatch')
  @Answers200()
  @ApiRoute({
    summary: 'Loosen a payment from its order',
    description:
      'It is not matched by itself any more: it is an `orphan` until you match it. Refused with 409 `CONFLICT` and `details.reason`: `not_a_payment`, `not_matched`.',
    data: WholeTransactionDto,
    message: 'Payment unmatched',
    example: EXAMPLE_WHOLE_TRANSACTION,
    failures: ['NOT_FOUND', 'CONFLICT', 'MALFORMED_JSON'],
    idempotent: true,
  })
  async unmatch(
    @CurrentCaller() caller: Caller,
    @TransactionId() id: string,
    @Body() input: UnmatchTransactionDto,
  ): Promise<Reply<RawJson>> {
    await this.matching.unmatch(caller.user_id, id, input.note ?? null);
    return ok(await this.transactions.get(caller.user_id, id), 'Payment unmatched');
  }
}
