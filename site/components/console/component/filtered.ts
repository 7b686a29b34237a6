/** From this many components on, lists have a filter and their groups are collapsed. */
export const FILTERED_FROM = 20;
