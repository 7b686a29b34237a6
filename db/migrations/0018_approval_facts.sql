ALTER TABLE `draft` ADD `writers` text DEFAULT '[]' NOT NULL;--> statement-breakpoint
ALTER TABLE `incident` ADD `past_severities` text DEFAULT '[]' NOT NULL;--> statement-breakpoint
ALTER TABLE `page` ADD `approval_without_severity` integer;