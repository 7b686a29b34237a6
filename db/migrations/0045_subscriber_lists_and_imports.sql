CREATE TABLE `subscriber_import` (
	`id` text PRIMARY KEY NOT NULL,
	`page_id` text NOT NULL,
	`actor` text NOT NULL,
	`state` text DEFAULT 'checked' NOT NULL,
	`is_confirmed` integer NOT NULL,
	`consent` text,
	`counts` text NOT NULL,
	`problems` text NOT NULL,
	`done` integer DEFAULT 0 NOT NULL,
	`leased_until` integer DEFAULT 0 NOT NULL,
	`created_at` integer NOT NULL,
	`finished_at` integer,
	FOREIGN KEY (`page_id`) REFERENCES `page`(`id`) ON UPDATE no action ON DELETE cascade
);
--> statement-breakpoint
CREATE TABLE `subscriber_import_part` (
	`import_id` text NOT NULL,
	`part` integer NOT NULL,
	`rows` text NOT NULL,
	PRIMARY KEY(`import_id`, `part`),
	FOREIGN KEY (`import_id`) REFERENCES `subscriber_import`(`id`) ON UPDATE no action ON DELETE cascade
);
--> statement-breakpoint
DROP INDEX `subscriber_channel`;--> statement-breakpoint
CREATE INDEX `subscriber_newest` ON `subscriber` (`page_id`,`created_at`,`id`);--> statement-breakpoint
CREATE INDEX `subscriber_state_newest` ON `subscriber` (`page_id`,`state`,`created_at`,`id`);--> statement-breakpoint
CREATE INDEX `subscriber_channel_newest` ON `subscriber` (`page_id`,`channel`,`created_at`,`id`);--> statement-breakpoint
CREATE INDEX `subscriber_quarantined` ON `subscriber` (`page_id`,`created_at`,`id`) WHERE quarantined_at is not null;--> statement-breakpoint
CREATE INDEX `subscriber_channel` ON `subscriber` (`page_id`,`channel`,`state`,`quarantined_at`);