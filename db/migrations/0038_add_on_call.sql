CREATE TABLE `alert_route` (
	`id` text PRIMARY KEY NOT NULL,
	`page_id` text NOT NULL,
	`name` text NOT NULL,
	`condition` text NOT NULL,
	`severity` text NOT NULL,
	`route` text NOT NULL,
	`position` integer NOT NULL,
	`created_at` integer NOT NULL,
	FOREIGN KEY (`page_id`) REFERENCES `page`(`id`) ON UPDATE no action ON DELETE no action
);
--> statement-breakpoint
CREATE UNIQUE INDEX `alert_route_name` ON `alert_route` (`page_id`,`name`);--> statement-breakpoint
CREATE TABLE `on_call_alias` (
	`page_id` text NOT NULL,
	`kind` text NOT NULL,
	`external_id` text NOT NULL,
	`target_id` text NOT NULL,
	`note` text DEFAULT '' NOT NULL,
	PRIMARY KEY(`page_id`, `kind`, `external_id`),
	FOREIGN KEY (`page_id`) REFERENCES `page`(`id`) ON UPDATE no action ON DELETE no action
);
--> statement-breakpoint
CREATE TABLE `on_call_feed` (
	`id` text PRIMARY KEY NOT NULL,
	`page_id` text NOT NULL,
	`person_id` text NOT NULL,
	`schedule_id` text DEFAULT '' NOT NULL,
	`nonce` text NOT NULL,
	`created_at` integer NOT NULL,
	FOREIGN KEY (`page_id`) REFERENCES `page`(`id`) ON UPDATE no action ON DELETE no action
);
--> statement-breakpoint
CREATE UNIQUE INDEX `on_call_feed_of` ON `on_call_feed` (`page_id`,`person_id`,`schedule_id`);--> statement-breakpoint
CREATE TABLE `on_call_override` (
	`id` text PRIMARY KEY NOT NULL,
	`schedule_id` text NOT NULL,
	`kind` text NOT NULL,
	`person_id` text NOT NULL,
	`replaced_id` text,
	`starts_at` integer NOT NULL,
	`ends_at` integer NOT NULL,
	`author` text NOT NULL,
	`created_at` integer NOT NULL,
	FOREIGN KEY (`schedule_id`) REFERENCES `on_call_schedule`(`id`) ON UPDATE no action ON DELETE cascade
);
--> statement-breakpoint
CREATE INDEX `on_call_override_end` ON `on_call_override` (`schedule_id`,`ends_at`);--> statement-breakpoint
CREATE TABLE `on_call_person` (
	`page_id` text NOT NULL,
	`person_id` text NOT NULL,
	`name` text NOT NULL,
	`left_at` integer,
	PRIMARY KEY(`page_id`, `person_id`),
	FOREIGN KEY (`page_id`) REFERENCES `page`(`id`) ON UPDATE no action ON DELETE no action
);
--> statement-breakpoint
CREATE TABLE `on_call_rotation` (
	`id` text PRIMARY KEY NOT NULL,
	`schedule_id` text NOT NULL,
	`rotation_id` text NOT NULL,
	`position` integer NOT NULL,
	`name` text NOT NULL,
	`people` text NOT NULL,
	`unit` text NOT NULL,
	`every` integer NOT NULL,
	`starts_at` integer NOT NULL,
	`restrictions` text DEFAULT '[]' NOT NULL,
	`effective_from` integer NOT NULL,
	`effective_until` integer,
	`author` text NOT NULL,
	`created_at` integer NOT NULL,
	FOREIGN KEY (`schedule_id`) REFERENCES `on_call_schedule`(`id`) ON UPDATE no action ON DELETE cascade
);
--> statement-breakpoint
CREATE INDEX `on_call_rotation_schedule` ON `on_call_rotation` (`schedule_id`,`position`);--> statement-breakpoint
CREATE TABLE `on_call_schedule` (
	`id` text PRIMARY KEY NOT NULL,
	`page_id` text NOT NULL,
	`name` text NOT NULL,
	`time_zone` text NOT NULL,
	`archived_at` integer,
	`revision` integer DEFAULT 1 NOT NULL,
	`created_at` integer NOT NULL,
	`updated_at` integer NOT NULL,
	FOREIGN KEY (`page_id`) REFERENCES `page`(`id`) ON UPDATE no action ON DELETE no action
);
--> statement-breakpoint
CREATE INDEX `on_call_schedule_page` ON `on_call_schedule` (`page_id`,`name`);