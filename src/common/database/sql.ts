/** SQL text of a timestamptz column as the wire has times: ISO 8601, UTC, milliseconds, `Z`. */
export const iso = (column: string): string => `to_char(${column} AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"')`;
