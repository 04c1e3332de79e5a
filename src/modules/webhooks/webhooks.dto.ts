import { ApiProperty } from '@nestjs/swagger';

export class DeliveryAnswerDto {
  @ApiProperty({ enum: [true] })
  received!: boolean;
}
