/** From the first alert to the first public update, in ms; null where that came before any alert. */
export const firstWordAfter = (alerted: number | null, announced: number | null): number | null =>
  alerted === null || announced === null || announced < alerted ? null : announced - alerted;
