DROP TRIGGER `incident_named`;--> statement-breakpoint
DROP TRIGGER `incident_renamed`;--> statement-breakpoint
DROP TRIGGER `update_told`;--> statement-breakpoint
DROP TRIGGER `update_corrected`;--> statement-breakpoint
CREATE TRIGGER `incident_named` AFTER INSERT ON `incident` WHEN new.audience = 'public' BEGIN
	INSERT INTO public_text (incident_id, text) VALUES (new.id,
		new.name || coalesce((SELECT char(10) || group_concat(value, char(10)) FROM json_each(new.translations)), ''));
END;--> statement-breakpoint
CREATE TRIGGER `incident_renamed` AFTER UPDATE OF `name`, `audience`, `translations` ON `incident`
	WHEN new.name IS NOT old.name OR new.audience IS NOT old.audience OR new.translations IS NOT old.translations BEGIN
	DELETE FROM public_text WHERE incident_id = new.id;
	INSERT INTO public_text (incident_id, update_id, text)
		SELECT new.id, NULL,
			new.name || coalesce((SELECT char(10) || group_concat(value, char(10)) FROM json_each(new.translations)), '')
			WHERE new.audience = 'public'
		UNION ALL SELECT incident_id, id,
			body || coalesce((SELECT char(10) || group_concat(value, char(10)) FROM json_each(translations)), '')
			FROM incident_update WHERE incident_id = new.id AND audience = 'public' AND new.audience = 'public';
END;--> statement-breakpoint
CREATE TRIGGER `update_told` AFTER INSERT ON `incident_update` WHEN new.audience = 'public' BEGIN
	INSERT INTO public_text (incident_id, update_id, text)
		SELECT id, new.id,
			new.body || coalesce((SELECT char(10) || group_concat(value, char(10)) FROM json_each(new.translations)), '')
			FROM incident WHERE id = new.incident_id AND audience = 'public';
END;--> statement-breakpoint
CREATE TRIGGER `update_corrected` AFTER UPDATE OF `body`, `audience`, `translations` ON `incident_update`
	WHEN new.body IS NOT old.body OR new.audience IS NOT old.audience OR new.translations IS NOT old.translations BEGIN
	DELETE FROM public_text WHERE update_id = new.id;
	INSERT INTO public_text (incident_id, update_id, text)
		SELECT id, new.id,
			new.body || coalesce((SELECT char(10) || group_concat(value, char(10)) FROM json_each(new.translations)), '')
			FROM incident WHERE id = new.incident_id AND audience = 'public' AND new.audience = 'public';
END;--> statement-breakpoint
DELETE FROM public_text WHERE incident_id IN (SELECT id FROM incident WHERE translations IS NOT NULL
	UNION SELECT incident_id FROM incident_update WHERE translations IS NOT NULL);--> statement-breakpoint
INSERT INTO public_text (incident_id, update_id, text)
	SELECT id, NULL,
		name || coalesce((SELECT char(10) || group_concat(value, char(10)) FROM json_each(translations)), '')
		FROM incident WHERE audience = 'public' AND id NOT IN (SELECT incident_id FROM public_text)
	UNION ALL SELECT i.id, u.id,
		u.body || coalesce((SELECT char(10) || group_concat(value, char(10)) FROM json_each(u.translations)), '')
		FROM incident_update u JOIN incident i ON i.id = u.incident_id
		WHERE u.audience = 'public' AND i.audience = 'public' AND i.id NOT IN (SELECT incident_id FROM public_text);
