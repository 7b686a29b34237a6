CREATE TABLE `public_text` (
	`id` integer PRIMARY KEY NOT NULL,
	`incident_id` text NOT NULL,
	`update_id` text,
	`text` text NOT NULL,
	FOREIGN KEY (`incident_id`) REFERENCES `incident`(`id`) ON UPDATE no action ON DELETE cascade
);
--> statement-breakpoint
CREATE UNIQUE INDEX `public_text_update` ON `public_text` (`update_id`);--> statement-breakpoint
CREATE INDEX `public_text_incident` ON `public_text` (`incident_id`);--> statement-breakpoint
CREATE INDEX `incident_happens` ON `incident` (`page_id`,`audience`,coalesce(`scheduled_for`, `started_at`));--> statement-breakpoint
CREATE VIRTUAL TABLE `public_words` USING fts5(text, content='public_text', content_rowid='id', tokenize='trigram remove_diacritics 1');--> statement-breakpoint
CREATE TRIGGER `public_text_in` AFTER INSERT ON `public_text` BEGIN
	INSERT INTO public_words (rowid, text) VALUES (new.id, new.text);
END;--> statement-breakpoint
CREATE TRIGGER `public_text_out` AFTER DELETE ON `public_text` BEGIN
	INSERT INTO public_words (public_words, rowid, text) VALUES ('delete', old.id, old.text);
END;--> statement-breakpoint
CREATE TRIGGER `incident_named` AFTER INSERT ON `incident` WHEN new.audience = 'public' BEGIN
	INSERT INTO public_text (incident_id, text) VALUES (new.id, new.name);
END;--> statement-breakpoint
CREATE TRIGGER `incident_renamed` AFTER UPDATE OF `name`, `audience` ON `incident`
	WHEN new.name IS NOT old.name OR new.audience IS NOT old.audience BEGIN
	DELETE FROM public_text WHERE incident_id = new.id;
	INSERT INTO public_text (incident_id, update_id, text)
		SELECT new.id, NULL, new.name WHERE new.audience = 'public'
		UNION ALL SELECT incident_id, id, body FROM incident_update
			WHERE incident_id = new.id AND audience = 'public' AND new.audience = 'public';
END;--> statement-breakpoint
CREATE TRIGGER `update_told` AFTER INSERT ON `incident_update` WHEN new.audience = 'public' BEGIN
	INSERT INTO public_text (incident_id, update_id, text)
		SELECT id, new.id, new.body FROM incident WHERE id = new.incident_id AND audience = 'public';
END;--> statement-breakpoint
CREATE TRIGGER `update_corrected` AFTER UPDATE OF `body`, `audience` ON `incident_update`
	WHEN new.body IS NOT old.body OR new.audience IS NOT old.audience BEGIN
	DELETE FROM public_text WHERE update_id = new.id;
	INSERT INTO public_text (incident_id, update_id, text)
		SELECT id, new.id, new.body FROM incident
			WHERE id = new.incident_id AND audience = 'public' AND new.audience = 'public';
END;--> statement-breakpoint
CREATE TRIGGER `update_withdrawn` AFTER DELETE ON `incident_update` BEGIN
	DELETE FROM public_text WHERE update_id = old.id;
END;--> statement-breakpoint
INSERT INTO public_text (incident_id, update_id, text)
	SELECT id, NULL, name FROM incident WHERE audience = 'public'
	UNION ALL SELECT i.id, u.id, u.body FROM incident_update u JOIN incident i ON i.id = u.incident_id
		WHERE u.audience = 'public' AND i.audience = 'public';
