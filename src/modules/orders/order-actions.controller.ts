import { Body, Controller, Headers, Param, Post, Put, Query } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import type { ErrorCode } from '../../common/errors/app-error.js';
import { ApiRoute } from '../../common/http/api-docs.js';
import { Answers200, type Caller, CurrentCaller } from '../../common/http/http.decorators.js';
import type { Reply } from '../../common/http/reply.js';
import { UuidParameter } from '../../common/http/validation.js';
import { AddOrderNote } from './commands/add-order-note.js';
import { CancelOrder } from './commands/cancel-order.js';
import { EditOrder } from './commands/edit-order.js';
import { KeepOrderStatus } from './commands/keep-order-status.js';
import { SetOrderStatus } from './commands/set-order-status.js';
import {
  AddOrderNoteDto,
  CancelOrderDto,
  EditOrderDto,
  SetOrderStatusDto,
  SetOrderStatusQueryDto,
} from './order-actions.dto.js';
import { OrderAnswers, PENDING_ANSWER } from './order-answers.js';
import { WholeOrderDto } from './order.dto.js';
import { EXAMPLE_WHOLE_ORDER } from './order.example.js';

export const OrderId = (): ParameterDecorator => Param('order_id', new UuidParameter('order_id'));
export const IfMatch = (): ParameterDecorator => Headers('If-Match');

/** What every write to an order at its platform can answer besides. */
export const WRITE_FAILURES: ErrorCode[] = [
  'NOT_FOUND',
  'MALFORMED_JSON',
  'CONFLICT',
  'INVALID_STATE',
  'PROVIDER_AUTH_FAILED',
  'PROVIDER_REJECTED',
  'PROVIDER_UNAVAILABLE',
];
export const ON_STALE_DATA =
  'The order is read at the platform first: when it has moved there so that this is not possible any more, or the version of `If-Match` is not the platform’s, 409 `CONFLICT` shows both (`details.yours`, `details.platform`). When the platform’s answer is not heard: 202 `{ order, job }`, and the job finds out; nothing is done twice.';

@ApiTags('Orders')
@Controller('orders/:order_id')
export class OrderActionsController {
  constructor(
    private readonly answers: OrderAnswers,
    private readonly setStatus: SetOrderStatus,
    private readonly keepStatus: KeepOrderStatus,
    private readonly cancelOrder: CancelOrder,
    private readonly editOrder: EditOrder,
    private readonly addNote: AddOrderNote,
  ) {}

  @Put()
  @ApiRoute({
    summary: 'Change an order’s note and tags',
    description: `Of the order at its platform; 400 names what its platform has no place for. ${ON_STALE_DATA}`,
    data: WholeOrderDto,
    message: 'Order updated',
    example: { ...EXAMPLE_WHOLE_ORDER, tags: ['vip'] },
    others: [PENDING_ANSWER],
    failures: WRITE_FAILURES,
    etag: 'write',
  })
  async edit(
    @CurrentCaller() caller: Caller,
    @OrderId() id: string,
    @Body() input: EditOrderDto,
    @IfMatch() ifMatch?: string,
  ): Promise<Reply> {
    const wish = { user_id: caller.user_id, order_id: id, if_match: ifMatch };
    return this.answers.order(caller.user_id, await this.editOrder.run(wish, input), 'Order updated');
  }

  @Put('status')
  @ApiRoute({
    summary: 'Change an order’s status',
    description: `pending → paid → fulfilled → shipped → delivered; cancelled from pending, paid or fulfilled; the present status again changes nothing. \`fulfilled\` fulfils all that is left, \`shipped\` wants a parcel, \`cancelled\` cancels. Where the platform has no such move: 409, and \`?push=false\` keeps the status here until a newer version comes from the platform. ${ON_STALE_DATA}`,
    data: WholeOrderDto,
    message: 'Order updated',
    example: EXAMPLE_WHOLE_ORDER,
    others: [PENDING_ANSWER],
    failures: WRITE_FAILURES,
    etag: 'write',
  })
  async status(
    @CurrentCaller() caller: Caller,
    @OrderId() id: string,
    @Query() query: SetOrderStatusQueryDto,
    @Body() input: SetOrderStatusDto,
    @IfMatch() ifMatch?: string,
  ): Promise<Reply> {
    const wish = { user_id: caller.user_id, order_id: id, if_match: ifMatch };
    const command = query.push === false ? this.keepStatus : this.setStatus;
    const written = await command.run(wish, input.status, input.note);
    return this.answers.order(caller.user_id, written, 'Order updated');
  }

  @Post('cancel')
  @Answers200()
  @ApiRoute({
    summary: 'Cancel an order',
    description: `From pending, paid or fulfilled; a cancelled one is left alone. ${ON_STALE_DATA}`,
    data: WholeOrderDto,
    message: 'Order cancelled',
    example: { ...EXAMPLE_WHOLE_ORDER, status: 'cancelled', cancelled_at: '2026-11-22T10:30:00.000Z' },
    others: [PENDING_ANSWER],
    failures: WRITE_FAILURES,
    idempotent: true,
    etag: 'write',
  })
  async cancel(
    @CurrentCaller() caller: Caller,
    @OrderId() id: string,
    @Body() input: CancelOrderDto,
    @IfMatch() ifMatch?: string,
  ): Promise<Reply> {
    const wish = { user_id: caller.user_id, order_id: id, if_match: ifMatch };
    return this.answers.order(caller.user_id, await this.cancelOrder.run(wish, input), 'Order cancelled');
  }

  @Post('notes')
  @Answers200()
  @ApiRoute({
    summary: 'Add a note to an order’s timeline',
    description: 'Kept here; the platform does not see it.',
    data: WholeOrderDto,
    message: 'Note added',
    example: EXAMPLE_WHOLE_ORDER,
    failures: ['NOT_FOUND', 'MALFORMED_JSON'],
    idempotent: true,
  })
  async note(@CurrentCaller() caller: Caller, @OrderId() id: string, @Body() input: AddOrderNoteDto): Promise<Reply> {
    await this.addNote.run(caller.user_id, id, input.message);
    return this.answers.order(caller.user_id, { order_id: id }, 'Note added');
  }
}
