ALTER TABLE `room_settings` ADD `ticket_url` text DEFAULT '' NOT NULL;--> statement-breakpoint
ALTER TABLE `api_token` ADD `scope` text DEFAULT 'everything' NOT NULL;