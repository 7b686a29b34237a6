/** Eight zones with both clock changes of a year. */
export const clockChanges: [zone: string, ...at: number[]][] = [
  ['Europe/Berlin', Date.UTC(2027, 2, 28, 1), Date.UTC(2027, 9, 31, 1)],
  ['America/New_York', Date.UTC(2027, 2, 14, 7), Date.UTC(2027, 10, 7, 6)],
  ['Europe/London', Date.UTC(2027, 2, 28, 1), Date.UTC(2027, 9, 31, 1)],
  ['Australia/Lord_Howe', Date.UTC(2027, 3, 3, 15), Date.UTC(2027, 9, 2, 15, 30)],
  ['Pacific/Chatham', Date.UTC(2027, 3, 3, 14), Date.UTC(2027, 8, 25, 14)],
  ['America/St_Johns', Date.UTC(2027, 2, 14, 5, 30), Date.UTC(2027, 10, 7, 4, 30)],
  ['America/Santiago', Date.UTC(2027, 3, 4, 3), Date.UTC(2027, 8, 5, 4)],
  ['Australia/Sydney', Date.UTC(2027, 3, 3, 16), Date.UTC(2027, 9, 2, 16)],
];
