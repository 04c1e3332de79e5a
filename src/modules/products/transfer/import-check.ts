import { plainToInstance } from 'class-transformer';
import { validateSync } from 'class-validator';
import { AppError, type FieldFault } from '../../../common/errors/app-error.js';
import { flatten } from '../../../common/http/validation.js';
import type { JsonObject } from '../../../common/json.js';
import type { StoreAbilities } from '../../stores/stores.api.js';
import { CreateProductDto, UpdateProductDto } from '../write/product-input.dto.js';
import { addressFaults } from '../write/product-checks.js';
import { addressesOf, draftOf, refuseUnsupported, wantedOf } from '../write/product-values.js';
import type { ImportFaults } from './import-faults.js';
import type { ImportGroup } from './import-input.js';

/** Checks an input by the very rules that a person's own request is checked by, and notes the faults by line and column. */
export function checkInput(
  product: ImportGroup,
  input: JsonObject,
  currency: string | null,
  abilities: StoreAbilities,
  faults: ImportFaults,
): void {
  const note = (found: FieldFault[]): void => {
    for (const fault of found) noteAt(product, input, fault, faults);
  };
  const { known } = product;
  const dto = known === null ? plainToInstance(CreateProductDto, input) : plainToInstance(UpdateProductDto, input);
  const wrong = validateSync(dto, { whitelist: true, forbidNonWhitelisted: true, stopAtFirstError: true });
  if (wrong.length > 0) {
    note([...flatten(wrong), ...addressFaults(dto, known === null ? new Set() : addressesOf(known))]);
    return;
  }
  try {
    if (known === null) {
      const { variants, ...own } = draftOf(dto as CreateProductDto, currency);
      const at = (index: number): string => `variants.${index}`;
      refuseUnsupported(
        own,
        variants.map((values, index) => ({ at: at(index), values })),
        abilities,
      );
    } else {
      const wanted = wantedOf(dto, known, currency);
      refuseUnsupported(wanted.values, wanted.variants, abilities);
    }
  } catch (error) {
    if (!(error instanceof AppError) || error.code !== 'VALIDATION_ERROR') throw error;
    note(error.details.errors as FieldFault[]);
  }
}

/** `variants.2.price` is the price of the row that the third variant of the input came from. */
function noteAt(
  { rows, known, variants }: ImportGroup,
  input: JsonObject,
  fault: FieldFault,
  faults: ImportFaults,
): void {
  const [top = '', index, inner] = fault.field.split('.');
  const [first] = rows;
  if (top !== 'variants' || index === undefined || !first) {
    faults.add(first?.line ?? 1, top === 'variants' ? null : top, fault.reason);
    return;
  }
  const sent = ((input.variants ?? []) as JsonObject[])[Number(index)];
  const place = known === null ? Number(index) : variants.findIndex((variant) => variant?.id === sent?.id);
  const row = rows[place] ?? rows.find((_row, at) => variants[at] === null) ?? first;
  const column = inner === 'id' ? 'variant_id' : inner === 'title' ? 'variant_title' : (inner ?? null);
  faults.add(row.line, column, fault.reason);
}
