CREATE TABLE `template_version` (
	`template_id` text NOT NULL,
	`version` integer NOT NULL,
	`content` text NOT NULL,
	`author` text,
	`restored` integer,
	`created_at` integer NOT NULL,
	PRIMARY KEY(`template_id`, `version`),
	FOREIGN KEY (`template_id`) REFERENCES `template`(`id`) ON UPDATE no action ON DELETE no action
);
--> statement-breakpoint
ALTER TABLE `incident` ADD `translations` text;--> statement-breakpoint
ALTER TABLE `incident_update` ADD `translations` text;--> statement-breakpoint
ALTER TABLE `incident_update` ADD `template_version` integer;--> statement-breakpoint
ALTER TABLE `page` ADD `languages` text DEFAULT '[]' NOT NULL;--> statement-breakpoint
ALTER TABLE `template` ADD `translations` text DEFAULT '{}' NOT NULL;--> statement-breakpoint
ALTER TABLE `template` ADD `component_ids` text DEFAULT '[]' NOT NULL;--> statement-breakpoint
ALTER TABLE `template` ADD `severities` text DEFAULT '[]' NOT NULL;