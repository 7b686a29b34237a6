CREATE TABLE `logo_file` (
	`page_id` text NOT NULL,
	`file` text NOT NULL,
	`bytes` text NOT NULL,
	`created_at` integer NOT NULL,
	PRIMARY KEY(`page_id`, `file`),
	FOREIGN KEY (`page_id`) REFERENCES `page`(`id`) ON UPDATE no action ON DELETE no action
);
--> statement-breakpoint
ALTER TABLE `page` ADD `logo` text;