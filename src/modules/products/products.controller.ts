import { Controller, Get, Param, Query } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { ApiRoute } from '../../common/http/api-docs.js';
import { type Caller, CurrentCaller } from '../../common/http/http.decorators.js';
import { ok, type RawJson, type Reply } from '../../common/http/reply.js';
import { UuidParameter } from '../../common/http/validation.js';
import { StoresApi } from '../stores/stores.api.js';
import { EXAMPLE_PRODUCT, ProductDto, ProductListQueryDto } from './products.dto.js';
import { ProductQueries } from './products.queries.js';

const StoreId = (): ParameterDecorator => Param('store_id', new UuidParameter('store_id'));
const ProductId = (): ParameterDecorator => Param('product_id', new UuidParameter('product_id'));

@ApiTags('Products')
@Controller('stores/:store_id/products')
export class ProductsController {
  constructor(
    private readonly queries: ProductQueries,
    private readonly stores: StoresApi,
  ) {}

  @Get()
  @ApiRoute({
    summary: 'List the products of a store',
    data: ProductDto,
    list: true,
    example: { items: [EXAMPLE_PRODUCT], page: { limit: 50, next_cursor: null, has_more: false } },
    failures: ['NOT_FOUND'],
  })
  async list(
    @CurrentCaller() caller: Caller,
    @StoreId() storeId: string,
    @Query() query: ProductListQueryDto,
  ): Promise<RawJson> {
    await this.stores.get(caller.user_id, storeId);
    return this.queries.list(caller.user_id, storeId, query);
  }

  @Get(':product_id')
  @ApiRoute({
    summary: 'Get a product',
    data: ProductDto,
    example: EXAMPLE_PRODUCT,
    failures: ['NOT_FOUND'],
    etag: 'read',
  })
  async get(
    @CurrentCaller() caller: Caller,
    @StoreId() storeId: string,
    @ProductId() id: string,
  ): Promise<Reply<RawJson>> {
    const { product, etag } = await this.queries.get(caller.user_id, storeId, id);
    return ok(product, 'Operation completed successfully', { ETag: etag });
  }
}
