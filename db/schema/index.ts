export * from './auth.ts';
export * from './component.ts';
export * from './incident.ts';
export * from './notification.ts';
export * from './page.ts';
export * from './series.ts';
export * from './subscriber.ts';
export * from './template.ts';
