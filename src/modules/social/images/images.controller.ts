import { Body, Controller, Delete, Get, Param, Post, Query, Req, Res } from '@nestjs/common';
import { RouteConfig } from '@nestjs/platform-fastify';
import { ApiBody, ApiConsumes, ApiTags } from '@nestjs/swagger';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { ApiRoute } from '../../../common/http/api-docs.js';
import { type Caller, CurrentCaller, Unwrapped } from '../../../common/http/http.decorators.js';
import { created, ok, type RawJson, type Reply } from '../../../common/http/reply.js';
import { FILE_TYPES, TAKES_FILE } from '../../../common/http/upload.js';
import { UuidParameter } from '../../../common/http/validation.js';
import type { Json } from '../../../common/json.js';
import { AddImage } from './add-image.js';
import { DeleteImage } from './delete-image.js';
import { IMAGE_TYPES, MOST_IMAGE_BYTES } from './image-content.js';
import { EXAMPLE_IMAGE } from './image.example.js';
import { ImageQueries } from './image.queries.js';
import { AddImageQueryDto, AdImageDto, FetchImageDto, ImageListQueryDto } from './images.dto.js';

const ImageId = (): ParameterDecorator => Param('image_id', new UuidParameter('image_id'));

@ApiTags('Ad campaigns')
@Controller('social/images')
export class ImagesController {
  constructor(
    private readonly queries: ImageQueries,
    private readonly addImage: AddImage,
    private readonly deleteImage: DeleteImage,
  ) {}

  @Get()
  @ApiRoute({
    summary: 'List your pictures for ads',
    data: AdImageDto,
    list: true,
    example: { items: [EXAMPLE_IMAGE], page: { limit: 50, next_cursor: null, has_more: false } },
  })
  list(@CurrentCaller() caller: Caller, @Query() query: ImageListQueryDto): Promise<RawJson> {
    return this.queries.list(caller.user_id, query);
  }

  @Post()
  @RouteConfig({ [TAKES_FILE]: MOST_IMAGE_BYTES, [FILE_TYPES]: IMAGE_TYPES })
  @ApiConsumes('application/json', ...IMAGE_TYPES, 'multipart/form-data')
  @ApiBody({ type: FetchImageDto })
  @ApiRoute({
    summary: 'Add a picture for ads',
    description:
      'PNG or JPEG, at most 10 MiB: as the body, as the file of a form, or by its address. What it is, its content says. The same picture is kept once: it is answered again. 1 GiB and 5,000 pictures are yours.',
    data: AdImageDto,
    status: 201,
    message: 'Picture added',
    example: EXAMPLE_IMAGE,
    others: [
      {
        status: 200,
        when: 'It was there already',
        data: AdImageDto,
        message: 'You have this picture already',
        example: EXAMPLE_IMAGE,
      },
    ],
    failures: ['CONFLICT', 'MALFORMED_JSON', 'PAYLOAD_TOO_LARGE', 'UNSUPPORTED_MEDIA_TYPE', 'PROVIDER_UNAVAILABLE'],
    idempotent: true,
  })
  async create(
    @CurrentCaller() caller: Caller,
    @Query() query: AddImageQueryDto,
    @Body() input: FetchImageDto,
    @Req() request: FastifyRequest,
  ): Promise<Reply<Json>> {
    const name = query.name ?? null;
    const { id, is_new } = request.upload
      ? await this.addImage.upload(caller.user_id, request.upload, name)
      : await this.addImage.fetch(caller.user_id, input, name);
    const image = await this.queries.get(caller.user_id, id);
    return is_new
      ? created(image, `/api/v1/social/images/${id}`, 'Picture added')
      : ok(image, 'You have this picture already');
  }

  @Get(':image_id')
  @ApiRoute({ summary: 'Get a picture’s data', data: AdImageDto, example: EXAMPLE_IMAGE, failures: ['NOT_FOUND'] })
  get(@CurrentCaller() caller: Caller, @ImageId() id: string): Promise<Json> {
    return this.queries.get(caller.user_id, id);
  }

  @Get(':image_id/content')
  @Unwrapped()
  @ApiRoute({
    summary: 'Get a picture itself',
    data: null,
    example: null,
    failures: ['NOT_FOUND'],
    file: { 'image/png': '‰PNG…', 'image/jpeg': 'ÿØÿ…' },
  })
  async content(@CurrentCaller() caller: Caller, @ImageId() id: string, @Res() response: FastifyReply): Promise<void> {
    const { content, content_type, sha256 } = await this.queries.file(caller.user_id, id);
    const ending = content_type.slice('image/'.length);
    await response
      .header('content-type', content_type)
      .header('content-disposition', `attachment; filename="${id}.${ending}"`)
      .header('x-content-type-options', 'nosniff')
      .header('content-security-policy', "default-src 'none'; sandbox")
      .header('etag', `"${sha256}"`)
      .send(content);
  }

  @Delete(':image_id')
  @ApiRoute({
    summary: 'Delete a picture',
    description: 'Not while a campaign uses it: the 409 says which.',
    data: null,
    message: 'Picture deleted',
    example: null,
    failures: ['NOT_FOUND', 'CONFLICT'],
  })
  async delete(@CurrentCaller() caller: Caller, @ImageId() id: string): Promise<Reply<null>> {
    await this.deleteImage.run(caller.user_id, id);
    return ok(null, 'Picture deleted');
  }
}
