CREATE TABLE `changes` (
	`seq` integer PRIMARY KEY NOT NULL,
	`at` text NOT NULL,
	`resource` text NOT NULL,
	`resource_id` text NOT NULL,
	`type` text NOT NULL,
	`version` integer,
	`former_seq` integer NOT NULL,
	`before` text,
	`after` text,
	`digest` text NOT NULL,
	`count` integer NOT NULL
);
--> statement-breakpoint
CREATE INDEX `changes_resource` ON `changes` (`resource`,`resource_id`,`seq`);--> statement-breakpoint
CREATE TABLE `deliveries` (
	`id` text PRIMARY KEY NOT NULL,
	`subscription_id` text NOT NULL,
	`seq` integer NOT NULL,
	`prev_seq` integer NOT NULL,
	`lane` text NOT NULL,
	`document` text NOT NULL,
	`state` text NOT NULL,
	`attempts` integer NOT NULL,
	`due_at` integer NOT NULL,
	`created_at` text NOT NULL,
	`ended_at` text
);
--> statement-breakpoint
CREATE INDEX `deliveries_due` ON `deliveries` (`state`,`due_at`,`subscription_id`);--> statement-breakpoint
CREATE INDEX `deliveries_listed` ON `deliveries` (`subscription_id`,`id`);--> statement-breakpoint
CREATE INDEX `deliveries_subscription` ON `deliveries` (`subscription_id`,`state`,`id`);--> statement-breakpoint
CREATE INDEX `deliveries_lane` ON `deliveries` (`subscription_id`,`lane`,`state`,`seq`);--> statement-breakpoint
CREATE INDEX `deliveries_seq` ON `deliveries` (`subscription_id`,`seq`);--> statement-breakpoint
CREATE TABLE `delivery_attempts` (
	`id` text PRIMARY KEY NOT NULL,
	`delivery_id` text NOT NULL,
	`subscription_id` text NOT NULL,
	`at` text NOT NULL,
	`status` integer,
	`excerpt` text NOT NULL,
	`milliseconds` integer NOT NULL
);
--> statement-breakpoint
CREATE INDEX `delivery_attempts_delivery` ON `delivery_attempts` (`delivery_id`,`id`);--> statement-breakpoint
CREATE INDEX `delivery_attempts_subscription` ON `delivery_attempts` (`subscription_id`,`id`);--> statement-breakpoint
CREATE TABLE `partner_positions` (
	`key_id` text NOT NULL,
	`channel` text NOT NULL,
	`seq` integer NOT NULL,
	`at` text NOT NULL,
	PRIMARY KEY(`key_id`, `channel`)
);
--> statement-breakpoint
CREATE TABLE `partner_reads` (
	`article_id` text NOT NULL,
	`key_id` text NOT NULL,
	`version` integer NOT NULL,
	`first_at` text NOT NULL,
	`last_at` text NOT NULL,
	PRIMARY KEY(`article_id`, `key_id`)
);
--> statement-breakpoint
CREATE TABLE `partner_snapshots` (
	`key_id` text NOT NULL,
	`seq` integer NOT NULL,
	`head` integer NOT NULL,
	PRIMARY KEY(`key_id`, `seq`)
);
--> statement-breakpoint
CREATE TABLE `partner_usage` (
	`key_id` text NOT NULL,
	`day` text NOT NULL,
	`format` text NOT NULL,
	`requests` integer NOT NULL,
	`articles` integer NOT NULL,
	`last_at` text NOT NULL,
	PRIMARY KEY(`key_id`, `day`, `format`)
);
--> statement-breakpoint
CREATE TABLE `profiles` (
	`id` text PRIMARY KEY NOT NULL,
	`document` text NOT NULL
);
--> statement-breakpoint
CREATE TABLE `recall_receipts` (
	`recall_id` text NOT NULL,
	`key_id` text NOT NULL,
	`had` text NOT NULL,
	`delivered_at` text,
	`delivered_by` text,
	`acknowledged_at` text,
	`note` text,
	PRIMARY KEY(`recall_id`, `key_id`)
);
--> statement-breakpoint
CREATE INDEX `recall_receipts_key` ON `recall_receipts` (`key_id`,`recall_id`);--> statement-breakpoint
CREATE INDEX `recall_receipts_undelivered` ON `recall_receipts` (`key_id`,`delivered_at`);--> statement-breakpoint
CREATE TABLE `recalls` (
	`id` text PRIMARY KEY NOT NULL,
	`article_id` text NOT NULL,
	`kind` text NOT NULL,
	`seq` integer NOT NULL,
	`version` integer NOT NULL,
	`opened_at` text NOT NULL,
	`due_at` text NOT NULL
);
--> statement-breakpoint
CREATE INDEX `recalls_article` ON `recalls` (`article_id`);--> statement-breakpoint
CREATE INDEX `recalls_seq` ON `recalls` (`seq`);--> statement-breakpoint
CREATE TABLE `subscriptions` (
	`id` text PRIMARY KEY NOT NULL,
	`kind` text NOT NULL,
	`key_id` text,
	`url` text NOT NULL,
	`topic` text,
	`types` text,
	`secret` text,
	`former_secret` text,
	`former_secret_until` text,
	`state` text NOT NULL,
	`state_reason` text,
	`position` text NOT NULL,
	`last_seq` integer NOT NULL,
	`delivered_at` text,
	`expires_at` text,
	`created_at` text NOT NULL,
	`revision` integer NOT NULL
);
--> statement-breakpoint
CREATE INDEX `subscriptions_key` ON `subscriptions` (`key_id`,`id`);--> statement-breakpoint
CREATE INDEX `subscriptions_state` ON `subscriptions` (`kind`,`state`);--> statement-breakpoint
CREATE INDEX `subscriptions_url` ON `subscriptions` (`kind`,`topic`,`url`);--> statement-breakpoint
ALTER TABLE `live_articles` ADD `expires_at` text;--> statement-breakpoint
ALTER TABLE `live_articles` ADD `rights_end_at` text;--> statement-breakpoint
CREATE INDEX `live_articles_rights` ON `live_articles` (`rights_end_at`);