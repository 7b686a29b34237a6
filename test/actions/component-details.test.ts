import { expect, test } from 'vitest';
import { createComponent, patchComponent } from '../../api/actions/component/component.ts';
import { ComponentDetails, detailFields } from '../../api/domain/component/details.ts';
import { componentPatch, newComponent } from '../../api/routes/manage/request/component-request.ts';
import { componentShape } from '../../api/routes/manage/shape.ts';
import { findComponent } from '../../db/component/component.ts';
import { author, openPage, PAGE_ID } from '../support/browser/page.ts';

const standard = ComponentDetails.parse({});
const given = detailFields.map(({ name, apiName, kind }) => {
  const value = { flag: !standard[name], date: '2026-01-10', text: 'Some text' }[kind];
  return { name, apiName, value };
});
const inRequest = Object.fromEntries(given.map(({ apiName, value }) => [apiName, value]));
const inSnapshot = Object.fromEntries(given.map(({ name, value }) => [name, value]));

test('each detail of a component is read from a request and returned by the API and the snapshot', async () => {
  const page = await openPage();
  const { deps } = page;
  const request = newComponent({ name: 'Cards', ...inRequest });
  const id = await createComponent(deps, author, PAGE_ID, request);
  for (const change of [{}, { name: 'Card payments' }]) {
    await patchComponent(deps, author, PAGE_ID, id, componentPatch(change));
    const row = await findComponent(deps.db, PAGE_ID, id);
    if (!row) throw new Error('it was not stored');
    expect(componentShape(row, [row])).toMatchObject(inRequest);
    const snapshot = await deps.snapshots.current();
    expect(snapshot?.components.find((one) => one.id === id)).toMatchObject(inSnapshot);
  }
  await patchComponent(deps, author, PAGE_ID, id, componentPatch({ description: null }));
  expect(await findComponent(deps.db, PAGE_ID, id)).toMatchObject({ description: null });
  page.close();
});

test('missing details get their defaults', () => {
  expect(newComponent({ name: 'Cards' })).toMatchObject(standard);
  for (const { name } of detailFields)
    expect(componentPatch({ name: 'Cards' })[name]).toBeUndefined();
});
