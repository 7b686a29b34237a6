ALTER TABLE `incident_update` ADD `corrected_at` integer;--> statement-breakpoint
ALTER TABLE `page` ADD `preflight_off` text DEFAULT '[]' NOT NULL;--> statement-breakpoint
ALTER TABLE `page` ADD `own_words` text DEFAULT '[]' NOT NULL;