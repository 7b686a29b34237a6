DROP INDEX `obligation_step_level`;--> statement-breakpoint
ALTER TABLE `obligation_step` ADD `round` integer DEFAULT 0 NOT NULL;--> statement-breakpoint
CREATE UNIQUE INDEX `obligation_step_taken` ON `obligation_step` (`obligation_id`,`round`,`level`);--> statement-breakpoint
PRAGMA foreign_keys=OFF;--> statement-breakpoint
CREATE TABLE `__new_obligation` (
	`id` text PRIMARY KEY NOT NULL,
	`page_id` text NOT NULL,
	`incident_id` text,
	`subject` text DEFAULT 'incident' NOT NULL,
	`subject_id` text,
	`kind` text NOT NULL,
	`state` text NOT NULL,
	`within` integer NOT NULL,
	`due_at` integer NOT NULL,
	`level` integer DEFAULT 0 NOT NULL,
	`round` integer DEFAULT 0 NOT NULL,
	`created_at` integer NOT NULL,
	`done_at` integer,
	`done_by` text,
	FOREIGN KEY (`incident_id`) REFERENCES `incident`(`id`) ON UPDATE no action ON DELETE cascade
);
--> statement-breakpoint
INSERT INTO `__new_obligation`("id", "page_id", "incident_id", "subject", "subject_id", "kind", "state", "within", "due_at", "level", "round", "created_at", "done_at", "done_by") SELECT "id", "page_id", "incident_id", 'incident', "incident_id", "kind", "state", "within", "due_at", "level", 0, "created_at", "done_at", "done_by" FROM `obligation`;--> statement-breakpoint
DROP TABLE `obligation`;--> statement-breakpoint
ALTER TABLE `__new_obligation` RENAME TO `obligation`;--> statement-breakpoint
PRAGMA foreign_keys=ON;--> statement-breakpoint
CREATE UNIQUE INDEX `obligation_subject` ON `obligation` (`incident_id`,`kind`);--> statement-breakpoint
CREATE UNIQUE INDEX `obligation_about` ON `obligation` (`subject`,`subject_id`,`kind`);--> statement-breakpoint
CREATE INDEX `obligation_due` ON `obligation` (`due_at`) WHERE state = 'open';