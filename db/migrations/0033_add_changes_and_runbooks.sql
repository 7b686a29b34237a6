CREATE TABLE `github_hook` (
	`page_id` text PRIMARY KEY NOT NULL,
	`nonce` text NOT NULL,
	`environments` text DEFAULT '[]' NOT NULL,
	`created_at` integer NOT NULL,
	`last_at` integer,
	`last_outcome` text,
	FOREIGN KEY (`page_id`) REFERENCES `page`(`id`) ON UPDATE no action ON DELETE no action
);
--> statement-breakpoint
CREATE TABLE `suspect_change` (
	`incident_id` text NOT NULL,
	`change_id` text NOT NULL,
	`by` text NOT NULL,
	`at` integer NOT NULL,
	PRIMARY KEY(`incident_id`, `change_id`),
	FOREIGN KEY (`incident_id`) REFERENCES `incident`(`id`) ON UPDATE no action ON DELETE cascade,
	FOREIGN KEY (`change_id`) REFERENCES `system_change`(`id`) ON UPDATE no action ON DELETE cascade
);
--> statement-breakpoint
CREATE TABLE `system_change` (
	`id` text PRIMARY KEY NOT NULL,
	`page_id` text NOT NULL,
	`kind` text NOT NULL,
	`ref` text DEFAULT '' NOT NULL,
	`by` text DEFAULT '' NOT NULL,
	`url` text,
	`at` integer NOT NULL,
	`component_ids` text DEFAULT '[]' NOT NULL,
	`environment` text DEFAULT '' NOT NULL,
	`outcome` text,
	`source` text NOT NULL,
	`external_id` text,
	`external_order` integer DEFAULT 0 NOT NULL,
	`created_at` integer NOT NULL,
	FOREIGN KEY (`page_id`) REFERENCES `page`(`id`) ON UPDATE no action ON DELETE no action
);
--> statement-breakpoint
CREATE INDEX `system_change_at` ON `system_change` (`page_id`,`at`);--> statement-breakpoint
CREATE UNIQUE INDEX `system_change_external` ON `system_change` (`page_id`,`external_id`) WHERE external_id is not null;--> statement-breakpoint
CREATE TABLE `runbook` (
	`id` text PRIMARY KEY NOT NULL,
	`page_id` text NOT NULL,
	`title` text NOT NULL,
	`body` text NOT NULL,
	`component_ids` text DEFAULT '[]' NOT NULL,
	`alert_names` text DEFAULT '[]' NOT NULL,
	`automation` text,
	`automation_by` text,
	`automation_at` integer,
	`archived_at` integer,
	`revision` integer DEFAULT 1 NOT NULL,
	`created_at` integer NOT NULL,
	`updated_at` integer NOT NULL,
	FOREIGN KEY (`page_id`) REFERENCES `page`(`id`) ON UPDATE no action ON DELETE no action
);
--> statement-breakpoint
CREATE INDEX `runbook_page` ON `runbook` (`page_id`,`title`);--> statement-breakpoint
CREATE TABLE `runbook_run` (
	`id` text PRIMARY KEY NOT NULL,
	`page_id` text NOT NULL,
	`runbook_id` text NOT NULL,
	`version` integer NOT NULL,
	`incident_id` text,
	`component_id` text,
	`started_by` text NOT NULL,
	`started_at` integer NOT NULL,
	`outcome` text,
	`note` text DEFAULT '' NOT NULL,
	`ended_by` text,
	`ended_at` integer,
	FOREIGN KEY (`runbook_id`) REFERENCES `runbook`(`id`) ON UPDATE no action ON DELETE no action,
	FOREIGN KEY (`incident_id`) REFERENCES `incident`(`id`) ON UPDATE no action ON DELETE set null
);
--> statement-breakpoint
CREATE INDEX `runbook_run_runbook` ON `runbook_run` (`runbook_id`,`started_at`);--> statement-breakpoint
CREATE INDEX `runbook_run_incident` ON `runbook_run` (`incident_id`);--> statement-breakpoint
CREATE TABLE `runbook_step` (
	`run_id` text NOT NULL,
	`step` integer NOT NULL,
	`by` text NOT NULL,
	`at` integer NOT NULL,
	PRIMARY KEY(`run_id`, `step`),
	FOREIGN KEY (`run_id`) REFERENCES `runbook_run`(`id`) ON UPDATE no action ON DELETE cascade
);
--> statement-breakpoint
CREATE TABLE `runbook_version` (
	`runbook_id` text NOT NULL,
	`version` integer NOT NULL,
	`content` text NOT NULL,
	`author` text NOT NULL,
	`restored` integer,
	`created_at` integer NOT NULL,
	PRIMARY KEY(`runbook_id`, `version`),
	FOREIGN KEY (`runbook_id`) REFERENCES `runbook`(`id`) ON UPDATE no action ON DELETE no action
);
--> statement-breakpoint
ALTER TABLE `component` ADD `owner` text;--> statement-breakpoint
ALTER TABLE `component` ADD `owner_id` text;