import { writeFileSync } from 'node:fs';
import { generateOpenApi } from '../../render/open-api/generate.ts';

/** Stores the OpenAPI document: to be run after a change of the schemas in api/render/schema. */
const file = new URL('../../render/open-api/document.json', import.meta.url);
writeFileSync(file, `${JSON.stringify(generateOpenApi(), null, 1)}\n`);
