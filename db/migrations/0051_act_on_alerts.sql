CREATE TABLE `alert_decision` (
	`id` text PRIMARY KEY NOT NULL,
	`page_id` text NOT NULL,
	`alert_id` text NOT NULL,
	`rule_id` text,
	`rule_name` text,
	`rule_revision` integer,
	`outcome` text NOT NULL,
	`explanation` text NOT NULL,
	`at` integer NOT NULL,
	FOREIGN KEY (`page_id`) REFERENCES `page`(`id`) ON UPDATE no action ON DELETE no action,
	FOREIGN KEY (`alert_id`) REFERENCES `alert`(`id`) ON UPDATE no action ON DELETE cascade
);
--> statement-breakpoint
CREATE INDEX `alert_decision_alert` ON `alert_decision` (`alert_id`,`at`);--> statement-breakpoint
CREATE TABLE `alert_group` (
	`id` text PRIMARY KEY NOT NULL,
	`page_id` text NOT NULL,
	`rule_id` text NOT NULL,
	`key` text NOT NULL,
	`opened_at` integer NOT NULL,
	`closed_at` integer,
	`acted_at` integer,
	`dry` integer DEFAULT false NOT NULL,
	`draft_id` text,
	`draft_revision` integer,
	`incident_id` text,
	`incident_revision` integer,
	`components` text DEFAULT '[]' NOT NULL,
	FOREIGN KEY (`page_id`) REFERENCES `page`(`id`) ON UPDATE no action ON DELETE no action,
	FOREIGN KEY (`rule_id`) REFERENCES `alert_rule`(`id`) ON UPDATE no action ON DELETE cascade,
	FOREIGN KEY (`incident_id`) REFERENCES `incident`(`id`) ON UPDATE no action ON DELETE set null
);
--> statement-breakpoint
CREATE UNIQUE INDEX `alert_group_open` ON `alert_group` (`rule_id`,`key`) WHERE closed_at is null;--> statement-breakpoint
CREATE INDEX `alert_group_page` ON `alert_group` (`page_id`,`opened_at`);--> statement-breakpoint
CREATE INDEX `alert_group_incident` ON `alert_group` (`incident_id`) WHERE incident_id is not null;--> statement-breakpoint
CREATE INDEX `alert_group_draft` ON `alert_group` (`draft_id`) WHERE draft_id is not null;--> statement-breakpoint
CREATE TABLE `alert_rule` (
	`id` text PRIMARY KEY NOT NULL,
	`page_id` text NOT NULL,
	`name` text NOT NULL,
	`position` integer NOT NULL,
	`settings` text NOT NULL,
	`mode` text NOT NULL,
	`dry_from` integer,
	`disabled_at` integer,
	`revision` integer DEFAULT 1 NOT NULL,
	`acts` integer DEFAULT 0 NOT NULL,
	`created_by` text NOT NULL,
	`created_at` integer NOT NULL,
	`updated_at` integer NOT NULL,
	FOREIGN KEY (`page_id`) REFERENCES `page`(`id`) ON UPDATE no action ON DELETE no action
);
--> statement-breakpoint
CREATE INDEX `alert_rule_page` ON `alert_rule` (`page_id`,`position`);--> statement-breakpoint
ALTER TABLE `alert` ADD `due_at` integer;--> statement-breakpoint
ALTER TABLE `alert` ADD `turn` integer DEFAULT 0 NOT NULL;--> statement-breakpoint
ALTER TABLE `alert` ADD `outcome` text;--> statement-breakpoint
ALTER TABLE `alert` ADD `group_id` text;--> statement-breakpoint
CREATE INDEX `alert_due` ON `alert` (`due_at`) WHERE due_at is not null;--> statement-breakpoint
CREATE INDEX `alert_grouped` ON `alert` (`group_id`) WHERE group_id is not null;