CREATE TABLE `article_references` (
	`target_id` text NOT NULL,
	`article_id` text NOT NULL,
	`scope` text NOT NULL,
	PRIMARY KEY(`target_id`, `article_id`, `scope`)
);
--> statement-breakpoint
CREATE INDEX `article_references_article` ON `article_references` (`article_id`,`scope`);--> statement-breakpoint
CREATE TABLE `articles` (
	`id` text PRIMARY KEY NOT NULL,
	`language` text NOT NULL,
	`state` text NOT NULL,
	`slug` text NOT NULL,
	`revision` integer NOT NULL,
	`version` integer NOT NULL,
	`writes` integer NOT NULL,
	`title` text NOT NULL,
	`translation_of_id` text,
	`cluster_id` text NOT NULL,
	`external_id` text,
	`external_scope` text,
	`first_published_at` text,
	`published_at` text,
	`updated_at` text,
	`publish_at` text,
	`embargo_until` text,
	`due_at` text,
	`expires_at` text,
	`owner_id` text,
	`created_at` text NOT NULL,
	`changed_at` text NOT NULL,
	`changed_by` text
);
--> statement-breakpoint
CREATE INDEX `articles_changed` ON `articles` (`changed_at`,`id`);--> statement-breakpoint
CREATE INDEX `articles_state` ON `articles` (`state`,`changed_at`,`id`);--> statement-breakpoint
CREATE INDEX `articles_cluster` ON `articles` (`cluster_id`);--> statement-breakpoint
CREATE INDEX `articles_due` ON `articles` (`due_at`);--> statement-breakpoint
CREATE INDEX `articles_expires` ON `articles` (`state`,`expires_at`);--> statement-breakpoint
CREATE UNIQUE INDEX `articles_external` ON `articles` (`external_scope`,`external_id`);--> statement-breakpoint
CREATE TABLE `audit` (
	`id` text PRIMARY KEY NOT NULL,
	`at` text NOT NULL,
	`action` text NOT NULL,
	`resource` text NOT NULL,
	`resource_id` text NOT NULL,
	`from_state` text,
	`to_state` text,
	`from_revision` integer,
	`to_revision` integer,
	`key_id` text,
	`key_name` text,
	`editor_id` text,
	`request_id` text
);
--> statement-breakpoint
CREATE INDEX `audit_resource` ON `audit` (`resource_id`,`id`);--> statement-breakpoint
CREATE INDEX `audit_key` ON `audit` (`key_id`,`id`);--> statement-breakpoint
CREATE INDEX `audit_action` ON `audit` (`action`,`id`);--> statement-breakpoint
CREATE TABLE `catalogue` (
	`id` text PRIMARY KEY NOT NULL,
	`resource` text NOT NULL,
	`slug` text NOT NULL,
	`kind` text NOT NULL,
	`country` text,
	`language` text,
	`media_topic` text,
	`parent_id` text,
	`listed` integer NOT NULL,
	`document` text NOT NULL,
	`revision` integer NOT NULL,
	`created_at` text NOT NULL,
	`updated_at` text NOT NULL
);
--> statement-breakpoint
CREATE UNIQUE INDEX `catalogue_slug` ON `catalogue` (`resource`,`slug`);--> statement-breakpoint
CREATE INDEX `catalogue_parent` ON `catalogue` (`parent_id`);--> statement-breakpoint
CREATE TABLE `corrections` (
	`id` text PRIMARY KEY NOT NULL,
	`article_id` text NOT NULL,
	`version` integer NOT NULL,
	`kind` text NOT NULL,
	`notice` text NOT NULL,
	`blocks` text NOT NULL,
	`at` text NOT NULL,
	`by` text
);
--> statement-breakpoint
CREATE INDEX `corrections_article` ON `corrections` (`article_id`,`version`);--> statement-breakpoint
CREATE TABLE `editions` (
	`article_id` text NOT NULL,
	`version` integer NOT NULL,
	`revision` integer NOT NULL,
	`shown_from` text NOT NULL,
	`shown_until` text,
	`live` text NOT NULL,
	PRIMARY KEY(`article_id`, `version`)
);
--> statement-breakpoint
CREATE TABLE `idempotent_requests` (
	`scope` text PRIMARY KEY NOT NULL,
	`fingerprint` text NOT NULL,
	`started_at` text NOT NULL,
	`answer` text
);
--> statement-breakpoint
CREATE INDEX `idempotent_requests_started` ON `idempotent_requests` (`started_at`);--> statement-breakpoint
CREATE TABLE `keys` (
	`id` text PRIMARY KEY NOT NULL,
	`name` text NOT NULL,
	`role` text NOT NULL,
	`secret_hash` text NOT NULL,
	`editor_id` text,
	`created_at` text NOT NULL,
	`expires_at` text,
	`revoked_at` text,
	`former_secret_hash` text,
	`former_valid_until` text,
	`revision` integer NOT NULL
);
--> statement-breakpoint
CREATE UNIQUE INDEX `keys_secret` ON `keys` (`secret_hash`);--> statement-breakpoint
CREATE INDEX `keys_former_secret` ON `keys` (`former_secret_hash`);--> statement-breakpoint
CREATE TABLE `live_articles` (
	`ordinal` integer PRIMARY KEY NOT NULL,
	`id` text NOT NULL,
	`language` text NOT NULL,
	`slug` text NOT NULL,
	`title` text NOT NULL,
	`title_key` text NOT NULL,
	`published_at` text NOT NULL,
	`updated_at` text NOT NULL,
	`version` integer NOT NULL,
	`source_id` text NOT NULL,
	`editor_id` text,
	`cluster_id` text NOT NULL,
	`translation_of_id` text,
	`day` text NOT NULL,
	`document` text NOT NULL
);
--> statement-breakpoint
CREATE UNIQUE INDEX `live_articles_id` ON `live_articles` (`id`);--> statement-breakpoint
CREATE UNIQUE INDEX `live_articles_slug` ON `live_articles` (`language`,`slug`);--> statement-breakpoint
CREATE INDEX `live_articles_updated` ON `live_articles` (`updated_at`,`ordinal`);--> statement-breakpoint
CREATE INDEX `live_articles_cluster` ON `live_articles` (`cluster_id`);--> statement-breakpoint
CREATE INDEX `live_articles_title` ON `live_articles` (`language`,`title_key`);--> statement-breakpoint
CREATE TABLE `live_bodies` (
	`id` text PRIMARY KEY NOT NULL,
	`blocks` text NOT NULL
);
--> statement-breakpoint
CREATE TABLE `live_days` (
	`day` text NOT NULL,
	`language` text NOT NULL,
	`articles` integer NOT NULL,
	PRIMARY KEY(`day`, `language`)
) WITHOUT ROWID;
--> statement-breakpoint
CREATE TABLE `live_postings` (
	`ordinal` integer NOT NULL,
	`term_id` integer NOT NULL,
	PRIMARY KEY(`ordinal`, `term_id`)
) WITHOUT ROWID;
--> statement-breakpoint
CREATE INDEX `live_postings_term` ON `live_postings` (`term_id`,`ordinal`);--> statement-breakpoint
CREATE TABLE `live_terms` (
	`id` integer PRIMARY KEY NOT NULL,
	`term` text NOT NULL,
	`articles` integer NOT NULL
);
--> statement-breakpoint
CREATE UNIQUE INDEX `live_terms_term` ON `live_terms` (`term`);--> statement-breakpoint
CREATE TABLE `printed_names` (
	`resource` text NOT NULL,
	`name_key` text NOT NULL,
	`target_id` text NOT NULL,
	PRIMARY KEY(`resource`, `name_key`, `target_id`)
);
--> statement-breakpoint
CREATE INDEX `printed_names_target` ON `printed_names` (`target_id`);--> statement-breakpoint
CREATE TABLE `provenance` (
	`article_id` text PRIMARY KEY NOT NULL,
	`content_hash` text NOT NULL,
	`fields` text NOT NULL,
	`imported_at` text NOT NULL
);
--> statement-breakpoint
CREATE TABLE `related_links` (
	`article_id` text NOT NULL,
	`position` integer NOT NULL,
	`kind` text NOT NULL,
	`language` text NOT NULL,
	`target_id` text,
	`url` text,
	`title` text,
	`unresolved_key` text,
	PRIMARY KEY(`article_id`, `position`)
);
--> statement-breakpoint
CREATE INDEX `related_links_target` ON `related_links` (`target_id`);--> statement-breakpoint
CREATE INDEX `related_links_unresolved` ON `related_links` (`language`,`unresolved_key`,`article_id`);--> statement-breakpoint
CREATE TABLE `revisions` (
	`article_id` text NOT NULL,
	`revision` integer NOT NULL,
	`document` text NOT NULL,
	`saved_at` text NOT NULL,
	`saved_by` text,
	PRIMARY KEY(`article_id`, `revision`)
);
--> statement-breakpoint
CREATE TABLE `site` (
	`id` text PRIMARY KEY NOT NULL,
	`document` text NOT NULL,
	`revision` integer NOT NULL,
	`created_at` text NOT NULL,
	`updated_at` text NOT NULL
);
--> statement-breakpoint
CREATE TABLE `slugs` (
	`language` text NOT NULL,
	`slug` text NOT NULL,
	`article_id` text NOT NULL,
	PRIMARY KEY(`language`, `slug`)
);
--> statement-breakpoint
CREATE INDEX `slugs_article` ON `slugs` (`article_id`);--> statement-breakpoint
CREATE TABLE `withdrawals` (
	`article_id` text PRIMARY KEY NOT NULL,
	`kind` text NOT NULL,
	`reason` text NOT NULL,
	`internal_reason` text,
	`replacement_id` text,
	`at` text NOT NULL,
	`by` text
);
