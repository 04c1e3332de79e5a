/**
 * Check digits of tracking numbers, where their carriers or the postal union publish them. Each takes the number without
 * spaces, in capitals, and in the carrier's form already.
 */

const digitsOf = (text: string): number[] => Array.from(text, Number);

/** GS1's: from the right, alternately times 3 and 1, up to the next ten. https://www.gs1.org/services/how-calculate-check-digit-manually */
export function hasGs1Check(number: string): boolean {
  const digits = digitsOf(number);
  const check = digits.pop();
  const sum = digits.reverse().reduce((total, digit, index) => total + digit * (index % 2 === 0 ? 3 : 1), 0);
  return check === (10 - (sum % 10)) % 10;
}

const S10_WEIGHTS = [8, 6, 4, 2, 3, 5, 9, 7];

/** The postal union's S10: two letters, eight digits, the check digit (mod 11), the country. */
export function hasS10Check(number: string): boolean {
  const digits = digitsOf(number.slice(2, 11));
  const check = digits.pop();
  const rest = 11 - (weighted(digits, S10_WEIGHTS) % 11);
  return check === (rest === 10 ? 0 : rest === 11 ? 5 : rest);
}

/** UPS 1Z: the fifteen characters after it count alternately once and twice; letters count from A = 2, mod 10. */
export function hasUpsCheck(number: string): boolean {
  const values = Array.from(number.slice(2), (sign) =>
    /\d/.test(sign) ? Number(sign) : (sign.charCodeAt(0) - 63) % 10,
  );
  const check = values.pop();
  const sum = values.reduce((total, value, index) => total + value * (index % 2 === 0 ? 1 : 2), 0);
  return check === (10 - (sum % 10)) % 10;
}

const EXPRESS_WEIGHTS = [3, 1, 7, 3, 1, 7, 3, 1, 7, 3, 1];

/** FedEx Express, twelve digits: weights 3, 1, 7 …, mod 11, and ten counts as zero. */
export function hasFedexExpressCheck(number: string): boolean {
  const digits = digitsOf(number);
  const check = digits.pop();
  return check === (weighted(digits, EXPRESS_WEIGHTS) % 11) % 10;
}

/** DHL Express waybills, ten digits: the first nine mod 7. */
export function hasDhlExpressCheck(number: string): boolean {
  return Number(number.slice(0, 9)) % 7 === Number(number[9]);
}

function weighted(digits: number[], weights: readonly number[]): number {
  return digits.reduce((total, digit, index) => total + digit * (weights[index] ?? 0), 0);
}

const SIGNS = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ';

/** DPD's parcel numbers with their fifteenth sign: ISO/IEC 7064, MOD 37,36. */
export function hasMod37Check(number: string): boolean {
  const carried = Array.from(number.slice(0, -1)).reduce((carry, sign) => {
    const sum = (carry + SIGNS.indexOf(sign)) % 36 || 36;
    return (sum * 2) % 37;
  }, 36);
  return (carried + SIGNS.indexOf(number.slice(-1))) % 36 === 1;
}
