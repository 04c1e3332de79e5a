import 'reflect-metadata';
import { plainToInstance } from 'class-transformer';
import { validateSync } from 'class-validator';
import { flatten } from '../../../common/http/validation.js';
import { isWebAddress } from './campaign-fields.js';
import { CreateCampaignDto, UpdateCampaignDto } from './campaigns.dto.js';

function faults(fields: object, type: new () => object = UpdateCampaignDto): string[] {
  const options = { whitelist: true, forbidNonWhitelisted: true, stopAtFirstError: true };
  return flatten(validateSync(plainToInstance(type, fields), options)).map(({ field, reason }) => `${field} ${reason}`);
}

const ad = { primary_text: 'a', link_url: 'https://a.example' };

describe('what campaigns may be told as', () => {
  it('needs a name once, and takes nothing for no change', () => {
    expect(faults({}, CreateCampaignDto).length).toBe(1);
    expect(faults({})).toEqual([]);
    expect(faults({ name: null }).length).toBe(1);
  });

  it('counts characters as Postgres does', () => {
    expect(faults({ name: '😀'.repeat(255) })).toEqual([]);
    expect(faults({ name: 'e\ufe0f'.repeat(128) })).toEqual(['name must have at most 255 characters']);
  });

  it('has at most twenty ads', () => {
    expect(faults({ creatives: Array(20).fill(ad) })).toEqual([]);
    expect(faults({ creatives: Array(21).fill(ad) }).length).toBe(1);
    expect(faults({ creatives: [null] }).length).toBe(1);
    expect(faults({ creatives: ['a'] }).length).toBeGreaterThan(0);
  });

  it.each([
    ['utm_source=ads', true],
    ['a=1&b={{campaign.id}}&c=__CID__', true],
    ['a=', true],
    ['a=b=c', true],
    ['?a=b', false],
    ['a', false],
    ['a=b&', false],
    ['a=b c', false],
    ['a=b#c', false],
    ['ä=b', false],
    [`${'a'.repeat(400)}=${'%'.repeat(590)}`, true],
    [`${'a=b&'.repeat(250)}a`, false],
  ])('takes %s as parameters: %s', (url_parameters, isFine) => {
    expect(faults({ url_parameters }).length === 0).toBe(isFine);
  });

  it.each([
    ['https://a.example/ü?x#y', true],
    ['HTTP://a.example', true],
    ['https://a.example:8443/', true],
    ['ftp://a.example', false],
    ['//a.example', false],
    ['https:a.example', false],
    ['https://', false],
    ['https://u@a.example', false],
    ['https://a.example/ b', false],
    ['https://a.example\\b', false],
    ['https://a.exam\tple', false],
    ['data:text/html,x', false],
  ])('takes %j as an address: %s', (address, isFine) => {
    expect(isWebAddress(address)).toBe(isFine);
  });

  it('has lines and paragraphs, and nothing that shows otherwise than it is', () => {
    expect(faults({ creatives: [{ ...ad, primary_text: 'a\n\nb\r\nc' }] })).toEqual([]);
    for (const text of ['\u0000', 'a\u0008b', 'a\u2028b', 'a\u0085b', ' ', '\n']) {
      expect(faults({ creatives: [{ ...ad, primary_text: text }] }).length).toBe(1);
    }
    expect(faults({ creatives: [{ ...ad, headline: 'a\nb' }] }).length).toBe(1);
  });
});
