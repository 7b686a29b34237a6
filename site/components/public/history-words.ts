/** What the search in the history says, in one place. */
export const historyWords = {
  label: 'Search the history',
  component: 'Component',
  every: 'All components',
  search: 'Search',
  resultsFor: (query: string) => `Results for “${query}”`,
  resultsIn: (query: string, component: string) => `Results for “${query}” in ${component}`,
  historyOf: (component: string) => `History of ${component}`,
  nothing: 'Nothing was found.',
  nothingYet: 'Nothing has happened to it so far.',
  noMore: 'Nothing more was found.',
  hint: 'Try fewer words, or a part of a word.',
  everywhere: 'Search in all components',
  byMonth: 'All history by month',
  partial: 'Only the newest incidents can be searched just now. The months show the last we know.',
  older: 'Older results',
  newest: 'Newest results',
};
