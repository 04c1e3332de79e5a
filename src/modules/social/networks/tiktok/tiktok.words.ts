/** Texts as TikTok counts and takes them. */

const EMOJI = /\p{Emoji_Presentation}|\p{Emoji}\uFE0F/u;
const EMOJIS = /(?:\p{Emoji_Presentation}|\p{Emoji}\uFE0F)[\u{1F3FB}-\u{1F3FF}\u200D]*/gu;
/** Chinese and Japanese count two. */
const WIDE = /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}]/u;

/** In TikTok's characters. */
export function widthOf(text: string): number {
  let width = 0;
  for (const character of text) width += WIDE.test(character) ? 2 : 1;
  return width;
}

export const hasEmoji = (text: string): boolean => EMOJI.test(text);

/** As names may be: TikTok refuses those with emojis, which are nothing to refuse a campaign for. */
export function withoutEmoji(name: string): string {
  return name.replace(EMOJIS, '').replace(/\s+/g, ' ').trim();
}

/** `2026-11-23 09:00:00`, UTC. */
export function utcOf(ms: number): string {
  return new Date(ms).toISOString().slice(0, 19).replace('T', ' ');
}

/** Milliseconds of TikTok's UTC; null: none is said. */
export function msOf(text: unknown): number | null {
  const ms = typeof text === 'string' ? Date.parse(`${text.replace(' ', 'T')}Z`) : NaN;
  return Number.isNaN(ms) ? null : ms;
}
