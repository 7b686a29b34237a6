CREATE TABLE `alert` (
	`id` text PRIMARY KEY NOT NULL,
	`page_id` text NOT NULL,
	`source_id` text NOT NULL,
	`fingerprint` text NOT NULL,
	`episode` text NOT NULL,
	`group_key` text NOT NULL,
	`status` text NOT NULL,
	`title` text NOT NULL,
	`severity` text DEFAULT '' NOT NULL,
	`labels` text DEFAULT '{}' NOT NULL,
	`annotations` text DEFAULT '{}' NOT NULL,
	`links` text DEFAULT '[]' NOT NULL,
	`starts_at` integer NOT NULL,
	`ends_at` integer,
	`acknowledged_at` integer,
	`changed_at` integer NOT NULL,
	`first_seen_at` integer NOT NULL,
	`last_seen_at` integer NOT NULL,
	`received` integer DEFAULT 1 NOT NULL,
	`excerpt` text DEFAULT '' NOT NULL,
	FOREIGN KEY (`page_id`) REFERENCES `page`(`id`) ON UPDATE no action ON DELETE no action,
	FOREIGN KEY (`source_id`) REFERENCES `alert_source`(`id`) ON UPDATE no action ON DELETE cascade
);
--> statement-breakpoint
CREATE UNIQUE INDEX `alert_episode` ON `alert` (`source_id`,`fingerprint`,`episode`);--> statement-breakpoint
CREATE INDEX `alert_listed` ON `alert` (`page_id`,`first_seen_at`,`id`);--> statement-breakpoint
CREATE INDEX `alert_open` ON `alert` (`page_id`,`status`);--> statement-breakpoint
CREATE TABLE `alert_delivery` (
	`id` text PRIMARY KEY NOT NULL,
	`page_id` text NOT NULL,
	`source_id` text NOT NULL,
	`hash` text NOT NULL,
	`outcome` text NOT NULL,
	`reason` text NOT NULL,
	`excerpt` text DEFAULT '' NOT NULL,
	`first_at` integer NOT NULL,
	`last_at` integer NOT NULL,
	`received` integer DEFAULT 1 NOT NULL,
	FOREIGN KEY (`page_id`) REFERENCES `page`(`id`) ON UPDATE no action ON DELETE no action,
	FOREIGN KEY (`source_id`) REFERENCES `alert_source`(`id`) ON UPDATE no action ON DELETE cascade
);
--> statement-breakpoint
CREATE UNIQUE INDEX `alert_delivery_hash` ON `alert_delivery` (`source_id`,`hash`);--> statement-breakpoint
CREATE INDEX `alert_delivery_listed` ON `alert_delivery` (`page_id`,`last_at`);--> statement-breakpoint
CREATE TABLE `alert_source` (
	`id` text PRIMARY KEY NOT NULL,
	`page_id` text NOT NULL,
	`name` text NOT NULL,
	`kind` text NOT NULL,
	`token_hash` text NOT NULL,
	`secret` text,
	`mapping` text DEFAULT '{}' NOT NULL,
	`created_by` text NOT NULL,
	`created_at` integer NOT NULL,
	`last_seen_at` integer,
	`disabled_at` integer,
	FOREIGN KEY (`page_id`) REFERENCES `page`(`id`) ON UPDATE no action ON DELETE no action
);
--> statement-breakpoint
CREATE UNIQUE INDEX `alert_source_tokenHash_unique` ON `alert_source` (`token_hash`);--> statement-breakpoint
CREATE INDEX `alert_source_page` ON `alert_source` (`page_id`);