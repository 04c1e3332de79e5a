import { Body, Controller, Delete, Headers, Param, Post, Put, Query } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { ApiRoute, type OtherAnswer } from '../../common/http/api-docs.js';
import { type Caller, CurrentCaller } from '../../common/http/http.decorators.js';
import { accepted, created, ok, type RawJson, type Reply } from '../../common/http/reply.js';
import { UuidParameter } from '../../common/http/validation.js';
import type { Json } from '../../common/json.js';
import { EXAMPLE_SETTLE_JOB, type JobView } from '../jobs/jobs.api.js';
import { CreateProduct } from './commands/create-product.js';
import { DeleteProduct } from './commands/delete-product.js';
import { UpdateProduct } from './commands/update-product.js';
import type { WriteOutcome } from './commands/write-outcome.js';
import { EXAMPLE_PRODUCT, PendingProductDto, ProductDto } from './products.dto.js';
import { ProductQueries } from './products.queries.js';
import { CreateProductDto, PushQueryDto, UpdateProductDto } from './write/product-input.dto.js';

const StoreId = (): ParameterDecorator => Param('store_id', new UuidParameter('store_id'));
const ProductId = (): ParameterDecorator => Param('product_id', new UuidParameter('product_id'));
const IfMatch = (): ParameterDecorator => Headers('If-Match');

type Pending = Reply<{ product: Json; job: JobView }>;

const PUSHED = [
  'The shop does it first, then it is stored as the shop answered. What the shop refuses is a 424 with its own words, and',
  'nothing changed. A store that is not connected: 409 INVALID_STATE; `push=false` keeps it here only.',
  'When no answer of the shop was heard, 202 with `{ product, job }`: the job goes on until it is known, and sees all of it',
  'through, the stock too.',
].join(' ');
const UNHEARD = 'The shop was not heard; the job goes on until it is known';

const pendingWith = (product: object | null): OtherAnswer => ({
  status: 202,
  when: 'No answer of the shop was heard: the job finds out what became of it, and sees it through',
  data: PendingProductDto,
  message: UNHEARD,
  example: { product, job: EXAMPLE_SETTLE_JOB },
});
const FROM_SHOP = [
  'NOT_FOUND',
  'CONFLICT',
  'INVALID_STATE',
  'MALFORMED_JSON',
  'PROVIDER_AUTH_FAILED',
  'PROVIDER_REJECTED',
  'PROVIDER_UNAVAILABLE',
] as const;

@ApiTags('Products')
@Controller('stores/:store_id/products')
export class ProductWritesController {
  constructor(
    private readonly queries: ProductQueries,
    private readonly createProduct: CreateProduct,
    private readonly updateProduct: UpdateProduct,
    private readonly deleteProduct: DeleteProduct,
  ) {}

  @Post()
  @ApiRoute({
    summary: 'Create a product',
    description: `${PUSHED} A product with one variant takes its price, stock, SKU … directly. A field that the store’s platform has no place for is refused by name.`,
    data: ProductDto,
    status: 201,
    message: 'Product created',
    example: EXAMPLE_PRODUCT,
    others: [pendingWith(null)],
    idempotent: true,
    failures: [...FROM_SHOP],
  })
  async create(
    @CurrentCaller() caller: Caller,
    @StoreId() storeId: string,
    @Body() input: CreateProductDto,
    @Query() query: PushQueryDto,
  ): Promise<Reply<RawJson> | Pending> {
    const outcome = await this.createProduct.run(caller.user_id, storeId, input, query.push ?? true);
    if (outcome.state === 'pending') return this.pending(caller, storeId, outcome);
    const { product, etag } = await this.queries.get(caller.user_id, storeId, outcome.id);
    const reply = created(product, `/api/v1/stores/${storeId}/products/${outcome.id}`, 'Product created');
    reply.headers.ETag = etag;
    return reply;
  }

  @Put(':product_id')
  @ApiRoute({
    summary: 'Change a product',
    description: `Fields given are changed, others kept; null clears; variants are named by \`id\`, those not named stay. ${PUSHED} A field that was changed at the shop since we last read it: 409 CONFLICT with \`fields\`, \`yours\` and \`platform\`; the shop’s version is stored. A product that is here only is published.`,
    data: ProductDto,
    message: 'Product updated',
    example: EXAMPLE_PRODUCT,
    others: [pendingWith(EXAMPLE_PRODUCT)],
    failures: [...FROM_SHOP],
    etag: 'write',
  })
  async update(
    @CurrentCaller() caller: Caller,
    @StoreId() storeId: string,
    @ProductId() id: string,
    @Body() input: UpdateProductDto,
    @Query() query: PushQueryDto,
    @IfMatch() ifMatch?: string,
  ): Promise<Reply<RawJson> | Pending> {
    const options = { push: query.push ?? true, if_match: ifMatch };
    const outcome = await this.updateProduct.run(caller.user_id, storeId, id, input, options);
    if (outcome.state === 'pending') return this.pending(caller, storeId, outcome);
    const { product, etag } = await this.queries.get(caller.user_id, storeId, outcome.id);
    return ok(product, 'Product updated', { ETag: etag });
  }

  @Delete(':product_id')
  @ApiRoute({
    summary: 'Delete a product',
    description: PUSHED,
    data: null,
    message: 'Product deleted',
    example: null,
    others: [pendingWith(EXAMPLE_PRODUCT)],
    failures: [...FROM_SHOP],
    etag: 'write',
  })
  async delete(
    @CurrentCaller() caller: Caller,
    @StoreId() storeId: string,
    @ProductId() id: string,
    @Query() query: PushQueryDto,
    @IfMatch() ifMatch?: string,
  ): Promise<Reply<null> | Pending> {
    const options = { push: query.push ?? true, if_match: ifMatch };
    const outcome = await this.deleteProduct.run(caller.user_id, storeId, id, options);
    return outcome.state === 'pending' ? this.pending(caller, storeId, outcome) : ok(null, 'Product deleted');
  }

  private async pending(
    caller: Caller,
    storeId: string,
    outcome: Extract<WriteOutcome, { state: 'pending' }>,
  ): Promise<Pending> {
    const { id, job } = outcome;
    const known = id === null ? null : await this.queries.get(caller.user_id, storeId, id);
    const product = known && (JSON.parse(known.product.text) as Json);
    return accepted({ product, job }, `/api/v1/jobs/${job.id}`, UNHEARD);
  }
}
