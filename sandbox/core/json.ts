/** Anything that JSON can say. Declared anew here: the sandbox shares no code with the product that it stands before. */
export type Json = string | number | boolean | null | Json[] | { [key: string]: Json };
export type JsonObject = Record<string, Json>;
