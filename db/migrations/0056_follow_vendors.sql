CREATE TABLE `upstream` (
	`component_id` text PRIMARY KEY NOT NULL,
	`page_id` text NOT NULL,
	`vendor` text NOT NULL,
	`page_url` text NOT NULL,
	`url` text NOT NULL,
	`kind` text NOT NULL,
	`component_ref` text,
	`drafts` integer DEFAULT false NOT NULL,
	`created_by` text NOT NULL,
	`created_at` integer NOT NULL,
	FOREIGN KEY (`component_id`) REFERENCES `component`(`id`) ON UPDATE no action ON DELETE cascade,
	FOREIGN KEY (`page_id`) REFERENCES `page`(`id`) ON UPDATE no action ON DELETE no action
);
--> statement-breakpoint
CREATE INDEX `upstream_page` ON `upstream` (`page_id`);--> statement-breakpoint
CREATE INDEX `upstream_url` ON `upstream` (`url`);--> statement-breakpoint
CREATE TABLE `upstream_draft` (
	`component_id` text NOT NULL,
	`incident_ref` text NOT NULL,
	`draft_id` text NOT NULL,
	`created_at` integer NOT NULL,
	PRIMARY KEY(`component_id`, `incident_ref`),
	FOREIGN KEY (`component_id`) REFERENCES `component`(`id`) ON UPDATE no action ON DELETE cascade
);
--> statement-breakpoint
CREATE TABLE `upstream_poll` (
	`url` text PRIMARY KEY NOT NULL,
	`kind` text NOT NULL,
	`etag` text,
	`last_modified` text,
	`reading` text,
	`due_at` integer NOT NULL,
	`misses` integer DEFAULT 0 NOT NULL,
	`failure` text,
	`answered_at` integer
);
--> statement-breakpoint
CREATE INDEX `upstream_poll_due` ON `upstream_poll` (`due_at`);--> statement-breakpoint
ALTER TABLE `component` ADD `report` text;