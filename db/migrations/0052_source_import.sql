CREATE TABLE `source_import` (
	`id` text PRIMARY KEY NOT NULL,
	`page_id` text NOT NULL,
	`kind` text NOT NULL,
	`place` text NOT NULL,
	`state` text DEFAULT 'reading' NOT NULL,
	`note` text DEFAULT '' NOT NULL,
	`document` text,
	`report` text,
	`worked_at` integer NOT NULL,
	`created_at` integer NOT NULL,
	FOREIGN KEY (`page_id`) REFERENCES `page`(`id`) ON UPDATE no action ON DELETE cascade
);
