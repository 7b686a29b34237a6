import type { Importer } from '../port/port.ts';
import { readManageApi } from './manage-api.ts';
import { readDocuments } from './source.ts';

/** A page of Statuspage: its public JSON as files or by its address, or everything by its API. */
export const statuspage: Importer = {
  name: 'Statuspage',
  help: {
    'statuspage DIR':
      'summary.json, components.json, incidents.json and scheduled-maintenances.json, whichever are in the folder',
    'statuspage URL': 'the same from URL/api/v2/',
    'statuspage PAGE --api-key KEY': 'everything by the API; PAGE is its ID or address',
  },
  place: { label: 'Address of the page', example: 'https://status.example.com' },
  key: 'With an API key of Statuspage, all incidents are read. Without one, at most the newest 50.',
  keyVariable: 'STATUSPAGE_API_KEY',
  files: {
    names: /^(summary|components|incidents|scheduled-maintenances)\.json$/,
    hint: 'summary.json, components.json, incidents.json and scheduled-maintenances.json from the page’s /api/v2/, whichever you have',
  },
  read: async (request) => ({
    documents:
      request.apiKey && !request.files
        ? await readManageApi({ ...request, apiKey: request.apiKey })
        : await readDocuments(request),
  }),
};
