import type { DrillScenario } from '../../api/domain/drill/scenario.ts';
import shipped from './scenarios.json' with { type: 'json' };

/** The scenarios of the product by key. `npm run scenarios` writes the JSON from the YAML files. */
export const shippedScenarios = shipped as Record<string, DrillScenario>; // read by `readScenario`
