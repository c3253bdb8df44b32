/** What a table says under a word of the home: a zone may be called "constructor", and be somebody's state. */
export const lookUp = <Value>(
  table: Readonly<Record<string, Value>>,
  word: string,
): Value | undefined => (Object.hasOwn(table, word) ? table[word] : undefined);
