CREATE TABLE `metric` (
	`id` text PRIMARY KEY NOT NULL,
	`page_id` text NOT NULL,
	`provider_id` text NOT NULL,
	`source` text NOT NULL,
	`check_id` text,
	`name` text NOT NULL,
	`suffix` text DEFAULT '' NOT NULL,
	`description` text DEFAULT '' NOT NULL,
	`low` real,
	`high` real,
	`is_scale_hidden` integer DEFAULT false NOT NULL,
	`decimals` integer NOT NULL,
	`display` integer NOT NULL,
	`is_on_front` integer NOT NULL,
	`newest_at` integer,
	`revision` integer DEFAULT 1 NOT NULL,
	`created_at` integer NOT NULL,
	`updated_at` integer NOT NULL,
	FOREIGN KEY (`page_id`) REFERENCES `page`(`id`) ON UPDATE no action ON DELETE no action,
	FOREIGN KEY (`provider_id`) REFERENCES `metrics_provider`(`id`) ON UPDATE no action ON DELETE cascade,
	FOREIGN KEY (`check_id`) REFERENCES `health_check`(`id`) ON UPDATE no action ON DELETE set null
);
--> statement-breakpoint
CREATE INDEX `metric_page` ON `metric` (`page_id`,`created_at`);--> statement-breakpoint
CREATE INDEX `metric_provider` ON `metric` (`provider_id`);--> statement-breakpoint
CREATE INDEX `metric_check` ON `metric` (`check_id`);--> statement-breakpoint
CREATE TABLE `metric_hour` (
	`metric_id` text NOT NULL,
	`hour` integer NOT NULL,
	`count` integer NOT NULL,
	`sum` real NOT NULL,
	`low` real NOT NULL,
	`high` real NOT NULL,
	PRIMARY KEY(`metric_id`, `hour`),
	FOREIGN KEY (`metric_id`) REFERENCES `metric`(`id`) ON UPDATE no action ON DELETE cascade
);
--> statement-breakpoint
CREATE INDEX `metric_hour_old` ON `metric_hour` (`hour`);--> statement-breakpoint
CREATE TABLE `metric_point` (
	`metric_id` text NOT NULL,
	`at` integer NOT NULL,
	`value` real NOT NULL,
	PRIMARY KEY(`metric_id`, `at`),
	FOREIGN KEY (`metric_id`) REFERENCES `metric`(`id`) ON UPDATE no action ON DELETE cascade
);
--> statement-breakpoint
CREATE INDEX `metric_point_old` ON `metric_point` (`at`);--> statement-breakpoint
CREATE TABLE `metrics_provider` (
	`id` text PRIMARY KEY NOT NULL,
	`page_id` text NOT NULL,
	`created_at` integer NOT NULL,
	`updated_at` integer NOT NULL,
	FOREIGN KEY (`page_id`) REFERENCES `page`(`id`) ON UPDATE no action ON DELETE no action
);
--> statement-breakpoint
CREATE INDEX `metrics_provider_page` ON `metrics_provider` (`page_id`);