ALTER TABLE `incident` ADD `occurrence_at` integer;--> statement-breakpoint
ALTER TABLE `maintenance_series` ADD `changed_at` integer;