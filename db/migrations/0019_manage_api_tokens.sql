ALTER TABLE `api_token` ADD `made_by_id` text;--> statement-breakpoint
ALTER TABLE `api_token` ADD `made_by_name` text;--> statement-breakpoint
ALTER TABLE `api_token` ADD `expires_at` integer;