import { expect, test } from 'vitest';
import { MessageTemplate, TemplateField } from '../../../api/domain/template/template.ts';

const field = (given: object) =>
  TemplateField.safeParse({ key: 'x', label: 'What?', type: 'text', ...given });

test.each(['Cause', '1st', 'what users see', '__proto__', ''])('%j is not a key', (key) => {
  expect(field({ key }).success).toBe(false);
});

test('a choice needs answers, a duration needs whole minutes', () => {
  expect(field({ type: 'choice', options: ['Some'] }).error?.issues[0]?.path).toEqual(['options']);
  expect(field({ type: 'choice', options: ['Some', 'All'] }).success).toBe(true);
  expect(field({ type: 'duration', options: ['15', 'soon'] }).success).toBe(false);
});

test('two fields with one key are refused at the second', () => {
  const fields = ['cause', 'action', 'cause'].map((key) => ({ key, label: key, type: 'text' }));
  const parsed = MessageTemplate.safeParse({ state: 'identified', name: 'X', body: 'X', fields });
  expect(parsed.error?.issues.map((issue) => issue.path)).toEqual([['fields', 2, 'key']]);
});
