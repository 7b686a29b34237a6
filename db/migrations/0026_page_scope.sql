ALTER TABLE `page` ADD `base_url` text;--> statement-breakpoint
CREATE UNIQUE INDEX `page_address` ON `page` (`base_url`);--> statement-breakpoint
ALTER TABLE `maintenance_series` ADD `audience` text DEFAULT 'public' NOT NULL;