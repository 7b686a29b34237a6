ALTER TABLE `notification` ADD `translated` text;--> statement-breakpoint
ALTER TABLE `page` ADD `locale` text DEFAULT 'en' NOT NULL;--> statement-breakpoint
ALTER TABLE `subscriber` ADD `locale` text;--> statement-breakpoint
CREATE INDEX `subscriber_locale` ON `subscriber` (`page_id`,`locale`);