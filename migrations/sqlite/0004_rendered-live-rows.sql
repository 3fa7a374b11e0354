ALTER TABLE `live_articles` ADD `rendered` text;--> statement-breakpoint
CREATE INDEX `live_articles_translation` ON `live_articles` (`translation_of_id`);