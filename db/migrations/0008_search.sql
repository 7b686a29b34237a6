CREATE TABLE `public_text` (
	`id` integer PRIMARY KEY NOT NULL,
	`incident_id` text NOT NULL,
	`name` text NOT NULL,
	`body` text NOT NULL,
	FOREIGN KEY (`incident_id`) REFERENCES `incident`(`id`) ON UPDATE no action ON DELETE cascade
);
--> statement-breakpoint
CREATE UNIQUE INDEX `public_text_incident` ON `public_text` (`incident_id`);--> statement-breakpoint
CREATE INDEX `incident_happens` ON `incident` (`page_id`,`audience`,coalesce(`scheduled_for`, `started_at`));--> statement-breakpoint
CREATE VIRTUAL TABLE `public_words` USING fts5(name, body, content='public_text', content_rowid='id', tokenize='trigram remove_diacritics 1');--> statement-breakpoint
CREATE TRIGGER `public_text_in` AFTER INSERT ON `public_text` BEGIN
	INSERT INTO public_words (rowid, name, body) VALUES (new.id, new.name, new.body);
END;--> statement-breakpoint
CREATE TRIGGER `public_text_out` AFTER DELETE ON `public_text` BEGIN
	INSERT INTO public_words (public_words, rowid, name, body) VALUES ('delete', old.id, old.name, old.body);
END;--> statement-breakpoint
CREATE TRIGGER `public_text_anew` AFTER UPDATE ON `public_text` BEGIN
	INSERT INTO public_words (public_words, rowid, name, body) VALUES ('delete', old.id, old.name, old.body);
	INSERT INTO public_words (rowid, name, body) VALUES (new.id, new.name, new.body);
END;--> statement-breakpoint
CREATE TRIGGER `incident_named` AFTER INSERT ON `incident` WHEN new.audience = 'public' BEGIN
	INSERT INTO public_text (incident_id, name, body) VALUES (new.id, new.name, '');
END;--> statement-breakpoint
CREATE TRIGGER `incident_renamed` AFTER UPDATE OF `name`, `audience` ON `incident`
	WHEN new.name IS NOT old.name OR new.audience IS NOT old.audience BEGIN
	DELETE FROM public_text WHERE incident_id = new.id AND new.audience <> 'public';
	INSERT INTO public_text (incident_id, name, body)
		SELECT new.id, new.name, coalesce((SELECT group_concat(body, char(10)) FROM incident_update
			WHERE incident_id = new.id AND audience = 'public'), '') WHERE new.audience = 'public'
		ON CONFLICT (incident_id) DO UPDATE SET name = excluded.name, body = excluded.body;
END;--> statement-breakpoint
CREATE TRIGGER `update_told` AFTER INSERT ON `incident_update` WHEN new.audience = 'public' BEGIN
	UPDATE public_text SET body = body || char(10) || new.body WHERE incident_id = new.incident_id;
END;--> statement-breakpoint
CREATE TRIGGER `update_corrected` AFTER UPDATE OF `body`, `audience` ON `incident_update`
	WHEN new.body IS NOT old.body OR new.audience IS NOT old.audience BEGIN
	UPDATE public_text SET body = coalesce((SELECT group_concat(body, char(10)) FROM incident_update
		WHERE incident_id = new.incident_id AND audience = 'public'), '') WHERE incident_id = new.incident_id;
END;--> statement-breakpoint
CREATE TRIGGER `update_withdrawn` AFTER DELETE ON `incident_update` WHEN old.audience = 'public' BEGIN
	UPDATE public_text SET body = coalesce((SELECT group_concat(body, char(10)) FROM incident_update
		WHERE incident_id = old.incident_id AND audience = 'public'), '') WHERE incident_id = old.incident_id;
END;--> statement-breakpoint
INSERT INTO public_text (incident_id, name, body)
	SELECT id, name, coalesce((SELECT group_concat(body, char(10)) FROM incident_update
		WHERE incident_id = incident.id AND audience = 'public'), '') FROM incident WHERE audience = 'public';
