ALTER TABLE `incident` ADD `translations` text;--> statement-breakpoint
ALTER TABLE `incident_update` ADD `translations` text;--> statement-breakpoint
ALTER TABLE `page` ADD `languages` text DEFAULT '[]' NOT NULL;--> statement-breakpoint
ALTER TABLE `template` ADD `translations` text DEFAULT '{}' NOT NULL;