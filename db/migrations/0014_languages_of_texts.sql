ALTER TABLE `incident` ADD `locale` text;--> statement-breakpoint
ALTER TABLE `incident_update` ADD `locale` text;--> statement-breakpoint
ALTER TABLE `incident_update` ADD `event` text;