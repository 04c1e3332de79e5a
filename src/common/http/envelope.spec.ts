import { AppError } from '../errors/app-error.js';
import { errorBody, successBody } from './envelope.js';
import { RawJson } from './reply.js';

describe('the envelope', () => {
  it('of a success puts raw JSON in as it is', () => {
    const text = successBody(new RawJson('{"amount":"143.30","n":10000000000000001}'), 'Fine "so"', 'req_1');
    expect(text).toContain('"data":{"amount":"143.30","n":10000000000000001},');
    expect(JSON.parse(text)).toMatchObject({ success: true, message: 'Fine "so"', request_id: 'req_1' });
  });

  it.each([undefined, null])('of a success with %s has null as its data', (data) => {
    expect(JSON.parse(successBody(data, 'Gone', 'req_1'))).toMatchObject({ data: null });
  });

  it('of an error has code, message and details and nothing of the stack', () => {
    const error = AppError.validation([{ field: 'name', reason: 'is "missing"' }]);
    const body = JSON.parse(errorBody(error, 'req_1')) as Record<string, unknown>;
    expect(Object.keys(body)).toEqual(['success', 'error', 'timestamp', 'request_id']);
    expect(body.error).toEqual({
      code: 'VALIDATION_ERROR',
      message: 'Invalid input data',
      details: { field: 'name', reason: 'is "missing"', errors: [{ field: 'name', reason: 'is "missing"' }] },
    });
  });
});
