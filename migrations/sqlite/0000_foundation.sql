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
	`created_at` text NOT NULL,
	`changed_at` text NOT NULL,
	`changed_by` text
);
--> statement-breakpoint
CREATE INDEX `articles_changed` ON `articles` (`changed_at`,`id`);--> statement-breakpoint
CREATE INDEX `articles_state` ON `articles` (`state`,`changed_at`,`id`);--> statement-breakpoint
CREATE INDEX `articles_cluster` ON `articles` (`cluster_id`);--> statement-breakpoint
CREATE INDEX `articles_due` ON `articles` (`publish_at`);--> statement-breakpoint
CREATE UNIQUE INDEX `articles_external` ON `articles` (`external_scope`,`external_id`);--> statement-breakpoint
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
CREATE TABLE `editions` (
	`article_id` text NOT NULL,
	`version` integer NOT NULL,
	`revision` integer NOT NULL,
	`published_at` text NOT NULL,
	PRIMARY KEY(`article_id`, `version`)
);
--> statement-breakpoint
CREATE TABLE `keys` (
	`id` text PRIMARY KEY NOT NULL,
	`name` text NOT NULL,
	`role` text NOT NULL,
	`secret_hash` text NOT NULL,
	`editor_id` text,
	`created_at` text NOT NULL,
	`expires_at` text,
	`revoked_at` text
);
--> statement-breakpoint
CREATE UNIQUE INDEX `keys_secret` ON `keys` (`secret_hash`);--> statement-breakpoint
CREATE TABLE `live_articles` (
	`id` text PRIMARY KEY NOT NULL,
	`language` text NOT NULL,
	`slug` text NOT NULL,
	`title_key` text NOT NULL,
	`published_at` text NOT NULL,
	`updated_at` text NOT NULL,
	`version` integer NOT NULL,
	`source_id` text NOT NULL,
	`editor_id` text,
	`cluster_id` text NOT NULL,
	`translation_of_id` text,
	`document` text NOT NULL
);
--> statement-breakpoint
CREATE UNIQUE INDEX `live_articles_slug` ON `live_articles` (`language`,`slug`);--> statement-breakpoint
CREATE INDEX `live_articles_published` ON `live_articles` (`published_at`,`id`);--> statement-breakpoint
CREATE INDEX `live_articles_updated` ON `live_articles` (`updated_at`,`id`);--> statement-breakpoint
CREATE INDEX `live_articles_language` ON `live_articles` (`language`,`published_at`,`id`);--> statement-breakpoint
CREATE INDEX `live_articles_source` ON `live_articles` (`source_id`,`published_at`,`id`);--> statement-breakpoint
CREATE INDEX `live_articles_editor` ON `live_articles` (`editor_id`,`published_at`,`id`);--> statement-breakpoint
CREATE INDEX `live_articles_cluster` ON `live_articles` (`cluster_id`);--> statement-breakpoint
CREATE INDEX `live_articles_title` ON `live_articles` (`language`,`title_key`);--> statement-breakpoint
CREATE TABLE `live_bodies` (
	`id` text PRIMARY KEY NOT NULL,
	`blocks` text NOT NULL
);
--> statement-breakpoint
CREATE TABLE `live_tags` (
	`tag_id` text NOT NULL,
	`published_at` text NOT NULL,
	`article_id` text NOT NULL,
	PRIMARY KEY(`tag_id`, `published_at`, `article_id`)
);
--> statement-breakpoint
CREATE INDEX `live_tags_article` ON `live_tags` (`article_id`);--> statement-breakpoint
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
CREATE INDEX `slugs_article` ON `slugs` (`article_id`);