CREATE TABLE `health_check_day` (
	`check_id` text NOT NULL,
	`day` integer NOT NULL,
	`count` integer NOT NULL,
	`failed` integer NOT NULL,
	`ms` integer NOT NULL,
	`timed` integer NOT NULL,
	`slowest` integer NOT NULL,
	PRIMARY KEY(`check_id`, `day`),
	FOREIGN KEY (`check_id`) REFERENCES `health_check`(`id`) ON UPDATE no action ON DELETE cascade
);
--> statement-breakpoint
CREATE INDEX `health_check_day_old` ON `health_check_day` (`day`);--> statement-breakpoint
CREATE TABLE `health_check_result` (
	`id` integer PRIMARY KEY NOT NULL,
	`check_id` text NOT NULL,
	`at` integer NOT NULL,
	`ok` integer NOT NULL,
	`ms` integer,
	`detail` text DEFAULT '' NOT NULL,
	FOREIGN KEY (`check_id`) REFERENCES `health_check`(`id`) ON UPDATE no action ON DELETE cascade
);
--> statement-breakpoint
CREATE INDEX `health_check_result_listed` ON `health_check_result` (`check_id`,`at`);--> statement-breakpoint
CREATE INDEX `health_check_result_old` ON `health_check_result` (`at`);--> statement-breakpoint
CREATE TABLE `health_check` (
	`id` text PRIMARY KEY NOT NULL,
	`page_id` text NOT NULL,
	`component_id` text,
	`name` text NOT NULL,
	`kind` text NOT NULL,
	`settings` text NOT NULL,
	`every` integer NOT NULL,
	`timeout` integer NOT NULL,
	`down_after` integer NOT NULL,
	`up_after` integer NOT NULL,
	`token_hash` text,
	`status` text DEFAULT 'unknown' NOT NULL,
	`streak` integer DEFAULT 0 NOT NULL,
	`since` integer,
	`last_at` integer,
	`last_ok` integer,
	`last_ms` integer,
	`last_detail` text DEFAULT '' NOT NULL,
	`recent` text DEFAULT '[]' NOT NULL,
	`due_at` integer NOT NULL,
	`skipped_at` integer,
	`turn` integer DEFAULT 0 NOT NULL,
	`revision` integer DEFAULT 1 NOT NULL,
	`disabled_at` integer,
	`created_by` text NOT NULL,
	`created_at` integer NOT NULL,
	`updated_at` integer NOT NULL,
	FOREIGN KEY (`page_id`) REFERENCES `page`(`id`) ON UPDATE no action ON DELETE no action,
	FOREIGN KEY (`component_id`) REFERENCES `component`(`id`) ON UPDATE no action ON DELETE set null
);
--> statement-breakpoint
CREATE INDEX `health_check_page` ON `health_check` (`page_id`,`name`);--> statement-breakpoint
CREATE INDEX `health_check_due` ON `health_check` (`due_at`) WHERE disabled_at is null;--> statement-breakpoint
CREATE INDEX `health_check_component` ON `health_check` (`component_id`) WHERE component_id is not null;--> statement-breakpoint
CREATE UNIQUE INDEX `health_check_token` ON `health_check` (`token_hash`) WHERE token_hash is not null;--> statement-breakpoint
CREATE UNIQUE INDEX `alert_source_checks` ON `alert_source` (`page_id`) WHERE kind = 'check';