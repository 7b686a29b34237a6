import { startPickLists } from './pick-list.ts';

startPickLists(document);
