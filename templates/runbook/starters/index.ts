import { deploymentStarters } from './deployment.ts';
import { platformStarters } from './platform.ts';

/** Runbooks for situations that every service meets, to adapt. */
export const starterRunbooks: readonly { title: string; body: string }[] = [
  ...deploymentStarters,
  ...platformStarters,
];
