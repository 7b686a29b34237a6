import { startPickLists } from './pick-list.js';

startPickLists(document);
